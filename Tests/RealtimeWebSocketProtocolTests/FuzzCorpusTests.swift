import Foundation
import RealtimeTestSupport
import Testing

/// Every input of the fuzzers' corpora, seeds and findings alike, asked what the fuzzers ask.
@Suite struct FuzzCorpusTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fuzz")

  /// A target of the fuzzer: its folder, its property, and what its corpus had when it was checked in.
  struct Target: Sendable, CustomTestStringConvertible {
    let name: String
    let properties: any ByteProperties.Type
    let leastCount: Int

    var testDescription: String { name }
  }

  static let targets = [
    Target(name: "Frame", properties: FrameProperties.self, leastCount: 13),
    Target(name: "Handshake", properties: HandshakeProperties.self, leastCount: 32),
    Target(name: "Deflate", properties: DeflateProperties.self, leastCount: 18),
    Target(name: "UTF8", properties: UTF8Properties.self, leastCount: 13),
    Target(name: "Machine", properties: MachineProperties.self, leastCount: 26),
  ]

  @Test(arguments: targets) func `what must hold of any bytes holds of the corpus`(target: Target) throws {
    let corpus = Self.folder.appending(path: "\(target.name)/corpus")
    let names = try FileManager.default.contentsOfDirectory(atPath: corpus.path).sorted()
    #expect(names.count >= target.leastCount)
    for place in LongWalk.places(through: names.count - 1) {
      let bytes = Array(try Data(contentsOf: corpus.appending(path: names[place])))
      #expect(target.properties.violation(in: bytes) == nil, "\(names[place])")
    }
  }
}
