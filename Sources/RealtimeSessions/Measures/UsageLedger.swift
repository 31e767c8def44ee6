public import RealtimeEvents

/// What a conversation has cost in tokens, over all its connections, by model.
///
/// ```swift
/// var usage = UsageLedger(tokenLimit: 100_000)
/// rt.on(.event) { event in
///   for case .limitReached in usage.receive(event) { rt.close() }
/// }
/// ```
///
/// A `response.done` counts once, by its response's id, however often and however late it comes.
public struct UsageLedger: Sendable, Hashable {
  /// What an event changed.
  public enum Effect: Sendable, Hashable {
    /// A response took this.
    case response(id: String, ModelUsage)
    /// The transcription of an item took this.
    case transcription(itemID: String, ModelUsage)
    /// Responses have taken so many tokens, which is the limit or more. Comes once.
    case limitReached(tokenCount: Int)
  }

  /// Models that are told apart; what others take is under ``otherModels``.
  public static let maximumModelCount = 16
  /// The name of all models beyond ``maximumModelCount``, and of one that the service has not named.
  public static let otherModels = "other"

  /// Tokens of responses, in and out, that the conversation may take; `nil` is no limit. A session ends at the limit of
  /// its plan; elsewhere whoever sees `limitReached` decides what happens.
  public let tokenLimit: Int?
  /// What each model took, by its name.
  public private(set) var models: [String: ModelUsage] = [:]
  private var model = Self.otherModels
  private var transcriptionModel = Self.otherModels
  private var counted = RecentIDs()
  private var isLimitReached = false

  /// - Parameter tokenLimit: See ``tokenLimit``.
  public init(tokenLimit: Int? = nil) { self.tokenLimit = tokenLimit }

  /// What all models took together.
  public var total: ModelUsage {
    models.values.reduce(into: ModelUsage()) { $0.add($1) }
  }

  /// Takes what the service says.
  ///
  /// - Returns: what the event changed; nothing for most events, and for a response that was counted before.
  public mutating func receive(_ event: borrowing ServerEvent) -> [Effect] { receive(event, event.wholeResponse) }

  /// - Parameter response: the one that the event tells of.
  mutating func receive(_ event: borrowing ServerEvent, _ response: RealtimeResponse?) -> [Effect] {
    let event = copy event
    switch event.kind {
    case .responseDone: return response.map { count($0) } ?? []
    case .conversationItemInputAudioTranscriptionCompleted:
      return count(ConversationItemInputAudioTranscriptionCompleted(event))
    case .sessionCreated, .sessionUpdated: if let facts = SessionFacts(event) { follow(facts) }
    default: break
    }
    return []
  }

  /// Adds what another conversation has taken, as a server does that keeps one sum of all its calls.
  public mutating func merge(_ other: Self) {
    for (name, usage) in other.models { add(usage, to: name) }
  }

  mutating func follow(_ facts: SessionFacts) {
    model = facts.model ?? model
    transcriptionModel = facts.transcriptionModel ?? transcriptionModel
  }

  private mutating func count(_ response: RealtimeResponse) -> [Effect] {
    guard counted.insert(response.id) else { return [] }
    let usage = ModelUsage(response)
    add(usage, to: model)
    return [.response(id: response.id, usage)] + reachLimit()
  }

  private mutating func count(
    _ event: borrowing ConversationItemInputAudioTranscriptionCompleted
  ) -> [Effect] {
    let itemID = event.itemID
    guard counted.insert("\(itemID):\(event.contentIndex)") else { return [] }
    let usage = ModelUsage(event.usage)
    add(usage, to: transcriptionModel)
    return [.transcription(itemID: itemID, usage)]
  }

  private mutating func reachLimit() -> [Effect] {
    guard let tokenLimit, !isLimitReached else { return [] }
    let tokenCount = total.responseTokenCount
    guard tokenCount >= tokenLimit else { return [] }
    isLimitReached = true
    return [.limitReached(tokenCount: tokenCount)]
  }

  private mutating func add(_ usage: ModelUsage, to name: String) {
    let isKnown = models[name] != nil || models.count < Self.maximumModelCount
    models[isKnown ? name : Self.otherModels, default: ModelUsage()].add(usage)
  }
}

/// The ids that came last. An empty id is always new: what has no name cannot be known again.
private struct RecentIDs: Sendable, Hashable {
  /// A service repeats an answer at once or never.
  private static let maximumCount = 128
  private var ids: [String] = []
  private var oldest = 0

  /// - Returns: whether the id is new.
  mutating func insert(_ id: String) -> Bool {
    if id.isEmpty { return true }
    if ids.contains(id) { return false }
    if ids.count < Self.maximumCount {
      ids.append(id)
    } else {
      ids[oldest] = id
      oldest = (oldest + 1) % Self.maximumCount
    }
    return true
  }
}
