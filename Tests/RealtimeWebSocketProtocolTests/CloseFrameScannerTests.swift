import Testing
@testable import RealtimeWebSocketProtocol

@Suite struct CloseFrameScannerTests {
  private static let long = TestFrame.bytes(0x2, [UInt8](repeating: 0x88, count: 70_000))

  static let rows: [(frames: [UInt8], findsClose: Bool)] = [
    ([], false), ([0x81], false), ([0x88], false), ([0x88, 0], true),
    (TestFrame.bytes(0x1, Array("text".utf8)), false),
    (TestFrame.bytes(0x1, [0x88, 0x88, 0x88]) + TestFrame.bytes(0x9, [0x88]), false),
    (TestFrame.bytes(0x1, Array("text".utf8)) + TestFrame.bytes(0x8, [3, 0xE8]), true),
    (long, false), (long + [0x88, 0], true), ([0x82, 127] + [UInt8](repeating: 0xFF, count: 8), true),
    ([0x82, 127, 0x7F] + [UInt8](repeating: 0xFF, count: 7), true),
    ([0x82, 126, 0, 3], true),
  ]

  @Test(arguments: rows)
  func `a Close frame is found among whole frames, however they came`(
    _ row: (frames: [UInt8], findsClose: Bool)
  ) {
    var whole = CloseFrameScanner()
    #expect(row.frames.withUnsafeBytes { whole.findsClose(in: $0) } == row.findsClose)
    var byByte = CloseFrameScanner()
    var isFound = false
    for count in 0...row.frames.count where !isFound {
      isFound = row.frames[..<count].withUnsafeBytes { byByte.findsClose(in: $0) }
    }
    #expect(isFound == row.findsClose)
  }
}
