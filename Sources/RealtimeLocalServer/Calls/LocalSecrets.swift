/// The client secrets that a local server has made, each until it expires. Bounded; a value.
struct LocalSecrets: Sendable {
  /// The latest; older ones are good for nothing any more.
  static let maximumCount = 1_024

  private var secrets: [(value: String, expiry: Int)] = []

  /// - Parameter expiry: seconds since 1970.
  mutating func add(_ value: String, until expiry: Int, now: Int) {
    secrets.removeAll { $0.expiry <= now }
    if secrets.count >= Self.maximumCount { secrets.removeFirst() }
    secrets.append((value, expiry))
  }

  /// Whether a request presents one of them that is good still. All are compared, each in the same time.
  func accept(now: Int, _ isPresented: (_ secret: String) -> Bool) -> Bool {
    secrets.reduce(false) { isFound, secret in (isPresented(secret.value) && secret.expiry > now) || isFound }
  }
}
