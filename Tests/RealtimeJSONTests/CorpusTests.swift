import Foundation
import RealtimeTestSupport
import Testing

/// Every input of the fuzzer's corpus, seeds and findings alike.
@Suite struct CorpusTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fuzz/RealtimeJSON/corpus")

  static let inputs = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()

  @Test func `the corpus is there`() {
    #expect(Self.inputs.count >= 20)
  }

  @Test(arguments: inputs) func `what must hold of any bytes holds of the corpus`(name: String) throws {
    let document = Array(try Data(contentsOf: Self.folder.appending(path: name)))
    let violation = JSONProperties.violation(in: document)
    #expect(violation == nil)
  }

  @Test func `what must hold of any bytes holds of damaged documents`() {
    var random = SeededGenerator(seed: 23)
    for _ in 0..<500 {
      var document = Array(RandomDocument.text(using: &random).utf8)
      document[Int.random(in: 0..<document.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      let violation = JSONProperties.violation(in: document)
      #expect(violation == nil, "\(String(decoding: document, as: UTF8.self))")
    }
  }
}
