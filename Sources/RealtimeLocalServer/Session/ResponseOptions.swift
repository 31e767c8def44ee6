import RealtimeEvents
import RealtimeAudio
import RealtimeJSON

/// What one response was asked to be: the session's settings with the overrides of `response.create`.
struct ResponseOptions {
  /// The general form: the session's values, overridden by the event's.
  private let values: JSONValue
  private let generation: RealtimeAPI
  /// Whether the response's items become part of the conversation.
  let isInConversation: Bool
  /// Items that stand in for the conversation; `nil` uses the conversation itself.
  let input: [JSONValue]?

  /// The `response` of a `response.create`, or `nil` when there was none.
  init(_ response: JSONValue?, settings: SessionSettings) throws(ServiceFailure) {
    generation = settings.generation
    let overrides = try Self.checked(response ?? .emptyObject, generation: settings.generation)
    isInConversation = overrides["conversation"]?.string != "none"
    input = overrides["input"]?.array.map(Array.init)
    var merged = settings.values
    merged.merge(overrides.removing("input").removing("conversation"), atDepthOf: [["audio"], ["audio", "output"]])
    values = merged
  }

  private static func checked(_ response: JSONValue, generation: RealtimeAPI) throws(ServiceFailure) -> JSONValue {
    switch generation {
    case .ga:
      try Shape.responseParameters.check(response, path: "response")
      try SessionSettings.checkModalities(response["output_modalities"], param: "response.output_modalities")
      return response
    case .beta:
      try Shape.betaResponseParameters.check(response, path: "response")
      return BetaSpelling.response.general(from: response)
    }
  }

  // MARK: What the response reads

  var modality: ReplyRequest.Modality {
    let names = values.elements("output_modalities").compactMap(\.string)
    return names.contains("audio") ? .audio : .text
  }

  var outputFormat: AudioEncoding {
    values.value(at: ["audio", "output", "format"]).flatMap(AudioEncoding.init(json:)) ?? .pcm16
  }

  var instructions: String { values["instructions"]?.string ?? "" }
  var maximumOutputTokenCount: Int? { values["max_output_tokens"]?.int }

  var toolChoice: ReplyRequest.ToolChoice {
    guard let choice = values["tool_choice"] else { return .automatic }
    switch choice.string {
    case "none": return .none
    case "required": return .required
    default: break
    }
    switch choice["type"]?.string {
    case "function": return .function(name: choice["name"]?.string ?? "")
    case "mcp": return .mcp(serverLabel: choice["server_label"]?.string ?? "", name: choice["name"]?.string)
    default: return .automatic
    }
  }

  /// The tools as they were set, functions and MCP servers.
  var tools: [JSONValue] { values.elements("tools") }

  var remoteServers: [MCPSettings] { tools.compactMap(MCPSettings.init) }

  /// The function tools, each with arguments made from `words`.
  func functions(words: String) -> [ReplyRequest.Tool] {
    tools.compactMap { (tool) -> ReplyRequest.Tool? in
      guard tool["type"]?.string == "function", let name = tool["name"]?.string else { return nil }
      let arguments = ExampleArguments.json(for: tool["parameters"], words: words)
      return ReplyRequest.Tool(name: name, exampleArguments: arguments.jsonText)
    }
  }

  // MARK: What the response object shows

  /// The members of the response object that repeat the options, in the generation's form.
  func members(conversationID: String) -> [(String, JSONValue)] {
    let shown = isInConversation ? JSONValue.string(conversationID) : .null
    let maximum = values["max_output_tokens"] ?? "inf"
    let metadata = values["metadata"] ?? .null
    let shared: [(String, JSONValue)] = [
      ("conversation_id", shown), ("max_output_tokens", maximum), ("metadata", metadata),
    ]
    let modalities = values["output_modalities"] ?? []
    let voice = values.value(at: ["audio", "output", "voice"]) ?? .null
    switch generation {
    case .ga:
      let output: JSONValue = ["format": outputFormat.json, "voice": voice]
      return shared + [("output_modalities", modalities), ("audio", ["output": output])]
    case .beta:
      return shared + [
        ("modalities", modalities), ("voice", voice),
        ("output_audio_format", .string(outputFormat.codecName)),
        ("temperature", values["temperature"] ?? 0.8),
      ]
    }
  }
}
