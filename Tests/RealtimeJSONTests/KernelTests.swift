import CRealtimeKernels
import RealtimeTestSupport
import Testing

/// Each level of instructions gives what the portable one gives and touches nothing beyond the ends.
@Suite struct KernelTests {
  static let levels = [RT_PORTABLE, RT_AVX2, RT_AVX512].filter { $0.rawValue <= rt_best_level().rawValue }

  @Test(arguments: levels) func `finds the first special byte at every length and place`(level: rt_level)
    throws
  {
    let memory = try GuardedMemory(byteCount: 1200)
    let plain = Array(0x20...0xFF as ClosedRange<UInt8>).filter { $0 != 0x22 && $0 != 0x5C }
    for count in 0...1100 where count < 300 || count % 37 == 0 {
      let bytes = memory.last(filledWith: (0..<count).map { plain[$0 % plain.count] })
      #expect(rt_json_find_special_at(level, bytes.baseAddress, count) == count)
      for place in stride(from: 0, to: count, by: count < 300 ? 1 : 61) {
        let saved = bytes[place]
        bytes[place] = [0x22, 0x5C, 0x00, 0x1F][place % 4]
        #expect(rt_json_find_special_at(level, bytes.baseAddress, count) == place)
        bytes[place] = saved
      }
    }
  }

  @Test(arguments: levels) func `base64 agrees with the portable kernel at every length`(level: rt_level)
    throws
  {
    let (input, output) = (try GuardedMemory(byteCount: 4096), try GuardedMemory(byteCount: 4096))
    var random = SeededGenerator(seed: 11)
    for count in Array(0...300) + [1000, 2400] {
      let plain = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      let encodedCount = (count + 2) / 3 * 4
      var reference = [UInt8](repeating: 0, count: encodedCount)
      #expect(rt_base64_encode_at(RT_PORTABLE, plain, count, &reference) == encodedCount)
      let encoded = output.last(encodedCount)
      let written = rt_base64_encode_at(
        level, input.last(filledWith: plain).baseAddress, count, encoded.baseAddress)
      #expect(written == encodedCount && Array(encoded) == reference)

      let text = input.last(filledWith: reference)
      let decoded = output.last(count)
      let result = rt_base64_decode_at(level, text.baseAddress, encodedCount, decoded.baseAddress, count)
      #expect(result.error == RT_BASE64_OK.rawValue && result.byte_count == count && Array(decoded) == plain)
    }
  }

  @Test(arguments: levels) func `damaged base64 gets the portable kernel's verdict`(level: rt_level) throws {
    let (input, output) = (try GuardedMemory(byteCount: 4096), try GuardedMemory(byteCount: 4096))
    var random = SeededGenerator(seed: 13)
    for _ in 0..<LongWalk.steps(3000) {
      let count = Int.random(in: 0...300, using: &random)
      let alphabet = Array("ABCDwxyz0189+/".utf8)
      var text = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
      for _ in 0..<Int.random(in: 0...2, using: &random) where count > 0 {
        text[Int.random(in: 0..<count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let capacity = Int.random(in: 0...(count + 8), using: &random)
      var reference = [UInt8](repeating: 0, count: capacity)
      let expected = rt_base64_decode_at(RT_PORTABLE, text, count, &reference, capacity)
      let source = input.last(filledWith: text)
      let result = rt_base64_decode_at(
        level, source.baseAddress, count, output.last(capacity).baseAddress, capacity)
      #expect(result.error == expected.error && result.byte_count == expected.byte_count)
      #expect(result.error_offset == expected.error_offset)
    }
  }

  struct Verdict: Equatable {
    let error: UInt32
    let offset: Int
    let root: [UInt32]
  }

  static func verdict(_ bytes: UnsafeMutableBufferPointer<UInt8>, at level: rt_level) -> Verdict {
    var document = rt_json_document()
    rt_json_validate_at(level, bytes.baseAddress, bytes.count, 1000, &document)
    return Verdict(
      error: document.error, offset: document.error_offset,
      root: document.error == RT_JSON_OK.rawValue ? places(of: document.root) : [])
  }

  static func places(of member: rt_json_member) -> [UInt32] {
    let isEscaped: UInt32 = (member.key_is_escaped ? 1 : 0) + (member.value_is_escaped ? 2 : 0)
    return [
      member.key_offset, member.key_byte_count, member.value_offset, member.value_byte_count,
      UInt32(member.kind),
      isEscaped,
    ]
  }

  @Test(arguments: levels) func `validating agrees with the portable kernel on random and damaged documents`(
    level: rt_level
  ) throws {
    let memory = try GuardedMemory(byteCount: 1 << 20)
    var random = SeededGenerator(seed: 17)
    for _ in 0..<LongWalk.steps(3000) {
      var text = Array(RandomDocument.text(using: &random).utf8)
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        text[Int.random(in: 0..<text.count, using: &random)] = UInt8.random(in: 0...0x7F, using: &random)
      }
      text.removeLast(
        Int.random(in: 0...3, using: &random) == 0 ? Int.random(in: 0..<text.count, using: &random) : 0)
      let bytes = memory.last(filledWith: text)
      #expect(Self.verdict(bytes, at: level) == Self.verdict(bytes, at: RT_PORTABLE))
    }
  }

  @Test func `stepping through a document gives what the validating walk gave`() throws {
    let memory = try GuardedMemory(byteCount: 1 << 20)
    var random = SeededGenerator(seed: 29)
    var texts = (0..<LongWalk.steps(1500)).map { _ in RandomDocument.text(using: &random) }
    for run in 0...3 {
      texts.append("[ \"\(String(repeating: #"\\"#, count: run))\", \"]\", \"\\\"]\"]")
    }
    for text in texts {
      let bytes = memory.last(filledWith: Array("[\(text)]".utf8))
      var document = rt_json_document()
      rt_json_validate(bytes.baseAddress, bytes.count, 1000, &document)
      try #require(document.error == RT_JSON_OK.rawValue)
      var member = rt_json_member()
      let end = rt_json_next(bytes.baseAddress, bytes.count, 1, false, &member)
      #expect(end == Int(member.value_offset) + Int(member.value_byte_count), "\(text)")
      #expect(rt_json_next(bytes.baseAddress, bytes.count, end, false, &member) == 0, "\(text)")
    }
  }
}
