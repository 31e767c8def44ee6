import RealtimeBuffers
import OpenAIRealtime
import RealtimeTLS
import RealtimeTestRig
import Testing
import RealtimeWebSocketProtocol

/// The whole byte stream of a recorded voice turn, cut at every place.
@Suite struct EverySplitTests {
  private let events: [[UInt8]]
  private let frames: [UInt8]

  init() throws {
    events = try LocalRig.recorded()
    frames = EverySplitTests.framed(events)
  }

  /// The events as a server sends them, one frame each.
  static func framed(_ events: [[UInt8]]) -> [UInt8] {
    let pool = BlockPool()
    let server = WebSocketMachine(
      role: .server, maskingKeys: MaskingKeySource(generator: SecureRandom.fill),
      input: ByteBuffer(pool: pool), pool: pool)
    let buffer = ByteBuffer(pool: pool)
    var frames: [UInt8] = []
    for event in events {
      buffer.reset(headroom: WebSocketMachine.headroomByteCount)
      event.withUnsafeBytes { buffer.append($0) }
      #expect(throws: Never.self) { try server.send(.text, buffer) }
      frames += buffer.readable
      buffer.consume(buffer.readableByteCount)
    }
    return frames
  }

  @Test func `the recording is a whole turn`() {
    #expect(events.count > 15)
    #expect(events.contains { String(decoding: $0, as: UTF8.self).contains("response.output_audio.delta") })
    #expect(events.contains { String(decoding: $0, as: UTF8.self).contains("response.done") })
  }

  // MARK: Without TLS

  @Test func `every split of the plain stream gives the same events`() {
    for split in LongWalk.places(through: frames.count) {
      let receiver = TurnReceiver()
      receiver.receive(frames[..<split])
      receiver.receive(frames[split...])
      guard receiver.hasReceived(events) else {
        Issue.record("split at \(split) of \(frames.count): \(receiver.summary)")
        return
      }
    }
  }

  @Test func `the plain stream, one byte at a time, gives the same events`() {
    let receiver = TurnReceiver()
    for index in frames.indices { receiver.receive(frames[index...index]) }
    #expect(receiver.hasReceived(events), "\(receiver.summary)")
  }

  // MARK: Through TLS

  @Test func `every split of the encrypted stream gives the same events`() throws {
    // One connection for all of them: the turn is encrypted anew for each split, under the next sequence
    // numbers.
    let connection = try EncryptedLink().connect()
    let whole = try connection.encrypt(events, frames)
    #expect(whole.count > frames.count)
    connection.receive(whole[...])
    for split in LongWalk.places(through: whole.count) {
      let ciphertext = try connection.encrypt(events, frames)
      connection.receiver.forget()
      connection.receive(ciphertext.prefix(split))
      connection.receive(ciphertext.dropFirst(split))
      guard connection.receiver.hasReceived(events) else {
        Issue.record("split at \(split) of \(ciphertext.count): \(connection.receiver.summary)")
        return
      }
    }
  }

  @Test func `the encrypted stream, one byte at a time, gives the same events`() throws {
    let connection = try EncryptedLink().connect()
    let ciphertext = try connection.encrypt(events, frames)
    for index in ciphertext.indices { connection.receive(ciphertext[index...index]) }
    #expect(connection.receiver.hasReceived(events), "\(connection.receiver.summary)")
  }
}

/// The receiving half of a client: frames in, events out.
final class TurnReceiver {
  private let machine: WebSocketMachine
  private let dispatcher: RealtimeEventDispatcher
  private let log = Log<[UInt8]>()
  private let errors = Log<String>()

  init() {
    let pool = BlockPool()
    machine = WebSocketMachine(
      role: .client, maskingKeys: MaskingKeySource(generator: SecureRandom.fill),
      input: ByteBuffer(pool: pool), pool: pool)
    let emitter = RealtimeEmitter { [errors] in errors($0.message) }
    emitter.on(.event) { [log] event in log(event.owned().json) }
    dispatcher = RealtimeEventDispatcher(emitter: emitter)
  }

  func receive(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBytes { machine.receivingBuffer().append($0) }
    pump()
  }

