import RealtimeAudio
import RealtimeTestSupport
import Testing

@testable import RealtimeSessions

@Suite struct HeldAudioTests {
  @Test(arguments: AudioEncoding.allCases, [0, 1, 19, 20, 21, 1_000])
  func `the newest audio stays, up to the limit`(encoding: AudioEncoding, milliseconds: Int) {
    var held = HeldAudio(encoding: encoding, maximumMilliseconds: 20)
    let audio = Self.audio(milliseconds * encoding.bytesPerMillisecond)
    held.append(audio)
    let kept = min(milliseconds, 20) * encoding.bytesPerMillisecond
    #expect(held.milliseconds == min(milliseconds, 20) && held.byteCount == kept)
    #expect(held.droppedByteCount == audio.count - kept)
    #expect(held.drained() == Array(audio.suffix(kept)))
    #expect(held.isEmpty && held.droppedByteCount == audio.count - kept)
  }

  @Test func `a limit of nothing, or less, holds nothing`() {
    for limit in [0, -1, .min] {
      var held = HeldAudio(encoding: .pcm16, maximumMilliseconds: limit)
      held.append(Self.audio(3))
      held.append([])
      #expect(held.isEmpty && held.droppedByteCount == 3 && held.drained() == [])
    }
    #expect(HeldAudio(encoding: .pcm16, maximumMilliseconds: .max).isEmpty)
  }

  @Test func `pieces are of at most the size asked for, and a refused one stays with all after it`() {
    var held = HeldAudio(encoding: .g711MuLaw)
    let audio = Self.audio(250 * 8)
    held.append(audio)
    var sizes: [Int] = []
    #expect(
      !held.drain { piece in
        sizes.append(piece.byteCount)
        return sizes.count < 2
      })
    #expect(sizes == [800, 800] && held.milliseconds == 150)
    #expect(held.drained() == Array(audio.dropFirst(800)))
    #expect(held.drain { _ in false })
  }

  @Test func `the end of what was said is lent, and stays`() {
    var held = HeldAudio(encoding: .pcm16, maximumMilliseconds: 10)
    let audio = Self.audio(48 * 25)
    for start in stride(from: 0, to: audio.count, by: 48) { held.append(Array(audio[start..<start + 48])) }
    for milliseconds in [0, 1, 9, 10, 11, .max, -1] {
      #expect(held.suffix(milliseconds) == audio.suffix(min(max(milliseconds, 0), 10) * 48))
    }
    #expect(held.milliseconds == 10)
  }

  @Test func `memory is given back`() {
    var held = HeldAudio(encoding: .pcm16)
    held.append(Self.audio(4_800))
    held.removeAll()
    #expect(held.isEmpty && held.suffix(100) == [])
    held.append(Self.audio(3))
    #expect(held.drained() == Self.audio(2) && held.byteCount == 1)
  }

  /// Whatever sizes audio comes and goes in: what comes out is what came in, less what was dropped, in whole samples.
  @Test(arguments: AudioEncoding.allCases) func `samples stay whole in any pieces`(encoding: AudioEncoding) {
    let ramp = (0..<1_024).map { UInt8(truncatingIfNeeded: $0) }
    for seed in 0..<300 {
      var random = SeededGenerator(seed: UInt64(seed))
      let limit = Int.random(in: 1...9, using: &random)
      var held = HeldAudio(encoding: encoding, maximumMilliseconds: limit)
      var model: [UInt8] = []
      var (dropped, next) = (0, 0)
      for _ in 0..<30 {
        let bytes = Array(ramp[next..<next + Int.random(in: 0...700, using: &random)])
        next = (next + bytes.count) % 256
        held.append(bytes)
        model += bytes
        let size = encoding.bytesPerSample
        let surplus = max((model.count - limit * encoding.bytesPerMillisecond + size - 1) / size * size, 0)
        model.removeFirst(surplus)
        dropped += surplus
        let isCounted = held.byteCount == model.count && held.droppedByteCount == dropped
        let whole = model.count / size * size
        let wanted = Int.random(in: 0...10, using: &random) * encoding.bytesPerMillisecond
        let end = held.suffix(wanted / encoding.bytesPerMillisecond)
        guard isCounted, end == Array(model.prefix(whole).suffix(wanted)) else {
          Issue.record("seed \(seed): \(held.byteCount) of \(model.count)")
          return
        }
        guard Int.random(in: 0..<4, using: &random) == 0 else { continue }
        let count = Int.random(in: 0...500, using: &random)
        var drained: [UInt8] = []
        let isAll = held.drain(atMost: count, pieceMilliseconds: 3) { piece in
          #expect(piece.byteCount <= 3 * encoding.bytesPerMillisecond && piece.byteCount % size == 0)
          drained += piece.bytes
          return true
        }
        #expect(isAll && drained == Array(model.prefix(min(count, model.count) / size * size)))
        model.removeFirst(drained.count)
      }
    }
  }

  static func audio(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) } }
}

extension HeldAudio {
  mutating func append(_ bytes: [UInt8]) { append(bytes.span.bytes) }

  mutating func drained() -> [UInt8] {
    var bytes: [UInt8] = []
    _ = drain { piece in
      bytes += piece.bytes
      return true
    }
    return bytes
  }

  func suffix(_ milliseconds: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    suffix(milliseconds: milliseconds) { bytes += $0.bytes }
    return bytes
  }
}

extension RawSpan {
  var bytes: [UInt8] { withUnsafeBytes { Array($0) } }
}
