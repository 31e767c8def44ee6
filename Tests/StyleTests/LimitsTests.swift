import Testing

/// What the article says about limits is what the code does.
@Suite struct LimitsTests {
  private static let article = "Sources/OpenAIRealtime/OpenAIRealtime.docc/Limits.md"

  @Test func `each limit of the article is there, has that default, and none is left out`() throws {
    let rows = try RepositoryFiles.text(of: Self.article).matches(of: #/(?m)^\| `([\w.]+)` \| ([^|]+) \| /#)
    var listed = rows.map { NamedLimit(name: String($0.1), text: String($0.2)) }
    #if !Service
    listed.removeAll { $0.name.hasPrefix("RealtimeObserver.") }
    #endif
    #expect(listed.count > 100)
    for (limit, row) in zip(NamedLimits.all, listed) { #expect(limit == row) }
    #expect(listed.count == NamedLimits.all.count)
  }

  @Test func `whatever is called a limit in the interface is in the article`() throws {
    let known = try RepositoryFiles.text(of: Self.article)
    for path in RepositoryFiles.paths(under: "Sources") where path.hasSuffix(".swift") {
      for name in Self.limits(in: try RepositoryFiles.text(of: path)) {
        #expect(known.contains(".\(name)`"), "\(path) has \(name), and the article has not")
      }
    }
  }

  @Test(arguments: [
    ("  public var maximumItemCount = 500", ["maximumItemCount"]),
    ("  public static let defaultMaximumTextByteCount = 1", ["defaultMaximumTextByteCount"]),
    ("  public var answerTimeLimit = Duration.seconds(60)", ["answerTimeLimit"]),
    ("  public var maximumVersion = Version.tls13", []), ("  var maximumItemCount = 500", []),
  ])
  func `limits are found in a source`(_ source: String, names: [String]) {
    #expect(Self.limits(in: source) == names)
  }

  private static func limits(in source: String) -> [String] {
    let kept = #/^(default)?[mM]aximum.*(Count|Depth|Delay|Age|Audio|Duration|Milliseconds)|[tT]imeLimit$|^longest/#
    return source.matches(of: #/(?m)^ *public (?:static )?(?:var|let) (\w+)/#).map { String($0.1) }
      .filter { $0.contains(kept) }
  }
}