  /// Plaintext, from where the TLS engine has it.
  func receive(from read: (ByteBuffer) -> Bool) {
    while read(machine.receivingBuffer()) { pump() }
  }

  private func pump() {
    let machine = machine
    while true {
      switch machine.nextEvent() {
      case .message(_, let bytes): dispatcher.receive(bytes)
      case .needMoreBytes, .ended: return
      case .failed(let error): errors("\(error)")
      case .fragment, .ping, .pong, .close: errors("unexpected frame")
      }
    }
  }

  /// Starts over with an empty record of what came.
  func forget() {
    log.entries.removeAll()
    errors.entries.removeAll()
  }

  func hasReceived(_ events: [[UInt8]], errorCount: Int = 0) -> Bool {
    log.entries == events && errors.entries.count == errorCount
  }

  var summary: String { "\(log.entries.count) events, errors \(errors.entries)" }
}

/// Makes a TLS connection between two engines, without a socket.
final class EncryptedLink {
  private let client: TLSContext
  private let server: TLSContext
  private let pool = BlockPool()

  init() throws {
    let certificate = try LocalCertificate()
    server = try TLSContext(server: .server(identity: certificate.identity))
    client = try TLSContext(client: certificate.clientConfiguration)
  }

  func connect() throws -> EncryptedConnection {
    let client = try TLSEngine(client: client, serverName: "localhost", outbox: ByteBuffer(pool: pool))
    let server = try TLSEngine(server: server, outbox: ByteBuffer(pool: pool))
    return try EncryptedConnection(client: client, server: server)
  }
}

final class EncryptedConnection {
  private let client: TLSEngine
  private let server: TLSEngine
  let receiver = TurnReceiver()

  init(client: TLSEngine, server: TLSEngine) throws {
    self.client = client
    self.server = server
    try client.startHandshake()
    while !client.isEstablished || !server.isEstablished || !client.outbox.isEmpty || !server.outbox.isEmpty {
      pass(client.outbox, to: server)
      receive(take(server.outbox)[...])
    }
  }

  /// The frames, each encrypted by itself.
  func encrypt(_ events: [[UInt8]], _ frames: [UInt8]) throws -> [UInt8] {
    try frames.withUnsafeBytes { frames throws in
      var offset = 0
      for event in events {
        let byteCount = event.count + (event.count < 126 ? 2 : event.count < 65_536 ? 4 : 10)
        try server.write(UnsafeRawBufferPointer(rebasing: frames[offset..<(offset + byteCount)]))
        offset += byteCount
      }
    }
    return take(server.outbox)
  }

  /// Ciphertext on its way to the client.
  func receive(_ ciphertext: ArraySlice<UInt8>) {
    ciphertext.withUnsafeBytes { bytes in
      client.feed(bytes)
      receiver.receive { [client] buffer in
        while true {
          switch client.read(into: buffer.prepare(minimumByteCount: TLSEngine.maximumRecordByteCount)) {
          case .established: continue
          case .bytes(let count):
            buffer.commit(count)
            return true
          case .wantsMore: return false
          case .closed, .failed:
            Issue.record("the TLS connection ended")
            return false
          }
        }
      }
      client.endFeed()
    }
  }

  private func pass(_ outbox: ByteBuffer, to engine: TLSEngine) {
    let bytes = take(outbox)
    var plaintext = [UInt8](repeating: 0, count: TLSEngine.maximumRecordByteCount)
    bytes.withUnsafeBytes { bytes in
      engine.feed(bytes)
      while engine.isWantingMore(&plaintext) == false {}
      engine.endFeed()
    }
  }

  private func take(_ outbox: ByteBuffer) -> [UInt8] {
    defer { outbox.consume(outbox.readableByteCount) }
    return Array(outbox.readable)
  }
}

extension TLSEngine {
  /// Reads once and says whether everything has been read.
  fileprivate func isWantingMore(_ plaintext: inout [UInt8]) -> Bool {
    let outcome = plaintext.withUnsafeMutableBytes { read(into: $0) }
    return outcome == .wantsMore || outcome == .failed || outcome == .closed
  }
}
