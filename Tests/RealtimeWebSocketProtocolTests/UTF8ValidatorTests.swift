import RealtimeBuffers
import CRealtimeKernels
import RealtimeTestSupport
import Testing
@testable import RealtimeWebSocketProtocol

@Suite struct UTF8ValidatorTests {
  private static let levels: [rt_level] = [RT_PORTABLE, RT_AVX2, RT_AVX512]

  /// What the standard library's decoder, which shares no code with ours, says.
  private func isValidByReference(_ bytes: [UInt8]) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }

  private func isValid(_ bytes: [UInt8], level: rt_level, split: Int? = nil) -> Bool {
    var state: UInt32 = 0
    let split = split ?? bytes.count
    let head = bytes[..<split]
    let tail = bytes[split...]
    let isHeadValid = head.withUnsafeBufferPointer {
      rt_utf8_feed_at(level, &state, $0.baseAddress, $0.count)
    }
    let isTailValid = tail.withUnsafeBufferPointer {
      rt_utf8_feed_at(level, &state, $0.baseAddress, $0.count)
    }
    return isHeadValid && isTailValid && state == 0
  }

  @Test func `every scalar is valid and every single wrong byte in it is seen as the reference sees it`() {
    for value in stride(from: UInt32(0), through: 0x10FFFF, by: 211) {
      guard let scalar = UnicodeScalar(value) else { continue }
      let bytes = Array(String(Character(scalar)).utf8)
      for level in Self.levels {
        #expect(isValid(bytes, level: level))
        let long = Array(repeating: UInt8(ascii: "a"), count: 40) + bytes + bytes
        #expect(isValid(long, level: level))
      }
    }
  }

  @Test func `sequences of four bytes around every bound get the reference's verdict`() {
    let interesting: [UInt8] = [
      0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xE0, 0xE1, 0xED, 0xF0, 0xF1, 0xF4, 0xF5,
    ]
    for first in interesting {
      for second in interesting {
        for third in interesting {
          for fourth in interesting {
            let bytes = [first, second, third, fourth]
            let expected = isValidByReference(bytes)
            // After 29 letters the sequence crosses the end of a 32-byte block.
            let crossing = Array(repeating: UInt8(ascii: "x"), count: 29) + bytes + [0x2E]
            for level in [RT_PORTABLE, RT_AVX2] {
              if isValid(bytes, level: level) != expected || isValid(crossing, level: level) != expected {
                Issue.record("\(bytes) at level \(level.rawValue)")
              }
            }
          }
        }
      }
    }
  }

  @Test func `random texts with and without one broken byte get the same verdict at every split`() {
    var random = SeededGenerator(seed: 42)
    for _ in 0..<150 {
      let count = Int.random(in: 0...200, using: &random)
      var bytes: [UInt8] = []
      for _ in 0..<count {
        let limits: [UInt32] = [0x7F, 0x7F, 0x7F, 0x7FF, 0xFFFF, 0x10FFFF]
        let scalar = UnicodeScalar(
          UInt32.random(in: 0...(limits.randomElement(using: &random) ?? 0x7F), using: &random))
        bytes += Array(String(Character(scalar ?? "a")).utf8)
      }
      if Bool.random(using: &random), !bytes.isEmpty {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let expected = isValidByReference(bytes)
      for split in 0...bytes.count {
        for level in Self.levels where isValid(bytes, level: level, split: split) != expected {
          Issue.record("\(bytes) split at \(split)")
        }
      }
    }
  }

  @Test func `plain text of every length is valid, and not with one wrong byte anywhere in it`() {
    for count in 1...200 {
      var bytes = Array(repeating: UInt8(ascii: "a"), count: count)
      for level in Self.levels where !isValid(bytes, level: level) { Issue.record("\(count) letters") }
      for offset in bytes.indices {
        bytes[offset] = 0x80
        for level in Self.levels where isValid(bytes, level: level) {
          Issue.record("\(count) bytes, of which the one at \(offset) is wrong")
        }
        bytes[offset] = UInt8(ascii: "a")
      }
    }
  }

  @Test func `a text is rejected at the first byte that no valid text could have there`() {
    // Autobahn 6.4: the fourth of these bytes is too large for a scalar, whatever follows.
    let bytes = Array("κόσμε".utf8) + [0xF4, 0x90]
    for level in Self.levels {
      var state: UInt32 = 0
      let first = bytes.dropLast()
      #expect(first.withUnsafeBufferPointer { rt_utf8_feed_at(level, &state, $0.baseAddress, $0.count) })
      #expect(
        !bytes.suffix(1).withUnsafeBufferPointer { rt_utf8_feed_at(level, &state, $0.baseAddress, $0.count) }
      )
    }
    var state: UInt32 = 0
    let long = Array(repeating: UInt8(ascii: "a"), count: 100) + [0xED, 0xA0]
    #expect(!long.withUnsafeBufferPointer { rt_utf8_feed_at(RT_AVX2, &state, $0.baseAddress, $0.count) })
  }
}
