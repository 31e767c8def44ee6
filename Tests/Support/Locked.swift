internal import Foundation

/// A value that several threads take turns with.
///
/// Like the standard library's `Mutex`, whose futex ThreadSanitizer does not see: it would take turns for a race.
///
/// `@unchecked Sendable`: the value is reached with the lock held only.
public final class Locked<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  public init(_ value: Value) { self.value = value }

  public func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    try lock.withLock { try body(&value) }
  }
}
