import RealtimeBuffers
@testable import RealtimeWebSocketProtocol

/// Inflating whatever a peer sends, within limits, and inflating what we deflated.
package enum DeflateProperties: ByteProperties {
  private static let limitByteCount = 48 << 10

  package static func violation(in input: [UInt8]) -> String? {
    var input = FuzzInput(input)
    let mode = input.byte()
    let windowBits = 8 + Int(input.byte() & 7)
    return mode & 1 == 0
      ? inflatingViolation(&input, forgets: mode & 2 != 0)
      : roundTripViolation(&input, windowBits: windowBits, mode: mode)
  }

  // MARK: What a peer sends

  private struct Outcome: Equatable {
    enum Verdict {
      case complete, broken, overLimit
    }
    var output: [UInt8] = []
    var verdict = Verdict.complete
  }

  /// Two messages through one inflater, cut and given room in different ways.
  private static func inflatingViolation(_ input: inout FuzzInput, forgets: Bool) -> String? {
    let pieceByteCount = Int(input.byte()) + 1
    let roomByteCount = Int(input.byte()) + 1
    let messages = [input.bytes(Int(input.byte()) * 4), input.remainder()]
    let ways = [(Int.max, limitByteCount + 1), (1, limitByteCount + 1), (pieceByteCount, roomByteCount)]
    var expected: [Outcome]?
    for (pieceByteCount, roomByteCount) in ways {
      guard let inflater = Inflater(forgetsContext: forgets) else { return nil }
      var outcomes: [Outcome] = []
      for message in messages where outcomes.allSatisfy({ $0.verdict == .complete }) {
        outcomes.append(inflate(message, inflater, pieceByteCount, roomByteCount))
      }
      if let expected, expected != outcomes {
        return "the same compressed bytes inflate differently when cut"
      }
      expected = outcomes
    }
    return nil
  }

  /// The way the machine goes: all output of a piece before the next piece, then the implied end.
  private static func inflate(
    _ message: [UInt8], _ inflater: Inflater, _ pieceByteCount: Int, _ roomByteCount: Int
  ) -> Outcome {
    var outcome = Outcome()
    var offset = 0
    while offset < message.count {
      let piece = message[offset..<(offset + min(pieceByteCount, message.count - offset))]
      offset = piece.endIndex
      var isPieceDone = false
      withExactCopy(piece) { bytes in
        var taken = 0
        while !isPieceDone && outcome.verdict == .complete {
          let rest = UnsafeRawBufferPointer(rebasing: bytes[taken...])
          let step = take(&outcome, roomByteCount) { inflater.inflate(rest, into: $0) }
          taken += step.consumedByteCount
          isPieceDone = !step.isOutputFull && taken == bytes.count
        }
      }
      guard outcome.verdict == .complete else { return outcome }
    }
    while take(&outcome, roomByteCount, { inflater.inflateTail(into: $0) }).isOutputFull {
      guard outcome.verdict == .complete else { return outcome }
    }
    if outcome.verdict == .complete && !inflater.finishMessage() { outcome.verdict = .broken }
    return outcome
  }

  /// One step into memory of exactly the room that the limit leaves.
  private static func take(
    _ outcome: inout Outcome, _ roomByteCount: Int,
    _ body: (UnsafeMutableRawBufferPointer) -> Inflater.Step
  ) -> Inflater.Step {
    let byteCount = min(roomByteCount, limitByteCount + 1 - outcome.output.count)
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 1)
    defer { room.deallocate() }
    let step = body(room)
    outcome.output += room[..<step.producedByteCount]
    if outcome.output.count > limitByteCount {
      outcome.verdict = .overLimit
    } else if step.isBroken {
      outcome.verdict = .broken
    }
    return step
  }

  // MARK: What we send

  /// Messages in fragments through one deflater and one inflater.
  private static func roundTripViolation(
    _ input: inout FuzzInput, windowBits: Int, mode: UInt8
  ) -> String? {
    let forgets = mode & 2 != 0
    let level = Int(input.byte() % 9) + 1
    let memoryLevel = Int(input.byte() % 9) + 1
    guard
      let deflater = Deflater(
        windowBits: windowBits, forgetsContext: forgets, level: level, memoryLevel: memoryLevel),
      let inflater = Inflater(forgetsContext: forgets)
    else { return nil }
    for _ in 0..<6 where !input.isEmpty {
      let shape = input.byte()
      let fragments = (0...Int(shape & 3)).map { _ in fragment(&input) }
      var wire: [UInt8] = []
      for (index, fragment) in fragments.enumerated() {
        let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 64))
        fragment.withUnsafeBytes { buffer.append($0) }
        guard deflater.compress(buffer, isFinal: index == fragments.count - 1) else {
          return "deflating failed"
        }
        wire += buffer.readable
      }
      let payload = Array(fragments.joined())
      let outcome = inflate(wire, inflater, Int(shape) + 1, 4_096)
      if outcome.verdict == .overLimit { return payload.count > limitByteCount ? nil : "inflating made more" }
      if outcome != Outcome(output: payload) { return "what was deflated inflates to something else" }
    }
    return nil
  }

  /// Bytes of the input, repeated so that there is something to compress.
  private static func fragment(_ input: inout FuzzInput) -> [UInt8] {
    let repetitions = Int(input.byte() & 31)
    let bytes = input.bytes(Int(input.byte()))
    return Array(repeatElement(bytes, count: repetitions + 1).joined())
  }
}
