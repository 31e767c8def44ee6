import Foundation
import RealtimeBuffers
import RealtimeTestSupport
import Testing

@testable import RealtimeTelephony

@Suite struct FrameCutterTests {
  /// Cuts these pieces of audio; a piece that can be base64 is cut from the base64 that it came in.
  private func cut(_ deltas: [ArraySlice<UInt8>], with cutter: inout FrameCutter) -> (pieces: [[UInt8]], texts: Int) {
    var pieces: [[UInt8]] = []
    var texts = 0
    for delta in deltas.map(Array.init) {
      let base64 = Array(Data(delta).base64EncodedString().utf8)
      while let piece = unsafe cutter.next(of: delta.span.bytes) {
        switch piece {
        case .held: pieces.append(cutter.held)
        case .range(let range):
          let text = FrameCutter.Piece.text(range, of: delta.count, base64ByteCount: base64.count)
          if let text {
            let decoded = Data(base64Encoded: Data(base64[text])).map(Array.init)
            #expect(decoded == Array(delta[range]))
            texts += 1
          }
          pieces.append(Array(delta[range]))
        }
      }
    }
    return (pieces, texts)
  }

  private let audio = MuLaw.counting(milliseconds: 1_000)

  @Test func `what comes in whole frames goes out as the base64 that it came in`() {
    var cutter = FrameCutter(frameByteCount: 160, pieceFrameCount: 9)
    let cut = cut([audio[..<4_000], audio[4_000..<4_800]], with: &cutter)
    #expect(cut.pieces.map(\.count) == [1_440, 1_440, 1_120, 800] && cut.texts == 4)
    #expect(cutter.finish(with: 0xFF) == nil)
  }

  @Test func `after a frame that was put together the next piece is a part of the base64 again`() {
    var cutter = FrameCutter(frameByteCount: 160, pieceFrameCount: 9)
    let cut = cut([audio[..<400], audio[400..<4_000]], with: &cutter)
    // 80 bytes wait, so that two frames are put together from 80 and 240.
    #expect(cut.pieces.map(\.count) == [320, 320, 1_440, 1_440, 480] && cut.texts == 3)
  }

  @Test func `the end of what was said is filled up with silence`() {
    var cutter = FrameCutter(frameByteCount: 160, pieceFrameCount: 9)
    #expect(cut([audio[..<100]], with: &cutter).pieces.isEmpty && cutter.waitingByteCount == 100)
    #expect(cutter.finish(with: 0xD5) == 100)
    #expect(cutter.held == audio[..<100] + [UInt8](repeating: 0xD5, count: 60))
    #expect(cutter.waitingByteCount == 0 && cutter.finish(with: 0xD5) == nil)
  }

  @Test func `what is dropped is gone`() {
    var cutter = FrameCutter(frameByteCount: 160, pieceFrameCount: 9)
    _ = cut([audio[..<100]], with: &cutter)
    cutter.clear()
    #expect(cut([audio[100..<260]], with: &cutter).pieces == [Array(audio[100..<260])])
  }

  @Test(arguments: [(160, 9), (160, 1), (320, 9), (640, 9), (960, 9), (960, 1), (1, 3)])
  func `however audio comes, it goes out whole and in whole frames`(frame: Int, pieceFrames: Int) {
    for seed in 0..<10 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var deltas: [ArraySlice<UInt8>] = []
      var rest = audio[...]
      while !rest.isEmpty {
        let count = min(Int.random(in: 0...(seed.isMultiple(of: 2) ? 2_000 : 50), using: &random), rest.count)
        deltas.append(rest.prefix(count))
        rest = rest.dropFirst(count)
      }
      var cutter = FrameCutter(frameByteCount: frame, pieceFrameCount: pieceFrames)
      var pieces = cut(deltas, with: &cutter).pieces
      if cutter.finish(with: 0xFF) != nil { pieces.append(cutter.held) }
      #expect(pieces.allSatisfy { !$0.isEmpty && $0.count.isMultiple(of: frame) })
      #expect(pieces.allSatisfy { $0.count <= max(pieceFrames, 3) * frame })
      let whole = pieces.flatMap(\.self)
      #expect(whole.starts(with: audio) && whole.count - audio.count < frame)
      #expect(whole.dropFirst(audio.count).allSatisfy { $0 == 0xFF })
    }
  }

  @Test func `base64 that is not canonical is not cut`() {
    #expect(FrameCutter.Piece.text(0..<3, of: 6, base64ByteCount: 8) == 0..<4)
    #expect(FrameCutter.Piece.text(3..<5, of: 5, base64ByteCount: 8) == 4..<8)
    #expect(FrameCutter.Piece.text(3..<5, of: 5, base64ByteCount: 7) == nil)
    #expect(FrameCutter.Piece.text(2..<5, of: 5, base64ByteCount: 8) == nil)
    #expect(FrameCutter.Piece.text(0..<4, of: 5, base64ByteCount: 8) == nil)
  }
}
