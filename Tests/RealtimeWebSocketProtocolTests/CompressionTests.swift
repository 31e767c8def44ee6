import RealtimeBuffers
import RealtimeTestSupport
import Testing
@testable import RealtimeWebSocketProtocol

@Suite struct CompressionTests {
  /// Text that compresses, with repetitions at every distance.
  private func text(_ byteCount: Int, seed: UInt64 = 1) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    let words = (0..<300).map { _ in
      (0..<Int.random(in: 2...9, using: &random)).map { _ in UInt8.random(in: 97...122, using: &random) }
    }
    var bytes: [UInt8] = []
    while bytes.count < byteCount { bytes += (words.randomElement(using: &random) ?? []) + [32] }
    return Array(bytes.prefix(byteCount))
  }

  @Test(arguments: 8...15, [false, true])
  func `messages pass at every window size, with context takeover and without`(bits: Int, forgets: Bool)
    throws
  {
    let agreed = DeflateParameters.agreed(
      serverBits: bits, clientBits: bits, serverForgets: forgets, clientForgets: forgets)
    let client = MachineDriver(.client, deflate: agreed)
    let server = MachineDriver(.server, deflate: agreed)
    for byteCount in [0, 1, 10, 300, 5_000, 70_000, 300_000] {
      let payload = text(byteCount, seed: UInt64(byteCount))
      try client.send(.text, payload)
      let wire = client.takeOutput()
      if byteCount > 1_000 { #expect(wire.count < byteCount * 3 / 4) }
      server.receive(wire, pieceByteCount: 997)
      #expect(server.takeSeenEvents() == [.message(.text, payload)])
      try server.send(.binary, payload)
      client.receive(server.takeOutput(), pieceByteCount: 1_001)
      #expect(client.takeSeenEvents() == [.message(.binary, payload)])
    }
  }

  @Test func `context takeover makes the second of two equal messages smaller, its absence does not`() throws {
    for forgets in [false, true] {
      let client = MachineDriver(.client, deflate: .agreed(clientForgets: forgets))
      try client.send(.text, text(2_000))
      let first = client.takeOutput().count
      try client.send(.text, text(2_000))
      let second = client.takeOutput().count
      #expect(forgets ? second == first : second < first / 4)
    }
  }

  @Test func `a message whose last fragment is empty leaves no context behind where none is agreed on`()
    throws
  {
    let client = MachineDriver(.client, deflate: .agreed(clientForgets: true))
    let server = MachineDriver(.server, deflate: .agreed(clientForgets: true))
    try client.send(.text, text(500), isFinal: false)
    try client.send(.text, [])
    try client.send(.text, text(500))
    server.receive(client.takeOutput())
    #expect(server.takeSeenEvents() == [.message(.text, text(500)), .message(.text, text(500))])
  }

  @Test func `a text that is both wrong and too large is refused for the same reason however it is cut`()
    throws
  {
    var configuration = WebSocketMachine.Configuration()
    configuration.limits = WebSocketLimits(messageByteCount: 100)
    let client = MachineDriver(.client, deflate: .agreed())
    try client.send(.text, Array(repeating: 0xC1, count: 193))
    let wire = client.takeOutput()
    for pieceByteCount in [Int.max, 1] {
      let server = MachineDriver(.server, configuration: configuration, deflate: .agreed())
      server.receive(wire, pieceByteCount: pieceByteCount)
      #expect(server.takeSeenEvents() == [.failed(.invalidUTF8)])
    }
  }

  @Test func `regression 11: inflating writes nothing after the room it was given, whatever the size of it`()
    throws
  {
    let client = MachineDriver(.client, deflate: .agreed())
    let payload = text(3_000)
    try client.send(.text, payload)
    // A header of four bytes and a key of four stand in front of so long a payload.
    let wire = client.takeOutput()
    let compressed = wire[8...].enumerated().map { $1 ^ wire[4 + ($0 & 3)] }
    for roomByteCount in 1...70 {
      let inflater = try #require(Inflater(forgetsContext: false))
      let guarded = UnsafeMutableRawBufferPointer.allocate(byteCount: roomByteCount + 64, alignment: 1)
      defer { guarded.deallocate() }
      var output: [UInt8] = []
      var offset = 0
      while output.count < payload.count {
        guarded.initializeMemory(as: UInt8.self, repeating: 0xA5)
        let step = compressed[offset...].withUnsafeBytes {
          inflater.inflate($0, into: UnsafeMutableRawBufferPointer(rebasing: guarded[..<roomByteCount]))
        }
        offset += step.consumedByteCount
        output += guarded[..<step.producedByteCount]
        #expect(guarded[step.producedByteCount...].allSatisfy { $0 == 0xA5 })
        guard step.producedByteCount > 0 else { break }
      }
      #expect(output == payload)
    }
  }

  @Test func `a reference beyond the agreed window gets one verdict however the message is cut`() throws {
    var random = SeededGenerator(seed: 9)
    let noise = (0..<400).map { _ in UInt8.random(in: 0...255, using: &random) }
    let client = MachineDriver(.client, deflate: .agreed())
    try client.send(.binary, noise + noise)
    let wire = client.takeOutput()
    for pieceByteCount in [Int.max, 1] {
      let server = MachineDriver(.server, deflate: .agreed(clientBits: 8))
      server.receive(wire, pieceByteCount: pieceByteCount)
      #expect(server.takeSeenEvents() == [.message(.binary, noise + noise)])
    }
  }

  @Test func `messages below the threshold go uncompressed and RSV1 says which are`() throws {
    let client = MachineDriver(.client, deflate: .agreed(threshold: 100))
    try client.send(.text, text(99))
    #expect(client.takeOutput().first == 0x81)
    try client.send(.text, text(100))
    #expect(client.takeOutput().first == 0xC1)
  }

  @Test func `a message in compressed fragments passes with control frames between them`() throws {
    let client = MachineDriver(.client, deflate: .agreed())
    let server = MachineDriver(.server, deflate: .agreed())
    let payload = text(30_000)
    let out = ByteBuffer(pool: client.pool)
    var wire: [UInt8] = []
    for start in stride(from: 0, to: 30_000, by: 10_000) {
      try client.send(.text, Array(payload[start..<(start + 10_000)]), isFinal: false)
      wire += client.takeOutput()
      try client.machine.ping([UInt8(1)].span.bytes, into: out)
      wire += Array(out.readable)
      out.consume(out.readableByteCount)
    }
    try client.send(.text, [])
    wire += client.takeOutput()
    #expect(wire.first == 0x41)
    for pieceByteCount in [1, 1000, .max] {
      server.receive(wire, pieceByteCount: pieceByteCount)
      #expect(server.takeSeenEvents() == [.ping([1]), .ping([1]), .ping([1]), .message(.text, payload)])
    }
  }

  /// RFC 7692, section 7.2.3, its examples of "Hello".
  @Test(
    arguments: [
      ("one block", [[0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]]),
      ("no compression", [[0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00]]),
      ("a final block", [[0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00]]),
      ("a final block without the byte after it", [[0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]]),
      ("two blocks", [[0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00]]),
      ("two fragments", [[0xF2, 0x48, 0xCD], [0xC9, 0xC9, 0x07, 0x00]]),
      ("three fragments, the last empty", [[0xF2, 0x48, 0xCD], [0xC9, 0xC9, 0x07, 0x00], []]),
    ] as [(String, [[UInt8]])])
  func `every form of Hello in the specification inflates, twice in a row`(name: String, fragments: [[UInt8]]) {
    var wire: [UInt8] = []
    for _ in 0..<2 {
      for (index, fragment) in fragments.enumerated() {
        wire += TestFrame.bytes(
          index == 0 ? 1 : 0, fragment, isFinal: index == fragments.count - 1, reserved: index == 0 ? 0x40 : 0
        )
      }
    }
    for pieceByteCount in [1, .max] {
      let client = MachineDriver(.client, deflate: .agreed(serverForgets: true))
      client.receive(wire, pieceByteCount: pieceByteCount)
      #expect(client.takeSeenEvents() == [.text("Hello"), .text("Hello")])
    }
  }

  @Test func `regression 10: the bytes after a compressed frame are the next frame's and stay as they are`() {
    let hello = TestFrame.bytes(1, [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], reserved: 0x40)
    let second = TestFrame.bytes(2, [1, 2, 3, 4, 5])
    let client = MachineDriver(.client, deflate: .agreed())
    client.receive(hello + second + hello + second)
    #expect(
      client.takeSeenEvents() == [
        .text("Hello"), .message(.binary, [1, 2, 3, 4, 5]), .text("Hello"),
        .message(.binary, [1, 2, 3, 4, 5]),
      ])
  }

  @Test func `regression 12: masked compressed fragments unmask right at every split point`() throws {
    let client = MachineDriver(.client, deflate: .agreed())
    let payload = text(400)
    try client.send(.text, Array(payload[..<150]), isFinal: false)
    try client.send(.text, Array(payload[150..<151]), isFinal: false)
    try client.send(.text, Array(payload[151...]))
    let wire = client.takeOutput()
    for split in 0...wire.count {
      for reading in [WebSocketMachine.Reading.wholeMessages, .fragments] {
        var configuration = WebSocketMachine.Configuration()
        configuration.reading = reading
        let server = MachineDriver(.server, configuration: configuration, deflate: .agreed())
        server.receive(Array(wire[..<split]))
        server.receive(Array(wire[split...]))
        #expect(messages(server.takeSeenEvents()) == [.message(.text, payload)])
      }
    }
  }

  @Test
  func `regression 9: a bomb stops at the message limit while it inflates, in one frame and in fragments`()
    throws
  {
    let zeros = [UInt8](repeating: 0, count: 64 << 20)
    let bomb = MachineDriver(.client, deflate: .agreed())
    try bomb.send(.binary, zeros)
    let wire = bomb.takeOutput()
    #expect(wire.count < 100_000)
    for reading in [WebSocketMachine.Reading.wholeMessages, .fragments] {
      var configuration = WebSocketMachine.Configuration()
      configuration.limits.messageByteCount = 1 << 20
      configuration.reading = reading
      let server = MachineDriver(.server, configuration: configuration, deflate: .agreed())
      server.receive(wire, pieceByteCount: 4_096)
      #expect(server.takeSeenEvents().last == .failed(.messageTooBig))
      #expect(closeCodeSent(by: server) == .messageTooBig)
    }
  }

  @Test(arguments: [-1, 0, 1])
  func `regression 9: the limit holds to the byte for what is inflated`(excess: Int) throws {
    var configuration = WebSocketMachine.Configuration()
    configuration.limits.messageByteCount = 100_000
    let payload = [UInt8](repeating: 7, count: 100_000 + excess)
    let client = MachineDriver(.client, deflate: .agreed())
    try client.send(.binary, payload)
    let server = MachineDriver(.server, configuration: configuration, deflate: .agreed())
    server.receive(client.takeOutput())
    #expect(
      server.takeSeenEvents() == (excess > 0 ? [.failed(.messageTooBig)] : [.message(.binary, payload)]))
    #expect(server.pool.peakLentByteCount <= 3 * 100_000)
  }

  @Test(
    arguments: [
      [0xFF, 0xFF, 0xFF], [0x06], [0xF2, 0x48], [0x00, 0x05, 0x00, 0x00, 0x00], [0x04, 0xC0, 0x81, 0x08],
    ] as [[UInt8]])
  func `data that does not inflate, or breaks off inside a block, fails with 1007`(payload: [UInt8]) {
    let client = MachineDriver(.client, deflate: .agreed())
    client.receive(TestFrame.bytes(2, payload, reserved: 0x40))
    #expect(client.takeSeenEvents() == [.failed(.invalidCompressedData)])
    #expect(closeCodeSent(by: client) == .invalidPayload)
  }

  @Test func `RSV1 on a continuation, and RSV1 without an agreement, fail with 1002`() {
    let client = MachineDriver(.client, deflate: .agreed())
    client.receive(
      TestFrame.bytes(1, [0xF2, 0x48, 0xCD], isFinal: false, reserved: 0x40)
        + TestFrame.bytes(0, [0xC9, 0xC9, 0x07, 0x00], reserved: 0x40))
    #expect(client.takeSeenEvents() == [.failed(.reservedBits)])
    let plain = MachineDriver(.client)
    plain.receive(TestFrame.bytes(1, [0xF2], reserved: 0x40))
    #expect(plain.takeSeenEvents() == [.failed(.reservedBits)])
  }

  @Test func `inflated text is validated before the message ends`() throws {
    let client = MachineDriver(.client, deflate: .agreed())
    let server = MachineDriver(.server, deflate: .agreed())
    try client.send(.binary, text(200) + [0xFF], isFinal: false)
    var wire = client.takeOutput()
    // No sender of ours makes such a text.
    wire[0] ^= 0x1 ^ 0x2
    server.receive(wire)
    #expect(server.takeSeenEvents() == [.failed(.invalidUTF8)])
  }

  @Test func `streaming a compressed message hands it out in bounded parts`() throws {
    var configuration = WebSocketMachine.Configuration()
    configuration.reading = .fragments
    let client = MachineDriver(.client, deflate: .agreed())
    let server = MachineDriver(.server, configuration: configuration, deflate: .agreed())
    let payload = [UInt8](repeating: 9, count: 1_000_000)
    try client.send(.binary, payload)
    server.receive(client.takeOutput())
    let events = server.takeSeenEvents()
    for case .fragment(_, let part, _) in events { #expect(part.count <= 64 << 10) }
    #expect(messages(events) == [.message(.binary, payload)])
  }

  @Test func `a compressor of 8 window bits never refers further back than 256 bytes`() throws {
    // 300 random bytes twice: a window of 512 would find the repetition, one of 256 must not.
    var random = SeededGenerator(seed: 5)
    let noise = (0..<253).map { _ in UInt8.random(in: 0...255, using: &random) }
    let client = MachineDriver(.client, deflate: .agreed(clientBits: 8))
    let server = MachineDriver(.server, deflate: .agreed(clientBits: 8))
    for _ in 0..<20 {
      try client.send(.binary, noise + noise + Array(noise.reversed()))
      server.receive(client.takeOutput(), pieceByteCount: 100)
      #expect(server.takeSeenEvents() == [.message(.binary, noise + noise + Array(noise.reversed()))])
    }
  }
}
