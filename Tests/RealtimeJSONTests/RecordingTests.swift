import CRealtimeKernels
import RealtimeJSON
import RealtimeTestSupport
import Testing

/// The tape's kernel at each level of instructions: its verdicts are those of validating alone, whatever it foresees.
@Suite struct RecordingTests {
  private let names = JSONNames([
    "type", "event_id", "delta", "index", "a_name_of_more_than_thirty_bytes_", "name",
  ])

  /// Lends the thread's tape, and the table of the names.
  private func withTape(
    _ body: (UnsafeMutablePointer<rt_json_tape>, UnsafePointer<rt_names>) throws -> Void
  ) throws {
    let first = JSONTape.take()
    try first.validate([UInt8]("{}".utf8).span.bytes, names: names)
    first.give()
    let tape = try #require(rt_json_tape_take())
    defer { rt_json_tape_give(tape) }
    try body(tape, try #require(tape.pointee.names))
    withExtendedLifetime(names) {}
  }

  /// Each document is recorded whole before it is damaged, so that its names are foreseen.
  @Test(arguments: KernelTests.levels)
  func `recording agrees with validating and stepping on random and damaged documents`(
    level: rt_level
  ) throws {
    let memory = try GuardedMemory(byteCount: 1 << 20)
    var random = SeededGenerator(seed: 31)
    try withTape { tape, names in
      for round in 0..<LongWalk.steps(6000) {
        var text = Array((round % 3 == 0 ? RandomDocument.text(using: &random) : event(&random)).utf8)
        let whole = memory.last(filledWith: text)
        rt_json_record_at(level, whole.baseAddress, whole.count, 1000, names, tape)
        for _ in 0..<Int.random(in: 0...2, using: &random) {
          text[Int.random(in: 0..<text.count, using: &random)] = UInt8.random(in: 0...0x7F, using: &random)
        }
        if round % 5 == 0 { text.removeLast(Int.random(in: 0..<text.count, using: &random)) }
        let bytes = memory.last(filledWith: text)
        let expected = KernelTests.verdict(bytes, at: RT_PORTABLE)
        rt_json_record_at(level, bytes.baseAddress, bytes.count, 1000, names, tape)
        try #require(
          tape.pointee.document.error == expected.error
            && tape.pointee.document.error_offset == expected.offset)
        guard expected.error == RT_JSON_OK.rawValue && tape.pointee.is_complete else { continue }
        try #require(topLevelMembers(of: tape) == steppedMembers(of: bytes))
      }
    }
  }

  /// An object as the service writes it, and now and then not quite so.
  private func event(_ random: inout SeededGenerator) -> String {
    let keys = [
      "type", "event_id", "delta", "index", "a_name_of_more_than_thirty_bytes_", "unknown", "na\\u006De", "",
      "name",
    ]
    let values = [
      "\"event_00000000000000000000\"", "\" some words, and more of them\"", "\"é\"", "\"\\n\"", "0", "17",
      "007", "-1", "1.5",
      "null", "nul", "true", "false", "{}", "[]", "[1,{\"type\":2}]", "{\"delta\":{\"index\":3}}", "",
      "\"" + String(repeating: "long ", count: 30) + "\"", "12345678901234567890",
    ]
    let spaces = ["", "", "", "", "", "", "", " "]
    func any(_ choices: [String]) -> String { choices[Int.random(in: 0..<choices.count, using: &random)] }
    let members = (0..<Int.random(in: 0...9, using: &random)).map { position in
      let value = Int.random(in: 0...3, using: &random) == 0 ? any(values) : values[position]
      return
        "\(any(spaces))\"\(Bool.random(using: &random) ? keys[position % keys.count] : any(keys))\":\(value)"
    }
    return "{" + members.joined(separator: ",\(any(spaces))") + "\(any(spaces))}"
  }

  private func topLevelMembers(of tape: UnsafePointer<rt_json_tape>) -> [[UInt32]] {
    guard let root = rt_json_tape_root(tape), root.pointee.kind == UInt8(RT_JSON_OBJECT.rawValue) else {
      return []
    }
    var members: [[UInt32]] = []
    var at = 1
    while at < Int(root.pointee.span) {
      members.append(KernelTests.places(of: root[at]))
      at += Int(root[at].span)
    }
    return members
  }

  /// The same as the bytes are stepped through.
  private func steppedMembers(of bytes: UnsafeMutableBufferPointer<UInt8>) -> [[UInt32]] {
    let start = bytes.firstIndex { $0 > 0x20 } ?? 0
    guard bytes[start] == UInt8(ascii: "{") else { return [] }
    var members: [[UInt32]] = []
    var member = rt_json_member()
    var offset = rt_json_next(bytes.baseAddress, bytes.count, start + 1, true, &member)
    while offset != 0 {
      members.append(KernelTests.places(of: member))
      offset = rt_json_next(bytes.baseAddress, bytes.count, offset, true, &member)
    }
    return members
  }

  @Test func `members of earlier documents are not found when the epochs begin anew`() throws {
    try withTape { tape, names in
      let (first, second) = (Array(#"{"type":1,"delta":2}"#.utf8), Array(#"{"delta":3}"#.utf8))
      for epoch in [0, UInt32.max - 4000, UInt32.max - 3000, UInt32.max - 2000, UInt32.max - 1025] {
        tape.pointee.epoch = epoch
        for _ in 0..<4 {
          rt_json_record(first, first.count, 1000, names, tape)
          #expect(rt_json_tape_last(tape, 0)?.pointee.value_offset == 8)
          rt_json_record(second, second.count, 1000, names, tape)
          #expect(
            rt_json_tape_last(tape, 0) == nil && rt_json_tape_last(tape, 2)?.pointee.value_offset == 9)
        }
      }
    }
  }
}
