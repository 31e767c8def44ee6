import CRealtimeKernels
import Testing

/// Each level of instructions gives what the portable one gives and touches nothing beyond the ends.
@Suite struct KernelTests {
  static let levels = [CBK_PORTABLE, CBK_AVX2, CBK_AVX512].filter { $0.rawValue <= cbk_best_level().rawValue }

  @Test(arguments: levels) func `finds the first special byte at every length and place`(level: cbk_level)
    throws
  {
    let memory = try GuardedMemory(byteCount: 1200)
    let plain = Array(0x20...0xFF as ClosedRange<UInt8>).filter { $0 != 0x22 && $0 != 0x5C }
    for count in 0...1100 where count < 300 || count % 37 == 0 {
      let bytes = memory.last(filledWith: (0..<count).map { plain[$0 % plain.count] })
      #expect(cbk_json_find_special_at(level, bytes.baseAddress, count) == count)
      for place in stride(from: 0, to: count, by: count < 300 ? 1 : 61) {
        let saved = bytes[place]
        bytes[place] = [0x22, 0x5C, 0x00, 0x1F][place % 4]
        #expect(cbk_json_find_special_at(level, bytes.baseAddress, count) == place)
        bytes[place] = saved
      }
    }
  }

  @Test(arguments: levels) func `base64 agrees with the portable kernel at every length`(level: cbk_level)
    throws
  {
    let (input, output) = (try GuardedMemory(byteCount: 4096), try GuardedMemory(byteCount: 4096))
    var random = SeededGenerator(seed: 11)
    for count in Array(0...300) + [1000, 2400] {
      let plain = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      let encodedCount = (count + 2) / 3 * 4
      var reference = [UInt8](repeating: 0, count: encodedCount)
      #expect(cbk_base64_encode_at(CBK_PORTABLE, plain, count, &reference) == encodedCount)
      let encoded = output.last(encodedCount)
      let written = cbk_base64_encode_at(
        level, input.last(filledWith: plain).baseAddress, count, encoded.baseAddress)
      #expect(written == encodedCount && Array(encoded) == reference)

      let text = input.last(filledWith: reference)
      let decoded = output.last(count)
      let result = cbk_base64_decode_at(level, text.baseAddress, encodedCount, decoded.baseAddress, count)
      #expect(result.error == CBK_BASE64_OK.rawValue && result.byte_count == count && Array(decoded) == plain)
    }
  }

  @Test(arguments: levels) func `damaged base64 gets the portable kernel's verdict`(level: cbk_level) throws {
    let (input, output) = (try GuardedMemory(byteCount: 4096), try GuardedMemory(byteCount: 4096))
    var random = SeededGenerator(seed: 13)
    for _ in 0..<3000 {
      let count = Int.random(in: 0...300, using: &random)
      let alphabet = Array("ABCDwxyz0189+/".utf8)
      var text = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
      for _ in 0..<Int.random(in: 0...2, using: &random) where count > 0 {
        text[Int.random(in: 0..<count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let capacity = Int.random(in: 0...(count + 8), using: &random)
      var reference = [UInt8](repeating: 0, count: capacity)
      let expected = cbk_base64_decode_at(CBK_PORTABLE, text, count, &reference, capacity)
      let source = input.last(filledWith: text)
      let result = cbk_base64_decode_at(
        level, source.baseAddress, count, output.last(capacity).baseAddress, capacity)
      #expect(result.error == expected.error && result.byte_count == expected.byte_count)
      #expect(result.error_offset == expected.error_offset)
    }
  }

  struct Verdict: Equatable {
    let error: UInt32
    let offset: Int
    let members: [[UInt32]]
  }

  static func index(_ bytes: UnsafeMutableBufferPointer<UInt8>, at level: cbk_level) -> Verdict {
    var members = [cbk_json_member](repeating: cbk_json_member(), count: 16)
    var document = cbk_json_document()
    cbk_json_index_at(level, bytes.baseAddress, bytes.count, 1000, &members, 16, &document)
    let found = members.prefix(Int(min(document.member_count, 16))).map(places)
    return Verdict(error: document.error, offset: document.error_offset, members: found)
  }

  static func places(of member: cbk_json_member) -> [UInt32] {
    let isEscaped: UInt32 = (member.key_is_escaped ? 1 : 0) + (member.value_is_escaped ? 2 : 0)
    return [
      member.key_offset, member.key_byte_count, member.value_offset, member.value_byte_count,
      UInt32(member.kind),
      isEscaped,
    ]
  }

  @Test(arguments: levels) func `indexing agrees with the portable kernel on random and damaged documents`(
    level: cbk_level
  ) throws {
    let memory = try GuardedMemory(byteCount: 1 << 20)
    var random = SeededGenerator(seed: 17)
    for _ in 0..<3000 {
      var text = Array(RandomDocument.text(using: &random).utf8)
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        text[Int.random(in: 0..<text.count, using: &random)] = UInt8.random(in: 0...0x7F, using: &random)
      }
      text.removeLast(
        Int.random(in: 0...3, using: &random) == 0 ? Int.random(in: 0..<text.count, using: &random) : 0)
      let bytes = memory.last(filledWith: text)
      #expect(Self.index(bytes, at: level) == Self.index(bytes, at: CBK_PORTABLE))
    }
  }

  @Test(arguments: levels) func `skipping a container ends where the validating walk ended`(level: cbk_level)
    throws
  {
    let memory = try GuardedMemory(byteCount: 1 << 20)
    var random = SeededGenerator(seed: 29)
    var texts = (0..<1500).map { _ in RandomDocument.text(using: &random) }
    for count in 0..<140 {
      // Runs of backslashes that begin and end at every place of a block.
      let padding = String(repeating: " ", count: count)
      for run in 1...3 {
        texts.append("[\(padding)\"\(String(repeating: #"\\"#, count: run))\", \"]\", \"\\\"]\"]")
      }
    }
    for text in texts {
      let bytes = memory.last(filledWith: Array(text.utf8))
      var document = cbk_json_document()
      cbk_json_index(bytes.baseAddress, bytes.count, 1000, nil, 0, &document)
      try #require(document.error == CBK_JSON_OK.rawValue)
      let start = Int(document.root.value_offset)
      let end = cbk_json_container_end_at(level, bytes.baseAddress, bytes.count, start)
      #expect(end == start + Int(document.root.value_byte_count), "\(text)")
    }
  }
}
