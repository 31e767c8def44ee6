public import RealtimeAudio

/// What the local model is told when it has to answer: the settings of the response and what the caller said.
///
/// A value of its own; the bytes are shared, not copied, until somebody changes them.
public struct ReplyRequest: Sendable, Equatable {
  /// What the response has to produce.
  public enum Modality: Sendable, Equatable {
    /// Written words.
    case text
    /// Spoken words with their transcript.
    case audio
  }

  /// Whether the model may, must or must not call a function.
  public enum ToolChoice: Sendable, Equatable {
    /// The model decides.
    case automatic
    /// No function may be called.
    case none
    /// Some function must be called.
    case required
    /// This function must be called.
    case function(name: String)
    /// A tool of this MCP server must be called; `nil` leaves the choice of the tool to the model.
    case mcp(serverLabel: String, name: String?)
  }

  /// A function that the caller offers.
  public struct Tool: Sendable, Equatable {
    /// The function's name.
    public var name: String
    /// The required parameters, with arguments of the right kind made from the caller's words: JSON text.
    public var exampleArguments: String

    /// A function that can be called with these arguments, JSON text.
    public init(name: String, exampleArguments: String) {
      self.name = name
      self.exampleArguments = exampleArguments
    }
  }

  /// The response's instructions, or else the session's.
  public var instructions: String
  /// Whether the reply is to be written or spoken.
  public var modality: Modality
  /// The encoding that audio parts of the reply must have.
  public var outputFormat: AudioEncoding
  /// What the caller said since the last answer, in the encoding it came in.
  public var callerAudio: [UInt8]
  /// The encoding of ``callerAudio``.
  public var callerAudioFormat: AudioEncoding
  /// What the caller wrote since the last answer, lines joined with a line feed.
  public var callerText: String
  /// The outputs of function calls since the last answer, as sent.
  public var functionOutputs: [String]
  /// The functions that the caller offers.
  public var tools: [Tool]
  /// The tools of MCP servers, each as a call with arguments of the right kind made from the caller's words.
  public var remoteCalls: [MCPToolCall]
  /// Whether the model may, must or must not call one of them.
  public var toolChoice: ToolChoice
  /// Counts the responses of the session, from 0.
  public var turn: Int
  /// Counts the sessions of the server, from 1.
  public var session: Int

  /// A request as the default model would get it from an empty session.
  public init(
    instructions: String = "", modality: Modality = .audio, outputFormat: AudioEncoding = .pcm16,
    callerAudio: [UInt8] = [], callerAudioFormat: AudioEncoding = .pcm16, callerText: String = "",
    functionOutputs: [String] = [], tools: [Tool] = [], remoteCalls: [MCPToolCall] = [],
    toolChoice: ToolChoice = .automatic, turn: Int = 0, session: Int = 1
  ) {
    self.instructions = instructions
    self.modality = modality
    self.outputFormat = outputFormat
    self.callerAudio = callerAudio
    self.callerAudioFormat = callerAudioFormat
    self.callerText = callerText
    self.functionOutputs = functionOutputs
    self.tools = tools
    self.remoteCalls = remoteCalls
    self.toolChoice = toolChoice
    self.turn = turn
    self.session = session
  }

  /// Milliseconds of the caller's audio.
  public var callerAudioMilliseconds: Int { callerAudioFormat.milliseconds(inByteCount: callerAudio.count) }
}
