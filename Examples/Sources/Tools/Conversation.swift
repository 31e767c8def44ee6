import ExampleSupport
import RealtimeSessions

/// Says one prompt after the other, and prints what the model makes of each.
final class Conversation {
  private let session: RealtimeSession
  private var prompts: [String]
  private(set) var cause: RealtimeSession.CloseCause?

  init(_ session: RealtimeSession, prompts: [String]) {
    self.session = session
    self.prompts = prompts
    session.on(.conversationItemDone) { [unowned self] event in show(event.item) }
    session.on(.responseDone) { [unowned self] event in
      // After a call comes the response to its output.
      let isCall = event.response.output?.contains { if case .functionCall = $0 { true } else { false } }
      if isCall != true { next() }
    }
    session.onState { [unowned session] state in
      if case .backoff = state, let error = session.latestConnectionError { Terminal.note("error: \(error)") }
    }
    session.on(.error) { error in Terminal.note("error: \(error)") }
    session.onClose { [unowned self] report in
      cause = report.cause
      if report.cause != .requested { Terminal.note("\(report.cause)") }
    }
    next()
  }

  private func next() {
    guard !prompts.isEmpty else { return session.close() }
    session.send(.conversationItemCreate(.user(prompts.removeFirst())))
    session.respond()
  }

  private func show(_ item: ConversationItem) {
    switch item {
    case .message(let message):
      let text = message.content.compactMap(\.text).joined()
      Terminal.writeLine("\(message.role.rawValue): \(text)")
    case .functionCall(let call): Terminal.writeLine("  called \(call.name) \(call.arguments)")
    case .functionCallOutput(let output): Terminal.writeLine("  answered \(output.output)")
    default: break
    }
  }
}
