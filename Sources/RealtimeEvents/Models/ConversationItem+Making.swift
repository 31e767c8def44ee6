extension ConversationItem {
  /// A message of the system with one text.
  public static func system(_ text: String) -> Self {
    .message(MessageItem(role: .system, content: [.inputText(text)]))
  }

  /// A message of the user with one text.
  public static func user(_ text: String) -> Self { user([.inputText(text)]) }

  /// A message of the user: text, audio and images.
  public static func user(_ content: [ContentPart]) -> Self { .message(MessageItem(role: .user, content: content)) }

  /// A message of the assistant with one text.
  public static func assistant(_ text: String) -> Self {
    .message(MessageItem(role: .assistant, content: [.outputText(text)]))
  }

  /// The output of a function call.
  ///
  /// - Parameters:
  ///   - callID: The id of the call.
  ///   - output: What the function returned, free text or JSON text.
  public static func functionCallOutput(callID: String, output: String) -> Self {
    .functionCallOutput(FunctionCallOutputItem(callID: callID, output: output))
  }

  /// The item's id, `nil` if it has none yet. An item of a kind that must have one keeps it when `nil` is set.
  public var id: String? {
    get {
      switch self {
      case .message(let item): item.id
      case .functionCall(let item): item.id
      case .functionCallOutput(let item): item.id
      case .mcpApprovalResponse(let item): item.id
      case .mcpListTools(let item): item.id
      case .mcpCall(let item): item.id
      case .mcpApprovalRequest(let item): item.id
      case .itemReference(let item): item.id
      case .unknown(let json): json["id"]?.string
      }
    }
    set {
      switch self {
      case .message(var item):
        item.id = newValue
        self = .message(item)
      case .functionCall(var item):
        item.id = newValue
        self = .functionCall(item)
      case .functionCallOutput(var item):
        item.id = newValue
        self = .functionCallOutput(item)
      case .mcpApprovalResponse(var item):
        item.id = newValue ?? item.id
        self = .mcpApprovalResponse(item)
      case .mcpListTools(var item):
        item.id = newValue
        self = .mcpListTools(item)
      case .mcpCall(var item):
        item.id = newValue ?? item.id
        self = .mcpCall(item)
      case .mcpApprovalRequest(var item):
        item.id = newValue ?? item.id
        self = .mcpApprovalRequest(item)
      case .itemReference(var item):
        item.id = newValue ?? item.id
        self = .itemReference(item)
      case .unknown(var json):
        json["id"] = newValue.map { .string($0) }
        self = .unknown(json)
      }
    }
  }
}

extension ContentPart {
  /// Text of the user or the system.
  public static func inputText(_ text: String) -> Self { ContentPart(type: .inputText, text: text) }

  /// Audio of the user, base64 of the session's input encoding.
  public static func inputAudio(base64: String, transcript: String? = nil) -> Self {
    ContentPart(type: .inputAudio, audio: base64, transcript: transcript)
  }

  /// An image of the user, as a data URL.
  public static func inputImage(url: String, detail: ImageDetail? = nil) -> Self {
    ContentPart(type: .inputImage, imageURL: url, detail: detail)
  }

  /// Text of the assistant.
  public static func outputText(_ text: String) -> Self { ContentPart(type: .outputText, text: text) }

  /// What the assistant said, without the audio.
  public static func outputAudio(transcript: String) -> Self { ContentPart(type: .outputAudio, transcript: transcript) }
}
