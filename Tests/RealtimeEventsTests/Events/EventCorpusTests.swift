import Foundation
import Testing

/// Every input of the fuzzer's corpus, seeds and findings alike, and damaged fixtures.
@Suite struct EventCorpusTests {
  private static let folder = URL(filePath: #filePath).appending(path: "../../../Fuzz/ServerEvent/corpus")
    .standardized

  static let inputs = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()

  @Test func `the corpus is there`() {
    #expect(Self.inputs.count >= 30)
  }

  @Test(arguments: inputs) func `what must hold of any message holds of the corpus`(name: String) throws {
    let message = Array(try Data(contentsOf: Self.folder.appending(path: name)))
    #expect(EventProperties.violation(in: message) == nil)
  }

  @Test func `what must hold of any message holds of every fixture`() {
    for fixture in EventFixture.all {
      #expect(EventProperties.violation(in: Array(fixture.json.utf8)) == nil, "\(fixture.name)")
    }
  }
}
