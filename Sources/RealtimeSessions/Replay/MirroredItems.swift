internal import RealtimeEvents

/// The items of a conversation in order, within two limits.
struct MirroredItems: Sendable {
  private let maximumItemCount: Int
  private let maximumByteCount: Int
  private(set) var items: [MirroredItem] = []
  /// Of what the items say, and of their ids.
  private(set) var byteCount = 0
  /// Items that the limits made room of.
  private(set) var droppedItemCount = 0

  init(maximumItemCount: Int, maximumByteCount: Int) {
    (self.maximumItemCount, self.maximumByteCount) = (maximumItemCount, maximumByteCount)
  }

  func index(of id: String) -> Int? {
    // From the end: what happens, happens to the newest items.
    items.lastIndex { $0.id.hasSameBytes(as: id) }
  }

  /// Puts an item where the service says that it is. The place after an item that is not here is the end.
  mutating func insert(_ item: MirroredItem, at place: Place) {
    items.insert(item, at: index(for: place))
    byteCount += item.byteCount
    trim()
  }

  /// Where an item is.
  enum Place {
    case end
    case start
    case after(itemID: String)
  }

  /// Moves an item that is known to where the service says that it is.
  mutating func move(at index: Int, to place: Place) {
    if case .end = place { return }
    let item = items.remove(at: index)
    items.insert(item, at: self.index(for: place, otherwise: index))
  }

  private func index(for place: Place, otherwise end: Int? = nil) -> Int {
    switch place {
    case .start: 0
    case .after(let id): index(of: id).map { $0 + 1 } ?? end ?? items.count
    case .end: end ?? items.count
    }
  }

  /// Changes an item in place.
  ///
  /// - Returns: what `change` returns.
  @discardableResult
  mutating func change<Result>(at index: Int, _ change: (inout MirroredItem) -> Result) -> Result {
    let before = items[index].byteCount
    let result = change(&items[index])
    byteCount += items[index].byteCount - before
    trim()
    return result
  }

  mutating func remove(at index: Int) {
    byteCount -= items.remove(at: index).byteCount
  }

  mutating func replaceAll(with items: [MirroredItem]) {
    self.items = items
    byteCount = items.reduce(0) { $0 + $1.byteCount }
    trim()
  }

  // MARK: Limits

  /// The oldest go first, a call and its output together, and what the system said only when nothing else is left. One
  /// item beyond the limit goes alone, instead of all the others for its sake.
  private mutating func trim() {
    while items.count > maximumItemCount || byteCount > maximumByteCount, !items.isEmpty {
      let oversized = items.firstIndex { $0.byteCount > maximumByteCount }
      drop(at: oversized ?? items.firstIndex { $0.kind != .systemMessage } ?? 0)
    }
  }

  private mutating func drop(at index: Int) {
    let key = items[index].callKey
    remove(at: index)
    droppedItemCount += 1
    guard let key else { return }
    for index in items.indices.reversed() where items[index].callKey == key {
      remove(at: index)
      droppedItemCount += 1
    }
  }
}
