import RealtimeAudio
import RealtimeTLS
import Testing

/// Scenario 20: every code and every sample, by the sums of the tables that the ITU's software makes (G.191).
@Suite struct G711SumsTests {
  private static func sum(_ bytes: [UInt8]) throws -> String {
    try #require(SHA256.digest(of: bytes)).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  private static func bytes(_ samples: [Int16]) -> [UInt8] {
    samples.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }

  @Test func `20 the tables are those of the ITU`() throws {
    let samples = Array(Int16.min...Int16.max)
    let codes = Array(UInt8.min...UInt8.max)
    #expect(
      try Self.sum(samples.map { G711.muLaw(fromLinear: $0) })
        == "90c29de505fb68e766118303bd552a16005dcf810873698bee1d8f3b247ce28c")
    #expect(
      try Self.sum(samples.map { G711.aLaw(fromLinear: $0) })
        == "38488f6fd710f4686360edc4d38639f96c491595ef93f8eb8d62d5e07ca6ce7b")
    #expect(
      try Self.sum(Self.bytes(codes.map { G711.linear(fromMuLaw: $0) }))
        == "3dab54339e520bb2c924826e3b72a917a2b612e9fd12fc867500f1d983a75827")
    #expect(
      try Self.sum(Self.bytes(codes.map { G711.linear(fromALaw: $0) }))
        == "e04788d110e58ff8c70c93b8480190d973e3b67876b6119abbaec766cc75c174")
  }
}
