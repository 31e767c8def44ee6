/// The ids of webhooks that were taken, each until it is too old to be sent once more. Bounded; a value.
struct SeenWebhooks: Sendable {
  private let maximumCount: Int
  private var expiries: [String: Int64] = [:]
  /// In the order in which they came.
  private var order: [(id: String, expiry: Int64)] = []

  init(maximumCount: Int) { self.maximumCount = max(1, maximumCount) }

  var count: Int { expiries.count }

  func contains(_ id: String, at now: Int64) -> Bool { expiries[id].map { now <= $0 } ?? false }

  mutating func insert(_ id: String, until expiry: Int64, at now: Int64) {
    // One whose time is over may stand after others still.
    remove(id)
    var goneCount = order.prefix { $0.expiry < now }.count
    if order.count - goneCount >= maximumCount { goneCount = order.count - maximumCount + 1 }
    for gone in order.prefix(goneCount) { expiries[gone.id] = nil }
    order.removeFirst(goneCount)
    order.append((id, expiry))
    expiries[id] = expiry
  }

  mutating func remove(_ id: String) {
    guard expiries.removeValue(forKey: id) != nil else { return }
    order.removeAll { $0.id == id }
  }
}
