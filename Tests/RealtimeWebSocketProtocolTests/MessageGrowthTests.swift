import RealtimeBuffers
import Testing

@testable import RealtimeWebSocketProtocol

/// Memory is taken for what has come, not for what is announced.
@Suite struct MessageGrowthTests {
  @Test func `room follows what has come`() {
    let rows: [(after: Int, missing: Int, room: Int)] = [
      (0, 0, 0), (0, 1, 1), (1, 1, 1), (1 << 30, 7, 7),
      (0, (256 << 10) - 1, (256 << 10) - 1), (0, 256 << 10, 64 << 10), (0, 16 << 20, 64 << 10),
      (48 << 10, (16 << 20) - (48 << 10), 16 << 10), (49 << 10, (16 << 20) - (49 << 10), 207 << 10),
      (4 << 20, 12 << 20, 12 << 20), (100_000, 100_000, 100_000),
    ]
    for row in rows {
      #expect(MessageGrowth.room(after: row.after, missing: row.missing) == row.room, "\(row)")
    }
  }

  /// What a message may hold when `byteCount` bytes of it have come.
  private func bound(_ byteCount: Int) -> Int {
    let next = byteCount + MessageGrowth.smallestRoomByteCount
    return MessageGrowth.factor * max(MessageGrowth.firstRoomByteCount, next)
  }

  private func machine(
    _ pool: BlockPool, limit: Int, deflate: DeflateParameters? = nil
  ) -> WebSocketMachine {
    var configuration = WebSocketMachine.Configuration()
    configuration.limits.messageByteCount = limit
    return WebSocketMachine(
      role: .client, configuration: configuration, deflate: deflate,
      maskingKeys: MachineDriver.countingKeys(),
      input: ByteBuffer(pool: pool), pool: pool)
  }

  /// Gives the machine `bytes` as a read from the kernel would, and returns the messages that they complete.
  private func feed(_ bytes: ArraySlice<UInt8>, to machine: WebSocketMachine) -> [[UInt8]] {
    var rest = bytes
    var messages: [[UInt8]] = []
    while !rest.isEmpty {
      let room = machine.receivingBuffer().prepare(minimumByteCount: 1)
      let byteCount = min(rest.count, room.count)
      room.copyBytes(from: rest.prefix(byteCount))
      rest = rest.dropFirst(byteCount)
      machine.receivingBuffer().commit(byteCount)
      var wantsMore = false
      while !wantsMore {
        switch machine.nextEvent() {
        case .message(_, let payload): messages.append(payload.withUnsafeBytes { Array($0) })
        default: wantsMore = true
        }
      }
      _ = machine.endReading()
    }
    return messages
  }

  @Test func `a header that announces 16 MiB takes one block`() {
    let pool = BlockPool()
    let machine = machine(pool, limit: 16 << 20)
    let header: [UInt8] = [0x82, 127, 0, 0, 0, 0, 1, 0, 0, 0]
    #expect(feed(header[...], to: machine).isEmpty)
    #expect(pool.lentByteCount == 64 << 10)
  }

  @Test(arguments: [1000, 4096, 100_000])
  func `a large frame is held in memory in proportion to what has come of it`(piece: Int) {
    let pool = BlockPool()
    let machine = machine(pool, limit: 16 << 20)
    let payload = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
    let frame = TestFrame.bytes(0x2, payload)
    var messages: [[UInt8]] = []
    var offset = 0
    while offset < frame.count {
      let end = min(offset + piece, frame.count)
      messages += feed(frame[offset..<end], to: machine)
      offset = end
      #expect(pool.lentByteCount <= bound(offset))
    }
    #expect(messages == [payload])
    #expect(pool.peakLentByteCount <= payload.count * 5 / 4 + (64 << 10), "it is not held twice")
  }

  @Test func `a message in fragments is held in proportion to what has come of it`() {
    let pool = BlockPool()
    let machine = machine(pool, limit: 64 << 20)
    let piece = [UInt8](repeating: 7, count: 10_000)
    var byteCount = 0
    _ = feed(TestFrame.bytes(0x2, piece, isFinal: false)[...], to: machine)
    for _ in 0..<200 {
      byteCount += piece.count
      #expect(pool.lentByteCount <= bound(byteCount) + (64 << 10))
      _ = feed(TestFrame.bytes(0x0, piece, isFinal: false)[...], to: machine)
    }
    let messages = feed(TestFrame.bytes(0x0, piece)[...], to: machine)
    #expect(messages.first?.count == 202 * piece.count)
  }
}
