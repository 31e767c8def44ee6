import Testing

/// A name that an article gives is one that a reader finds. DocC looks at links alone, and tables are full of other
/// names.
@Suite struct ArticleNamesTests {
  /// Names of other software: theirs in the articles on migrating, and those of systems and carriers.
  private static let foreign: Set<String> = [
    "AsyncAzureOpenAI", "CallSid", "LimitNOFILE", "MultiProducerSingleConsumerAsyncChannel", "deploymentName",
    "eventLoop", "interoperabilityMode", "runAsNonRoot", "terminationGracePeriodSeconds", "toString",
  ]

  @Test func `every name in the text of an article is in the sources`() throws {
    let folders = ["Sources", "Examples", "Tests/RealtimeTelephonyTests"]
    let code =
      try folders.flatMap { try SourceTree(under: $0).files.map(\.text) }
      + [RepositoryFiles.text(of: "Package.swift")]
    let articles = RepositoryFiles.paths().filter { $0.hasSuffix(".md") && $0.contains(".docc/") } + ["README.md"]
    var places: [String: String] = [:]
    for path in articles {
      for name in Self.names(in: try RepositoryFiles.text(of: path)) { places[name] = path }
    }
    #expect(places.count > 200)
    for (name, path) in places where !Self.foreign.contains(name) {
      #expect(code.contains { $0.has(name) }, "\(path) names \(name)")
    }
    #expect(Self.foreign.subtracting(places.keys) == [], "no article names these any more")
  }

  @Test(arguments: [
    ("Call `rt.appendAudio(bytes)` or `EventLoop.run()`.", ["appendAudio", "EventLoop"]),
    ("A `loop`, a ``RealtimeHandle``, and someWords.", ["RealtimeHandle"]),
    ("```swift\nstruct MyCodec {}\n```\nGive it `MyCodec()` or `YourCodec()`.", ["YourCodec"]),
  ])
  func `names are found in text, but for those that its own blocks declare`(_ text: String, names: [String]) {
    #expect(Self.names(in: text) == names)
  }

  /// Those with a capital inside: a word in backticks may be anybody's.
  private static func names(in document: String) -> [String] {
    let parts = document.split(separator: "```", omittingEmptySubsequences: false)
    // Blocks stand between fences, so they are every second part; two backticks are one of ours.
    guard parts.count > 1 else { return inlineNames(in: document) }
    let blocks = parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }.joined()
    let text = parts.indices.filter { $0 % 2 == 0 }.map { String(parts[$0]) }.joined()
    return inlineNames(in: text).filter { !blocks.has($0) }
  }

  private static func inlineNames(in text: String) -> [String] {
    let pieces = text.replacing("``", with: "`").split(separator: "`", omittingEmptySubsequences: false)
    return pieces.indices.filter { $0 % 2 == 1 }.flatMap { index in
      pieces[index].matches(of: #/\w*[a-z][A-Z]\w*/#).map { String($0.0) }
    }
  }
}
