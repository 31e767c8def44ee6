import ExampleSupport
import RealtimeTelephony

/// Tells a view what happens to calls. Any thread may use it.
struct CallTable: Sendable {
  private let view: LoopBound<CallView>

  init(_ view: CallView, on loop: EventLoop) { self.view = LoopBound(view, on: loop) }

  func note(_ call: PhoneCall, _ text: String) {
    let identifier = ObjectIdentifier(call)
    view.execute { $0.note(identifier, text) }
  }

  func end(_ call: PhoneCall, _ report: CallReport) {
    let identifier = ObjectIdentifier(call)
    view.execute { $0.end(identifier, report) }
  }
}
