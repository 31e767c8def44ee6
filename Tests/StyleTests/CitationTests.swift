import Testing

/// What code and tests cite by an id is in the documentation.
@Suite struct CitationTests {
  private static let rules = "OriginalRules.md"
  private static let regressions = "Regressions.md"

  /// What may cite: everything that people wrote, but for the articles themselves.
  private static let texts = Result {
    try ["Sources", "Tests", "Examples", "Benchmarks"].flatMap(RepositoryFiles.paths)
      .filter { path in
        let name = path.split(separator: "/").last ?? ""
        return name.hasSuffix(".swift") || name.hasSuffix(".py") || !name.contains(".") && name == "run"
      }
      .map { (path: $0, text: try RepositoryFiles.text(of: $0)) }
  }

  @Test func `every rule of the original that is cited is in the article`() throws {
    let known = Set(try article(Self.rules).matches(of: #/(?m)^- \*\*([A-Z]\d+)\*\* /#).map { String($0.1) })
    #expect(known.count > 50)
    var cited: Set<String> = []
    for (path, text) in try Self.texts.get() {
      for id in Citations.rules(in: text) {
        cited.insert(id)
        #expect(known.contains(id), "\(path) cites rule \(id), which \(Self.rules) has not")
      }
    }
    #expect(cited.count > 30)
  }

  @Test func `every regression that is cited is in the article, and each has a test`() throws {
    let known = Set(try article(Self.regressions).matches(of: #/(?m)^\| (\d+) \| /#).compactMap { Int($0.1) })
    #expect(known == Set(1...known.count))
    var tested: Set<Int> = []
    for (path, text) in try Self.texts.get() {
      for number in Citations.regressions(in: text) {
        if path.hasPrefix("Tests/") { tested.insert(number) }
        #expect(known.contains(number), "\(path) cites \(number), which \(Self.regressions) has not")
      }
    }
    #expect(known.subtracting(tested) == [])
  }

  @Test(arguments: [
    ("openai-node rule L5.", ["L5"]), ("openai-node rules H1 to H4", ["H1", "H2", "H3", "H4"]),
    ("rules K4 and K6", ["K4", "K6"]),
    ("rules M3 and E8", ["M3", "E8"]), ("rule S2, kept here", ["S2"]), ("a rule of ours", []),
  ])
  func `citations of rules are found`(_ text: String, ids: [String]) {
    #expect(Citations.rules(in: text) == ids)
  }

  @Test(arguments: [
    ("`regression 8: offers`", [8]), ("regressions 1 and 5", [1, 5]), ("/// Regression 34: elsewhere", [34]),
    ("// a regression of 3 lines", []),
  ])
  func `citations of regressions are found`(_ text: String, numbers: [Int]) {
    #expect(Citations.regressions(in: text) == numbers)
  }

  private func article(_ name: String) throws -> String {
    let path = try #require(RepositoryFiles.paths(under: "Sources").first { $0.hasSuffix("/\(name)") })
    return try RepositoryFiles.text(of: path)
  }
}

/// The ids that a text cites: `openai-node rules H1 to H4`, `regression 7`.
private enum Citations {
  static func rules(in text: String) -> [String] {
    guard text.has("rule") else { return [] }
    return text.matches(of: /\brules? ([A-Z])(\d+)(?: (to|and) ([A-Z]?)(\d+))?\b/).flatMap { match -> [String] in
      guard let first = Int(match.2) else { return [] }
      let id = "\(match.1)\(first)"
      guard let end = match.5.flatMap({ Int($0) }) else { return [id] }
      if match.3 == "to" { return (first...max(first, end)).map { "\(match.1)\($0)" } }
      let letter = match.4.flatMap { $0.isEmpty ? nil : $0 } ?? match.1
      return [id, "\(letter)\(end)"]
    }
  }

  static func regressions(in text: String) -> [Int] {
    guard text.has("egression") else { return [] }
    return text.matches(of: /\b[Rr]egressions? (\d+)(?: and (\d+))?\b/).flatMap { match in
      [Int(match.1), match.2.flatMap { Int($0) }].compactMap(\.self)
    }
  }
}
