import ArgumentParser
import ExampleSupport
import OpenAIRealtime

/// A conversation in text: one prompt from the command line, or one after the other from the terminal.
@main
struct TextChat: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Chats in text with a Realtime session.",
    discussion: """
      Without a prompt it reads one a line until the end of input. With OPENAI_API_KEY set it talks to the real \
      service, with --base-url or OPENAI_BASE_URL to another; without all of these it starts the local server.
      """
  )

  @Argument(help: "What to say. Without it, lines are read from the terminal.")
  var prompt: String?

  @Option(help: "The model.")
  var model = "gpt-realtime-2.1"

  @Option(help: "Instructions for the whole conversation.")
  var instructions: String?

  @OptionGroup(title: "Service")
  var place: ServiceOptions

  func run() throws {
    let loop = try EventLoop()
    let service = try Service(place, on: loop)
    Terminal.note(service.summary)
    let rt = try OpenAIRealtimeWS(service.client, .model(model), on: loop, options: service.options)
    let chat = Chat(rt, instructions: instructions, firstPrompt: prompt)
    chat.start { service.close() }
    loop.run()
    if chat.hasFailed { throw ExitCode.failure }
  }
}

/// Lives on a loop: prompts come to it through a `LoopBound` from the thread that reads the terminal.
final class Chat {
  private let rt: OpenAIRealtimeWS
  private let instructions: String?
  private let firstPrompt: String?
  private let prompts = PromptReader()
  private(set) var hasFailed = false

  init(_ rt: OpenAIRealtimeWS, instructions: String?, firstPrompt: String?) {
    self.rt = rt
    self.instructions = instructions
    self.firstPrompt = firstPrompt
  }

  /// - Parameter finish: called when the connection is closed.
  func start(finish: @escaping () -> Void) {
    rt.once(.sessionCreated) { _ in
      let parameters = RealtimeSessionParameters(outputModalities: [.text], instructions: self.instructions)
      self.rt.send(.sessionUpdate(parameters))
    }
    rt.once(.sessionUpdated) { _ in self.takeTurn() }
    rt.on(.responseOutputTextDelta) { event in Terminal.write(event.delta) }
    rt.on(.responseDone) { _ in
      Terminal.writeLine()
      self.firstPrompt == nil ? self.takeTurn() : self.rt.close()
    }
    rt.on(.error) { error in
      self.hasFailed = true
      Terminal.note("error: \(error)")
      self.rt.close()
    }
    rt.socket.on(.close) { report in
      if report.code != 1000 {
        self.hasFailed = true
        Terminal.note("closed: \(report.code) \(report.reason)")
      }
      finish()
    }
  }

  private func takeTurn() {
    if let firstPrompt { return say(firstPrompt) }
    Terminal.prompt("> ")
    let chat = LoopBound(self, on: rt.loop)
    prompts.read { line in
      chat.execute { chat in
        guard let line else { return chat.rt.close() }
        line.isEmpty ? chat.takeTurn() : chat.say(line)
      }
    }
  }

  private func say(_ text: String) {
    rt.send(.conversationItemCreate(.user(text)))
    rt.send(.responseCreate())
  }
}
