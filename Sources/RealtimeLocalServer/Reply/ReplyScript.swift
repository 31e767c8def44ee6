public import RealtimeAudio

/// The model of the local server: what it answers, what it hears, and what the MCP servers do that it calls.
///
/// The closures run on the server's event loop and must not block. They are shared by all sessions.
public struct ReplyScript: Sendable {
  /// Answers one response.
  public var reply: @Sendable (ReplyRequest) -> Reply
  /// Turns committed audio into the words of the input transcription; `nil` lets the transcription fail.
  public var transcribe: @Sendable (_ audio: [UInt8], _ format: AudioEncoding) -> String?
  /// The tools of an MCP server that a session names; `nil` lets the listing fail. The default is the session's allowed
  /// names, or one tool `echo`.
  public var listTools: @Sendable (MCPServer) -> [MCPServerTool]? = ReplyScript.offeredTools
  /// Carries out a call to an MCP server, once it has been approved where that is needed. The default gives back the
  /// arguments.
  public var callTool: @Sendable (MCPToolCall) -> MCPCallResult = { .output($0.arguments) }

  /// A model that replies with `reply`; by default it transcribes speech as its length.
  public init(
    transcribe: @escaping @Sendable (_ audio: [UInt8], _ format: AudioEncoding) -> String? = ReplyScript.describe,
    reply: @escaping @Sendable (ReplyRequest) -> Reply
  ) {
    self.reply = reply
    self.transcribe = transcribe
  }

  /// Gives the caller's words back: audio as audio, text as text, and a call of the function that was asked for.
  public static let parrot = ReplyScript(reply: Parrot.reply)

  /// The first turn of each session gets the first reply, and so on; after the last it starts again.
  ///
  /// - Precondition: `replies` is not empty.
  public static func turns(_ replies: [Reply]) -> ReplyScript {
    precondition(!replies.isEmpty, "a script needs at least one reply")
    return ReplyScript { replies[$0.turn % replies.count] }
  }

  /// What a server offers by default.
  @Sendable public static func offeredTools(_ server: MCPServer) -> [MCPServerTool]? {
    let names = server.allowedToolNames ?? ["echo"]
    return names.map { MCPServerTool(name: $0, description: "Gives back its arguments.", isReadOnly: true) }
  }

  /// The words that stand for speech nobody understood: how long it was.
  @Sendable public static func describe(_ audio: [UInt8], _ format: AudioEncoding) -> String? {
    "(" + spokenSeconds(format.milliseconds(inByteCount: audio.count)) + " of speech)"
  }

  /// "1.2 seconds", without the help of a formatter.
  static func spokenSeconds(_ milliseconds: Int) -> String {
    "\(milliseconds / 1000).\(milliseconds % 1000 / 100) seconds"
  }
}
