import RealtimeJSON

/// The default model: it says back what it was told.
enum Parrot {
  @Sendable static func reply(to request: ReplyRequest) -> Reply {
    if let tool = requestedTool(request) { return .functionCall(name: tool.name, arguments: tool.exampleArguments) }
    if let call = requestedRemoteCall(request) {
      return Reply(items: [.mcpCall(call)] + say("I have called \(call.name).", request).items)
    }
    let words = words(for: request)
    if request.modality == .text || request.callerAudio.isEmpty { return say(words, request) }
    return .speech(voice(of: request), transcript: words)
  }

  /// The words in writing, or hummed where there is no voice to give back.
  private static func say(_ words: String, _ request: ReplyRequest) -> Reply {
    request.modality == .text ? .text(words) : .hummed(words, format: request.outputFormat)
  }

  /// The function that has to be called, or that the caller mentioned by name.
  private static func requestedTool(_ request: ReplyRequest) -> ReplyRequest.Tool? {
    // A function's output is there to be talked about: calling again would never end.
    guard request.functionOutputs.isEmpty else { return nil }
    switch request.toolChoice {
    case .none: return nil
    case .required: return request.tools.first
    case .function(let name): return request.tools.first { $0.name.hasSameBytes(as: name) }
    case .automatic: return request.tools.first { request.callerText.contains($0.name) }
    case .mcp: return nil
    }
  }

  /// The same for the tools of MCP servers.
  private static func requestedRemoteCall(_ request: ReplyRequest) -> MCPToolCall? {
    switch request.toolChoice {
    case .none, .function: return nil
    case .required: return request.remoteCalls.first
    case .automatic: return request.remoteCalls.first { request.callerText.contains($0.name) }
    case .mcp(let label, let name):
      return request.remoteCalls.first {
        $0.serverLabel.hasSameBytes(as: label) && $0.name.hasSameBytes(as: name ?? $0.name)
      }
    }
  }

  private static func words(for request: ReplyRequest) -> String {
    if let output = request.functionOutputs.last { return "The function returned: \(output)" }
    if !request.callerAudio.isEmpty {
      let seconds = ReplyScript.spokenSeconds(request.callerAudioMilliseconds)
      return "You spoke for \(seconds). This is what you said, in your own voice."
    }
    return request.callerText.isEmpty ? "I am listening." : "You said: \(request.callerText)"
  }

  /// The caller's own audio, in the format of the answer.
  private static func voice(of request: ReplyRequest) -> [UInt8] {
    AudioConverter.convert(request.callerAudio, from: request.callerAudioFormat, to: request.outputFormat)
  }
}
