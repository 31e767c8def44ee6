import ArgumentParser
import ExampleSupport
import RealtimeSessions

/// A conversation that outlives its connections. By hand it takes four times as much.
@main
struct Reconnect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Goes on with a conversation when its connection is lost, and when its session ends.")

  @OptionGroup(title: "Service")
  var place: ServiceOptions

  func run() throws {
    let loop = try EventLoop()
    let service = try Service(place, Faults.configuration, on: loop)
    Terminal.note(service.summary)
    var plan = RealtimeSession.Plan(model: "gpt-realtime-2.1")
    plan.options = service.options
    plan.parameters = .realtime(RealtimeSessionParameters(outputModalities: [.text], instructions: "Be brief."))
    plan.anchor = "The connection was renewed. Go on as if nothing had happened."
    let session = try RealtimeSession(service.client, plan, on: loop)
    var questions = ["What is a tide?", "Why are there two a day?", "Where are there none?"]
    func answer(_ outcome: ResponseOutcome) {
      if case .interrupted = outcome { return _ = session.respond(completion: answer) }
      guard !questions.isEmpty else { return session.close() }
      session.send(.conversationItemCreate(.user(questions.removeFirst())))
      session.respond(completion: answer)
    }
    session.on(.responseOutputTextDone) { event in Terminal.writeLine(event.text) }
    session.onState { state in Terminal.note("\(state)") }
    session.onRestored { report in Terminal.note("\(report.reason): \(report.items.total)") }
    session.onClose { _ in service.close() }
    answer(.notStarted(.cancelled))
    loop.run()
    guard session.sessionState == .closed(.requested) else { throw ExitCode.failure }
  }
}
