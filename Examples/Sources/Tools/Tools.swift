import ArgumentParser
import ExampleSupport
import RealtimeSessions

/// Lets the model call functions, of which one is too slow.
@main
struct Tools: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Lets the model call two functions, one of which takes too long, and prints what was called and answered.",
    discussion: """
      With OPENAI_API_KEY set it talks to the real service, with --base-url or OPENAI_BASE_URL to another; without \
      all of these it starts the local server, which calls a function whose name it reads.
      """
  )

  @Option(help: "The model.")
  var model = "gpt-realtime-2.1"

  @OptionGroup(title: "Service")
  var place: ServiceOptions

  func run() throws {
    let loop = try EventLoop()
    let service = try Service(place, on: loop)
    Terminal.note(service.summary)
    var plan = RealtimeSession.Plan(model: model)
    plan.options = service.options
    plan.parameters = .realtime(RealtimeSessionParameters(outputModalities: [.text]))
    let session = try RealtimeSession(service.client, plan, on: loop)
    register(on: session.tools)
    let conversation = Conversation(
      session,
      prompts: [
        "Call current_weather for Lisbon.",
        "Call search_archive for the first flight from Lisbon.",
      ])
    session.onClose { _ in service.close() }
    loop.run()
    guard conversation.cause == .requested else { throw ExitCode.failure }
  }

  private func register(on tools: RealtimeTools) {
    // Async: runs in a task, off the loop.
    tools.register(Self.function("current_weather", "The weather in a city now.", parameter: "city")) { call in
      try await Task.sleep(for: .milliseconds(200))
      return "18 degrees and cloudy in \(call.arguments["city"]?.string ?? "that city")"
    }
    // Slower than it may be: the model is told so, and the task is cancelled.
    let archive = Self.function("search_archive", "Searches the archive.", parameter: "words")
    tools.register(archive, timeLimit: .seconds(1)) { call in
      try await Task.sleep(for: .seconds(60))
      return "found"
    }
  }

  private static func function(_ name: String, _ description: String, parameter: String) -> FunctionTool {
    FunctionTool(
      name: name, description: description,
      parameters: [
        "type": "object",
        "properties": [parameter: ["type": "string"]],
        "required": [.string(parameter)],
      ])
  }
}
