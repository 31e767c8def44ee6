import RealtimeBuffers
import RealtimeJSON
import Foundation
import RealtimeEvents
import Testing

@Suite struct ServerEventAudioTests {
  private let reader = ServerEventReader(pool: BlockPool())

  private func read<Result>(
    _ delta: String,
    type: String = "response.output_audio.delta",
    _ body: (borrowing ServerEvent) -> Result
  ) throws -> Result {
    let json = #"{"type":"\#(type)","delta":\#(delta)}"#
    return try reader.read(Array(json.utf8).span.bytes, body)
  }

  @Test(arguments: ["response.output_audio.delta", "response.audio.delta", "session.output_audio.delta"])
  func `audio deltas of every API are decoded, and know their size before`(_ type: String) throws {
    for byteCount in [0, 1, 2, 3, 4, 5, 4800, 100_000] {
      let audio = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 131) }
      let delta = "\"\(Data(audio).base64EncodedString())\""
      let (counted, decoded) = try read(delta, type: type) { event in
        (event.audioByteCount, event.audio.withUnsafeBytes { Array($0) })
      }
      #expect(counted == byteCount)
      #expect(decoded == audio)
      #expect(reader.takeAudioError() == nil)
    }
  }

  /// The same bytes as every way of writing them says them.
  private static func forms(of audio: [UInt8]) -> [String] {
    let base64 = Data(audio).base64EncodedString()
    let urlSafe = base64.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
    let lines = Data(audio).base64EncodedString(options: [
      .lineLength76Characters, .endLineWithCarriageReturn,
    ])
    let everyLetter = base64.unicodeScalars.map { String(format: "\\u%04X", $0.value) }.joined()
    return [
      base64, base64.replacingOccurrences(of: "/", with: #"\/"#),
      base64.replacingOccurrences(of: "+", with: #"\u002B"#),
      base64.replacingOccurrences(of: "=", with: #"\u003d"#), everyLetter, urlSafe,
      base64.replacingOccurrences(of: "=", with: ""), urlSafe.replacingOccurrences(of: "=", with: ""),
      lines.replacingOccurrences(of: "\r", with: #"\r\n"#), base64 + #"\n"#, "  " + base64 + " ",
    ]
  }

  @Test func `in every form of base64 the size is that of the decoded audio`() throws {
    for byteCount in [0, 1, 2, 3, 4, 5, 100, 4_800] {
      let audio = (0..<byteCount).map { UInt8(truncatingIfNeeded: 0xFB &+ $0 &* 191) }
      for form in Self.forms(of: audio) {
        let (counted, decoded, again) = try read("\"\(form)\"") { event in
          let counted = event.audioByteCount
          let again = [UInt8](unsafeUninitializedCapacity: byteCount) { memory, count in
            var output = OutputRawSpan(buffer: UnsafeMutableRawBufferPointer(memory), initializedCount: 0)
            try? event.decodeAudio(into: &output)
            count = output.byteCount
          }
          return (counted, ResponseOutputAudioDelta(event).owned().audio, again)
        }
        #expect(counted == byteCount)
        #expect(decoded == audio)
        #expect(again == audio)
        #expect(reader.takeAudioError() == nil)
      }
    }
  }

  @Test func `audio is decoded once an event, into the same memory for every event`() throws {
    let addresses = try (0..<3).map { round in
      try read(#""AQID""#) { event in
        let first = event.audio.withUnsafeBytes { $0.baseAddress }
        let second = event.audio.withUnsafeBytes { $0.baseAddress }
        #expect(first == second, "round \(round)")
        return first
      }
    }
    #expect(Set(addresses).count == 1)
  }

  @Test(arguments: [
    #""AQJ""#, #""A===""#, #""AQ I==""#, #""+QI-""#, #""AQIé""#, #""A""#, #""QQ=""#, "7", "null", "{}", "[]",
  ])
  func `malformed audio is empty and one error, not asked for it is none`(_ delta: String) throws {
    try read(delta) { _ in }
    #expect(reader.takeAudioError() == nil)
    let (byteCount, owned) = try read(delta) { event in
      (event.audio.byteCount + event.audioByteCount, ResponseOutputAudioDelta(event).owned())
    }
    #expect(byteCount == 0)
    #expect(owned.audio.isEmpty)
    #expect(reader.takeAudioError() != nil)
    #expect(reader.takeAudioError() == nil)
    #expect(try read(#""AQID""#) { $0.audio.byteCount } == 3)
    #expect(reader.takeAudioError() == nil)
  }

  @Test func `an event without audio has none, and that is no error`() throws {
    for type in ["response.output_text.delta", "response.some_future_event"] {
      let (counted, byteCount) = try read(#""AQID""#, type: type) { ($0.audioByteCount, $0.audio.byteCount) }
      #expect(counted == 0)
      #expect(byteCount == 0)
      #expect(reader.takeAudioError() == nil)
    }
  }

  @Test func `audio goes into the caller's memory, after what is there`() throws {
    let decoded = try read(#""AQIDBA==""#) { event in
      [UInt8](unsafeUninitializedCapacity: 8) { memory, count in
        var output = OutputRawSpan(buffer: UnsafeMutableRawBufferPointer(memory), initializedCount: 0)
        output.append(9)
        try? event.decodeAudio(into: &output)
        count = output.byteCount
      }
    }
    #expect(decoded == [9, 1, 2, 3, 4])
  }

  @Test func `memory that is too small, and audio that is not there, are typed errors`() throws {
    func error(_ delta: String, capacity: Int) throws -> JSONError.Kind? {
      try read(delta) { event in
        var kind: JSONError.Kind?
        _ = [UInt8](unsafeUninitializedCapacity: capacity) { memory, count in
          var output = OutputRawSpan(buffer: UnsafeMutableRawBufferPointer(memory), initializedCount: 0)
          do throws(JSONError) { try event.decodeAudio(into: &output) } catch { kind = error.kind }
          #expect(output.byteCount == 0 || kind == nil)
          count = 0
        }
        return kind
      }
    }
    #expect(try error(#""AQIDBA==""#, capacity: 4) == nil)
    #expect(try error(#""AQIDBA==""#, capacity: 3) == .outputTooSmall)
    #expect(try error("null", capacity: 8) == .wrongType)
    #expect(try error(#""AQJ""#, capacity: 8) == .invalidBase64Padding)
  }

  @Test func `a quiet reader gives its memory back`() throws {
    let pool = BlockPool()
    let reader = ServerEventReader(pool: pool)
    let json = Array(#"{"type":"response.audio.delta","delta":"AQID"}"#.utf8)
    #expect(try reader.read(json.span.bytes) { $0.audio.byteCount } == 3)
    #expect(pool.freeBlockCount == 0)
    reader.releaseMemory()
    #expect(pool.freeBlockCount == 1)
    #expect(try reader.read(json.span.bytes) { $0.audio.byteCount } == 3)
  }
}
