/// The state of inflating, for a connection on which the peer may compress. It holds zlib's only once the peer does.
struct Inflation {
  private let forgetsContext: Bool
  private var inflater: Inflater?
  /// Payload bytes after those that were taken which are unmasked already.
  var unmaskedByteCount = 0

  /// - Parameter forgetsContext: whether each message is compressed without regard to those before it.
  init(forgetsContext: Bool) { self.forgetsContext = forgetsContext }

  /// The inflater; `nil` when there is no memory for it.
  mutating func begin() -> Inflater? {
    if inflater == nil { inflater = Inflater(forgetsContext: forgetsContext) }
    return inflater
  }
}
