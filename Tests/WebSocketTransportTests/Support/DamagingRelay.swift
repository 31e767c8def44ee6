import RealtimeReactor

/// Stands between a client and a server, and lets only so many bytes of the server's through unharmed.
final class DamagingRelay {
  enum Damage: Sendable {
    /// The connection ends in order.
    case end
    /// The connection is reset.
    case reset
    /// What follows is noise.
    case noise
  }

  /// What is done to one connection.
  struct Plan: Sendable {
    /// Bytes of the server's that pass unharmed.
    var byteCount: Int
    var damage: Damage

    static let none = Plan(byteCount: .max, damage: .end)
  }

  private(set) var listener: TCPListener?
  /// Bytes of the server's that went through on all connections together.
  fileprivate(set) var relayedByteCount = 0

  /// - Parameter nextPlan: asked for each connection.
  init(to target: SocketAddress, on loop: EventLoop, nextPlan: @escaping () -> Plan) throws {
    listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) { [unowned self] connection in
      RelayLink(self, client: connection, plan: nextPlan()).start(to: target)
    }
  }

  var address: SocketAddress { listener?.localAddress ?? .loopback(port: 0) }

  func close() { listener?.close() }
}

/// One client of the relay. Alive through its connections.
private final class RelayLink: TCPConnectionOwner {
  private let relay: DamagingRelay
  private let client: TCPConnection
  private var server: TCPConnection?
  private var remainingByteCount: Int
  private let damage: DamagingRelay.Damage
  private var isResetDue = false

  init(_ relay: DamagingRelay, client: TCPConnection, plan: DamagingRelay.Plan) {
    self.relay = relay
    self.client = client
    damage = plan.damage
    remainingByteCount = plan.byteCount
  }

  func start(to target: SocketAddress) {
    client.owner = self
    server = try? TCPConnection.connect(to: target, on: client.loop, owner: self)
  }

  func didReceive(_ bytes: RawSpan, on connection: TCPConnection) {
    if connection === client { _ = server?.write(bytes) } else { relay(bytes) }
  }

  private func relay(_ bytes: RawSpan) {
    let passedByteCount = min(bytes.byteCount, remainingByteCount)
    remainingByteCount -= passedByteCount
    relay.relayedByteCount += passedByteCount
    _ = client.write(bytes.extracting(first: passedByteCount))
    if remainingByteCount == 0 { doDamage(insteadOf: bytes.byteCount - passedByteCount) }
  }

  private func doDamage(insteadOf byteCount: Int) {
    switch damage {
    case .end: client.close()
    case .reset: isResetDue = true
    case .noise:
      var noise: [UInt8] = []
      for index in 0..<max(byteCount, 1) { noise.append(UInt8(truncatingIfNeeded: index &* 37 &+ 11)) }
      _ = client.write(noise.span.bytes)
    }
  }

  func didFlush(_ connection: TCPConnection) {
    // Not earlier: what was passed on is to arrive.
    if connection === client, isResetDue { client.reset() }
  }

  func didReceiveEnd(_ connection: TCPConnection) { connection.close() }

  func didClose(_ connection: TCPConnection, error: ReactorError?) {
    client.close()
    server?.close()
    server = nil
  }
}
