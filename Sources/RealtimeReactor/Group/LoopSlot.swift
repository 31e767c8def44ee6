internal import Synchronization

/// A loop of a group as the group places work on it. Any thread.
final class LoopSlot: Sendable {
  let loop: EventLoop
  private let waitingCount = Atomic<Int>(0)

  init(_ loop: EventLoop) { self.loop = loop }

  /// A moment's figure, good enough to choose by: connections, and work that will probably make more.
  var load: Int { loop.connectionCount &+ waitingCount.load(ordering: .relaxed) }

  func noteWaiting() { waitingCount.wrappingAdd(1, ordering: .relaxed) }
  func noteRunning() { waitingCount.wrappingSubtract(1, ordering: .relaxed) }
}

/// Where the search for the least load begins, another place each time, so that equals take turns. Any thread.
final class RotatingStart: Sendable {
  private let count = Atomic<Int>(0)

  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue & Int.max }
}
