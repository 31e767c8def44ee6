internal import Synchronization

/// A loop of a group as the group places work on it. Any thread.
final class LoopSlot: Sendable {
  let loop: EventLoop
  private let waitingCount = Atomic<Int>(0)

  init(_ loop: EventLoop) {
    self.loop = loop
  }

  /// A moment's figure, good enough to choose by: connections, and work that will probably make more.
  var load: Int { loop.connectionCount &+ waitingCount.load(ordering: .relaxed) }

  func noteWaiting() { waitingCount.wrappingAdd(1, ordering: .relaxed) }
  func noteRunning() { waitingCount.wrappingSubtract(1, ordering: .relaxed) }
}

/// Where the search for the least load begins, another place each time, so that equals take turns. Any thread.
final class RotatingStart: Sendable {
  private let count = Atomic<Int>(0)

  func next() -> Int {
    count.wrappingAdd(1, ordering: .relaxed).oldValue & Int.max
  }
}

/// Where all loops of a group listen: the first listener of a port that the system chooses decides for the others, and
/// one that fails ends it for all.
// Sendable, because the loops of a group touch it one after the other, each while the caller waits for its answer.
final class SharedAddress: @unchecked Sendable {
  private(set) var address: SocketAddress
  private(set) var error: ReactorError?
  private var listeners: [TCPListener] = []

  init(_ address: SocketAddress) {
    self.address = address
  }

  func bindNext(_ bind: (SocketAddress) throws(ReactorError) -> TCPListener) {
    guard error == nil else { return }
    do throws(ReactorError) {
      let listener = try bind(address)
      listeners.append(listener)
      address = listener.localAddress
    } catch {
      self.error = error
    }
  }

  /// Takes back what was bound, on the same loops in the same order.
  func closeNext() {
    if !listeners.isEmpty { listeners.removeFirst().close() }
  }
}
