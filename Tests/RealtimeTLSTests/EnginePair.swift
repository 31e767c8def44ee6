import RealtimeBuffers
import RealtimeTestCertificates

import RealtimeTLS

/// One engine with the plaintext and the verdicts it has given so far.
final class Peer {
  let engine: TLSEngine
  let pool: BlockPool
  private(set) var received: [UInt8] = []
  private(set) var isClosed = false
  private(set) var establishedCount = 0
  /// Room offered to each read.
  var readByteCount = 64 << 10

  init(_ pool: BlockPool = BlockPool(), _ make: (ByteBuffer) throws -> TLSEngine) rethrows {
    self.pool = pool
    engine = try make(ByteBuffer(pool: pool))
  }

  var failure: TLSError? { engine.failure }

  /// Takes what the engine wants to send.
  func takeOutput() -> [UInt8] {
    let bytes = Array(engine.outbox.readable)
    engine.outbox.consume(bytes.count)
    return bytes
  }

  /// Feeds `bytes` and reads until there is nothing more.
  func receive(_ bytes: some Collection<UInt8>) {
    Array(bytes).withUnsafeBytes { lent in
      engine.feed(lent)
      readAll()
      engine.endFeed()
    }
  }

  func readAll() {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: readByteCount, alignment: 1)
    defer { room.deallocate() }
    while true {
      switch engine.read(into: room) {
      case .established: establishedCount += 1
      case .bytes(let count): received.append(contentsOf: room[..<count])
      case .wantsMore, .failed: return
      case .closed:
        isClosed = true
        return
      }
    }
  }

  func write(_ bytes: [UInt8]) throws(TLSError) {
    var failure: TLSError?
    bytes.withUnsafeBytes { plaintext in
      do throws(TLSError) { try engine.write(plaintext) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  func takeReceived() -> [UInt8] {
    defer { received = [] }
    return received
  }
}

/// Two engines joined by arrays.
struct EnginePair {
  let client: Peer
  let server: Peer

  init(
    client clientContext: TLSContext, server serverContext: TLSContext, name: String = "example.test",
    at place: String = "", sessions: TLSSessionCache? = nil
  ) throws {
    client = try Peer {
      try TLSEngine(client: clientContext, serverName: name, at: place, outbox: $0, sessions: sessions)
    }
    server = try Peer { try TLSEngine(server: serverContext, outbox: $0) }
  }

  /// Carries bytes both ways, `segmentByteCount` at a time, until neither side has any.
  func pump(segmentByteCount: Int = .max) {
    while true {
      let toServer = client.takeOutput()
      let toClient = server.takeOutput()
      if toServer.isEmpty && toClient.isEmpty { return }
      deliver(toServer, to: server, segmentByteCount)
      deliver(toClient, to: client, segmentByteCount)
    }
  }

  /// A handshake with everything that follows it on its own, such as session tickets.
  func connect(segmentByteCount: Int = .max) throws {
    try client.engine.startHandshake()
    try server.engine.startHandshake()
    pump(segmentByteCount: segmentByteCount)
  }

  private func deliver(_ bytes: [UInt8], to peer: Peer, _ segmentByteCount: Int) {
    var rest = bytes[...]
    while !rest.isEmpty {
      peer.receive(rest.prefix(segmentByteCount))
      rest = rest.dropFirst(segmentByteCount)
    }
  }
}

/// Contexts for one throwaway authority, with room to change both configurations.
struct TestAuthority {
  let root: ThrowawayCertificateAuthority

  init() throws { root = try ThrowawayCertificateAuthority() }

  static let name = "example.test"

  func serverContext(
    _ request: ThrowawayCertificateAuthority.Request = .init(dnsNames: [TestAuthority.name]),
    _ change: (inout TLSConfiguration) -> Void = { _ in }
  ) throws -> TLSContext {
    try serverContext(identity: root.issue(request).identity, change)
  }

  func serverContext(
    identity: TLSIdentity, _ change: (inout TLSConfiguration) -> Void = { _ in }
  ) throws -> TLSContext {
    var configuration = TLSConfiguration.server(identity: identity)
    configuration.trustRoots = .only([.bytes(root.certificate)])
    change(&configuration)
    return try TLSContext(server: configuration)
  }

  func clientContext(_ change: (inout TLSConfiguration) -> Void = { _ in }) throws -> TLSContext {
    var configuration = TLSConfiguration()
    configuration.trustRoots = .only([.bytes(root.certificate)])
    change(&configuration)
    return try TLSContext(client: configuration)
  }
}
