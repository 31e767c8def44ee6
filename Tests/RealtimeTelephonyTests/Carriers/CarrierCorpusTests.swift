import Foundation
import Testing

/// Every input of the fuzzer's corpus, seeds and findings alike.
@Suite struct CarrierCorpusTests {
  private static let folder = URL(filePath: #filePath).appending(path: "../../../Fuzz/Carrier/corpus").standardized

  @Test func `what must hold of every codec holds of the corpus`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(names.count >= 5)
    for name in names {
      let input = Array(try Data(contentsOf: Self.folder.appending(path: name)))
      #expect(CarrierProperties.violation(in: input) == nil, "\(name)")
    }
  }

  @Test func `what must hold of every codec holds of damaged calls`() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder.path) {
      let input = Array(try Data(contentsOf: Self.folder.appending(path: name)))
      for offset in stride(from: 0, to: input.count, by: 7) {
        #expect(CarrierProperties.violation(in: Array(input[..<offset])) == nil, "\(name) cut at \(offset)")
        var damaged = input
        damaged[offset] ^= 0x02
        #expect(CarrierProperties.violation(in: damaged) == nil, "\(name) damaged at \(offset)")
      }
    }
  }
}
