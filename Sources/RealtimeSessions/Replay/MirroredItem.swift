internal import RealtimeEvents

/// An item of the conversation as the mirror keeps it: what a new session can be given of it.
struct MirroredItem: Sendable {
  /// An item that this side created and the service has not confirmed.
  struct Creation: Sendable {
    /// The id of the client event, by which an error names it.
    let eventID: String?
    /// Whether the item's id is the mirror's own, because the client let the service choose one.
    let choosesID: Bool
  }

  private(set) var id: String
  let kind: RestoredItems.Kind
  /// How far it has come, where the service says so.
  private var status: ItemStatus?
  /// Whether no more of it comes.
  private(set) var isFinished: Bool
  /// Whether this side created it in the session that there is. Such an item is text there.
  private(set) var isOfClient = false
  private(set) var creation: Creation?
  /// Of messages.
  private var parts: [MirroredPart] = []
  /// Of calls and outputs: the two belong together.
  private var callID = ""
  /// Of a call its function.
  private var name = ""
  /// Of a call its arguments, of an output what the function gave.
  private var text = ""

  init(_ item: ConversationItem, id: String, keepsImages: Bool) {
    self.id = id
    kind = RestoredItems.Kind(item)
    status = item.status
    isFinished = status != .inProgress
    switch item {
    case .message(let message):
      parts = message.content.prefix(Self.maximumPartCount).map { MirroredPart($0, keepsImages: keepsImages) }
    case .functionCall(let call):
      (callID, name, text) = (call.callID ?? "", call.name, call.arguments)
    case .functionCallOutput(let output):
      (callID, text) = (output.callID, output.output)
    default: break
    }
  }

  static let maximumPartCount = 64

  var byteCount: Int {
    parts.reduce(id.utf8.count + callID.utf8.count + name.utf8.count + text.utf8.count) { $0 + $1.byteCount }
  }

  /// What a call and its output have in common, whichever of them has the shortened id.
  var callKey: String? { kind == .call || kind == .output ? CallID.shortened(callID) : nil }

  // MARK: Who made it

  mutating func setCreated(awaiting creation: Creation?) {
    (isOfClient, isFinished, self.creation) = (true, true, creation)
  }

  /// The service has the item, under this id.
  mutating func confirm(as id: String) {
    self.id = id
    creation = nil
  }

  // MARK: What the service says

  /// Takes over what an event says of the item. What this side created is not said better by an echo.
  mutating func merge(_ item: MirroredItem, isFinished: Bool) {
    guard !isOfClient, item.kind == kind else { return }
    self.isFinished = self.isFinished || isFinished || item.isFinished
    status = item.status ?? status
    for (index, part) in item.parts.enumerated() {
      changePart(at: index) { $0.merge(part) }
    }
    if !item.callID.isEmpty { callID = item.callID }
    if !item.name.isEmpty { name = item.name }
    if !item.text.isEmpty { text = item.text }
  }

  /// Whether the service's item may be this one, which was created without an id.
  func isEcho(_ item: MirroredItem) -> Bool {
    kind == item.kind && callKey == item.callKey && parts.map(\.kind) == item.parts.map(\.kind)
  }

  /// Changes a part, which is made if there is none yet.
  mutating func changePart(at index: Int, _ change: (inout MirroredPart) -> Void) {
    guard 0..<Self.maximumPartCount ~= index else { return }
    while parts.count <= index { parts.append(MirroredPart(.text)) }
    change(&parts[index])
  }

  /// Cuts speech of the assistant to what was heard: see ``MirroredPart/cut(heard:of:isFinished:)``.
  mutating func cut(at index: Int, heard: Int, of received: Int?) {
    guard kind == .assistantMessage else { return }
    // Audio may come before the first word of its transcript.
    let isNew = !parts.indices.contains(index)
    let isFinished = isFinished
    changePart(at: index) { part in
      if isNew { part = MirroredPart(.speech) }
      part.cut(heard: heard, of: received, isFinished: isFinished)
    }
  }
}

// MARK: What a new session is given

extension MirroredItem {
  /// The item as a new session takes it, with its old id.
  ///
  /// - Returns: also whether something of it is missing; `nil` if there is nothing to create.
  func restored(_ configuration: ConversationMirror.Configuration) -> (item: ConversationItem, isCut: Bool)? {
    switch kind {
    case .systemMessage, .userMessage, .assistantMessage: return message(configuration)
    case .call: return isCompleteCall ? (call, false) : nil
    case .output: return (output, false)
    case .other: return nil
    }
  }

  private var call: ConversationItem {
    .functionCall(FunctionCallItem(id: id, callID: CallID.shortened(callID), name: name, arguments: text))
  }

  private var output: ConversationItem {
    .functionCallOutput(FunctionCallOutputItem(id: id, callID: CallID.shortened(callID), output: text))
  }

  /// Arguments that are still coming, or stopped coming, are no call.
  private var isCompleteCall: Bool {
    !callID.isEmpty && !name.isEmpty && (status == .completed || status == nil && !text.isEmpty)
  }

  private func message(
    _ configuration: ConversationMirror.Configuration
  ) -> (item: ConversationItem, isCut: Bool)? {
    var isCut = false
    var content: [ContentPart] = []
    for part in parts {
      let (given, isWhole) = restored(part, configuration)
      if let given { content.append(given) }
      isCut = isCut || !isWhole
    }
    guard !content.isEmpty else { return nil }
    return (.message(MessageItem(id: id, role: kind.role, content: content)), isCut)
  }

  /// A part of a message, and whether it is whole.
  private func restored(
    _ part: MirroredPart, _ configuration: ConversationMirror.Configuration
  ) -> (ContentPart?, isWhole: Bool) {
    if part.kind == .image { return (part.image, part.image != nil) }
    var text = part.heardText
    var isWhole = !part.isCut
    if kind == .userMessage && part.kind == .speech && text.isEmpty {
      (text, isWhole) = (configuration.untranscribedSpeech, false)
    }
    guard !text.isEmpty else { return (nil, isWhole) }
    if part.isCut { text += configuration.interruptionMark }
    guard kind == .assistantMessage else { return (.inputText(text), isWhole) }
    let type: ContentPartType = configuration.api == .beta ? .text : .outputText
    return (ContentPart(type: type, text: text), isWhole)
  }
}

extension ConversationItem {
  /// How far the item has come, where it says so.
  fileprivate var status: ItemStatus? {
    switch self {
    case .message(let item): item.status
    case .functionCall(let item): item.status
    case .functionCallOutput(let item): item.status
    default: nil
    }
  }
}

extension RestoredItems.Kind {
  init(_ item: ConversationItem) {
    switch item {
    case .message(let message) where message.role == .system: self = .systemMessage
    case .message(let message) where message.role == .user: self = .userMessage
    case .message(let message) where message.role == .assistant: self = .assistantMessage
    case .functionCall: self = .call
    case .functionCallOutput: self = .output
    default: self = .other
    }
  }

  fileprivate var role: MessageRole {
    switch self {
    case .systemMessage: .system
    case .assistantMessage: .assistant
    default: .user
    }
  }
}
