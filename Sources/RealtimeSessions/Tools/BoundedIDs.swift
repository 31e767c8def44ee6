/// The latest ids that were put in, up to a limit; an earlier one is forgotten for a new one.
struct BoundedIDs: Sendable {
  private let limit: Int
  private var known: Set<String> = []
  /// In the order in which they came, and from `oldest` on in a circle once there are `limit`.
  private var order: [String] = []
  private var oldest = 0

  /// - Parameter limit: one or more.
  init(limit: Int) { self.limit = max(limit, 1) }

  /// - Returns: false if the id is known already.
  mutating func insert(_ id: String) -> Bool {
    guard known.insert(id).inserted else { return false }
    if order.count < limit {
      order.append(id)
    } else {
      known.remove(order[oldest])
      order[oldest] = id
      oldest = (oldest + 1) % limit
    }
    return true
  }

  func contains(_ id: String) -> Bool { known.contains(id) }
}
