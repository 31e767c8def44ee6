import RealtimeEvents

/// An emitter with its dispatcher, fed by hand, and what came of it.
final class EventFeed: RealtimeEventSource {
  let emitter: RealtimeEmitter
  private let dispatcher: RealtimeEventDispatcher
  private let unheard: Log<OpenAIRealtimeError>

  init() {
    let unheard = Log<OpenAIRealtimeError>()
    self.unheard = unheard
    emitter = RealtimeEmitter { unheard.entries.append($0) }
    dispatcher = RealtimeEventDispatcher(emitter: emitter)
  }

  /// Errors that nobody listened to.
  var unhandledErrors: [OpenAIRealtimeError] { unheard.entries }

  func feed(_ messages: String...) {
    for message in messages { feed(bytes: Array(message.utf8)) }
  }

  func feed(bytes: [UInt8]) {
    dispatcher.receive(bytes.span.bytes)
  }
}
