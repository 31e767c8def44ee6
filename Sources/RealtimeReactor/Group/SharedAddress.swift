/// Where all loops of a group listen: the first listener of a port that the system chooses decides for the others, and
/// one that fails ends it for all.
// Sendable, because the loops of a group touch it one after the other, each while the caller waits for its answer.
final class SharedAddress: @unchecked Sendable {
  private(set) var address: SocketAddress
  private(set) var error: ReactorError?
  private var listeners: [TCPListener] = []

  init(_ address: SocketAddress) { self.address = address }

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
