internal import Synchronization

/// What the loops of a group have to say in the end, as one number, told once: when the last that has a reference to
/// this lets go of it. So a loop that ends before it could speak counts as 0, and keeps nobody waiting.
package final class LoopSum: Sendable {
  private let total = Atomic(0)
  private let tell: @Sendable (Int) -> Void

  package init(_ tell: @escaping @Sendable (Int) -> Void) { self.tell = tell }

  deinit { tell(total.load(ordering: .acquiring)) }

  package func add(_ count: Int) { total.wrappingAdd(count, ordering: .releasing) }
}
