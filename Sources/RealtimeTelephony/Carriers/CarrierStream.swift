/// How far the stream of a carrier has come, for a codec to keep.
public struct CarrierStream: Sendable, Hashable {
  private enum Stage { case awaited, running, ended }

  private var stage = Stage.awaited
  /// The carrier's id of it; empty before it has begun, and where a carrier has none.
  public private(set) var id = ""

  /// A stream that has not begun.
  public init() {}

  /// Whether it has begun and not ended.
  public var isRunning: Bool { stage == .running }
  /// Whether it has ended.
  public var hasEnded: Bool { stage == .ended }

  /// - Returns: `false` if it has begun before.
  public mutating func begin(_ id: String) -> Bool {
    guard stage == .awaited else { return false }
    stage = .running
    self.id = id
    return true
  }

  /// - Returns: `false` if it has ended before.
  public mutating func end() -> Bool {
    defer { stage = .ended }
    return stage != .ended
  }
}
