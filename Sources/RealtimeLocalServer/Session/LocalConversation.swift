import RealtimeJSON

/// The items of the session in order, within the limits of the session. An id is known by its bytes.
struct LocalConversation {
  let id: String
  private let limits: LocalSessionLimits
  private(set) var items: [LocalItem] = []
  private var textByteCount = 0

  init(id: String, limits: LocalSessionLimits) {
    self.id = id
    self.limits = limits
  }

  subscript(id: String) -> LocalItem? { index(of: id).map { items[$0] } }

  var lastItemID: String? { items.last?.id }

  /// The id of the item in front of `id`; `nil` for the first.
  func itemID(before id: String) -> String? {
    guard let index = index(of: id), index > 0 else { return nil }
    return items[index - 1].id
  }

  /// Where a new item goes.
  enum Position {
    case end
    case start
    case after(itemID: String)

    /// The API's `previous_item_id`: absent is the end, `root` the start.
    init(previousItemID: String?) {
      switch previousItemID {
      case nil: self = .end
      case "root"?: self = .start
      case let id?: self = .after(itemID: id)
      }
    }
  }

  mutating func insert(_ item: LocalItem, at position: Position) throws(ServiceFailure) {
    let index = try index(for: position)
    guard self[item.id] == nil else { throw .duplicateItem(item.id) }
    let byteCount = item.textByteCount
    guard items.count < limits.maximumItemCount else { throw .conversationFull("\(limits.maximumItemCount) items") }
    guard textByteCount + byteCount <= limits.maximumConversationTextByteCount else {
      throw .conversationFull("\(limits.maximumConversationTextByteCount) bytes of text")
    }
    items.insert(item, at: index)
    textByteCount += byteCount
    forgetOldestAudio()
  }

  /// Replaces the item with the same id; without one nothing happens. Returns whether there was one.
  @discardableResult
  mutating func update(_ item: LocalItem) -> Bool {
    guard let index = index(of: item.id) else { return false }
    textByteCount += item.textByteCount - items[index].textByteCount
    items[index] = item
    forgetOldestAudio()
    return true
  }

  mutating func remove(id: String) -> Bool {
    guard let index = index(of: id) else { return false }
    textByteCount -= items[index].textByteCount
    items.remove(at: index)
    return true
  }

  /// What was said since the assistant last spoke or called a function.
  var itemsSinceLastAnswer: ArraySlice<LocalItem> {
    let last = items.lastIndex { $0.role == "assistant" || $0.type == "function_call" }
    return items[(last.map { $0 + 1 } ?? 0)...]
  }

  private func index(of id: String) -> Int? { items.firstIndex { $0.id.hasSameBytes(as: id) } }

  private func index(for position: Position) throws(ServiceFailure) -> Int {
    switch position {
    case .end: return items.count
    case .start: return 0
    case .after(let id):
      guard let index = index(of: id) else { throw .previousItemNotFound(id) }
      return index + 1
    }
  }

  /// Items stay, their audio goes, oldest first: a long call must not grow without bound.
  private mutating func forgetOldestAudio() {
    var total = items.reduce(0) { $0 + $1.audioByteCount }
    var index = 0
    while total > limits.maximumConversationAudioByteCount && index < items.count {
      total -= items[index].audioByteCount
      items[index].audio = []
      index += 1
    }
  }
}
