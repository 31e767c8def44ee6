import Testing

/// Rules of the house that a compiler does not check.
@Suite struct SourceStyleTests {
  /// What each module may import: the arrows of the house, which point downwards only.
  static let allowedImports: [String: Set<String>] = [
    "RealtimeBuffers": ["CRealtimeKernels"],
    "RealtimeAudio": [],
    "RealtimeReactor": ["RealtimeBuffers", "CRealtimeUV"],
    "RealtimeTLS": ["RealtimeBuffers", "CRealtimeOpenSSL", "CRealtimeOpenSSLStart"],
    "RealtimeWebSocketProtocol": [
      "RealtimeBuffers", "CRealtimeKernels", "CRealtimeOpenSSL", "CRealtimeOpenSSLStart", "CRealtimeZlib",
    ],
    "RealtimeJSON": ["RealtimeBuffers", "CRealtimeKernels"],
    "RealtimeTestCertificates": ["RealtimeTLS", "CRealtimeOpenSSL", "CRealtimeOpenSSLStart"],
    "WebSocketTransport": ["RealtimeReactor", "RealtimeTLS", "RealtimeWebSocketProtocol", "RealtimeBuffers"],
    "RealtimeEvents": ["RealtimeReactor", "RealtimeJSON", "RealtimeBuffers"],
    "OpenAIRealtime": ["RealtimeEvents", "WebSocketTransport", "RealtimeJSON", "RealtimeBuffers"],
    "RealtimeSessions": ["OpenAIRealtime", "RealtimeEvents", "RealtimeAudio", "RealtimeJSON", "RealtimeBuffers"],
    "RealtimeTelephony": [
      "RealtimeSessions", "WebSocketTransport", "RealtimeTLS", "RealtimeAudio", "RealtimeJSON", "RealtimeBuffers",
      "CRealtimeSpeexDSP",
    ],
    "RealtimeService": [
      "RealtimeSessions", "RealtimeReactor", "Logging", "Metrics", "Tracing", "ServiceLifecycle",
    ],
    "RealtimeLocalServer": [
      "RealtimeEvents", "WebSocketTransport", "RealtimeTestCertificates", "RealtimeJSON", "RealtimeBuffers",
      "RealtimeAudio",
    ],
  ]
  /// The C library comes with `RealtimeBuffers`, which alone knows what it is called.
  static let platformModules: Set<String> = ["Synchronization"]

  static let lineCeiling = 450
  /// Of `.swift-format`, whose linter says nothing of comments.
  static let lineWidth = 120

  private static let trees = Result {
    (sources: try SourceTree(under: "Sources"), tests: try SourceTree(under: "Tests"))
  }

  let sources: SourceTree
  let tests: SourceTree

  init() throws { (sources, tests) = try Self.trees.get() }

  @Test func `there are sources to look at`() {
    #expect(sources.files.count > 20)
    #expect(Set(sources.files.map(\.module)).isSuperset(of: Self.allowedImports.keys))
  }

  @Test func `imports follow the graph of the house`() {
    let violations = sources.violations { file, line in
      guard let imported = Self.importedModule(line) else { return false }
      guard let allowed = Self.allowedImports[file.module] else { return true }
      return !allowed.contains(imported) && !Self.platformModules.contains(imported)
    }
    #expect(violations == [])
  }

  @Test func `C modules are imported internally`() {
    let violations = sources.violations { _, line in
      line.hasPrefix("public import C") || line.hasPrefix("package import C")
    }
    #expect(violations == [])
  }

  @Test func `no print, no trap and no unsafe flag in library code`() {
    // SSL_free_buffers is regression 22: OpenSSL CVE-2024-4741, a use after free.
    let forbidden = [
      "SSL_free_buffers(", "print(", "fatalError(", "try!", "as!", "unsafeFlags", "debugPrint(",
    ]
    let violations = sources.violations(having: forbidden) { file, line in
      // The `print` that a user calls with an event.
      if file.path.hasSuffix("RealtimeEvents/Events/EventPrinting.swift") && line.contains("print(") {
        return false
      }
      return !Self.isComment(line) && forbidden.contains { line.contains($0) && !line.contains("\"\($0)") }
    }
    #expect(violations == [])
  }

  @Test func `no leftover markers`() {
    let words: [String] = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
    let markers = words.flatMap { ["\($0):", "\($0) "] }
    let violations = [sources, tests].flatMap { tree in
      tree.violations(having: markers) { _, line in markers.contains { line.contains($0) } }
    }
    #expect(violations == [])
  }

  @Test func `no file is longer than its ceiling`() {
    let long = sources.files.filter { $0.lines.count > Self.lineCeiling }.map {
      "\($0.path): \($0.lines.count)"
    }
    #expect(long == [])
  }

  @Test func `no comment is wider than code may be`() throws {
    let others = try ["Examples", "Benchmarks"].map { try SourceTree(under: $0) }
    let violations = ([sources, tests] + others).flatMap { tree in
      tree.violations { _, line in
        line.utf8.count > Self.lineWidth && Self.isComment(line) && line.count > Self.lineWidth
      }
    }
    #expect(violations == [])
  }

  @Test func `no type that another module sees has the name of one in a second module`() {
    let modules = modulesByType()
    #expect(modules.filter { $0.value.count > 1 } == [:])
    #expect(modules["ServerEvent"] == ["RealtimeEvents"])
  }

  @Test func `no module has the name of a type but the one that CONTRIBUTING gives leave to`() {
    let both = Set(Self.allowedImports.keys).intersection(modulesByType().keys)
    #expect(both == ["RealtimeLocalServer"])
  }

  private func modulesByType() -> [String: Set<String>] {
    var modules: [String: Set<String>] = [:]
    for file in sources.files {
      for name in file.lines.compactMap(Self.sharedTypeName) { modules[name, default: []].insert(file.module) }
    }
    return modules
  }

  @Test func `the compiler lists what is unsafe in every module`() throws {
    let targets = try RepositoryFiles.text(of: "Package.swift").split(separator: "target(")
    for module in Set(sources.files.map(\.module)) {
      let name = "name: \"\(module)\""
      let target = try #require(targets.first { $0.drop(while: \.isWhitespace).hasPrefix(name) })
      #expect(target.contains("swiftSettings: library"), "\(module)")
    }
    #expect(try RepositoryFiles.text(of: "Package.swift").contains("= house + [.strictMemorySafety()]"))
  }

  private static func isComment(_ line: Substring) -> Bool {
    line.drop { $0 == " " }.hasPrefix("//")
  }

  /// The name of the type that a line declares at the top of a file for other modules too, nil if it declares none.
  private static func sharedTypeName(_ line: Substring) -> String? {
    let words = line.split { $0 == " " || $0 == ":" || $0 == "<" || $0 == "{" }
    guard let first = words.first, first == "public" || first == "package", line.first != " " else {
      return nil
    }
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "actor", "typealias"]
    guard let position = words.firstIndex(where: kinds.contains), words.count > position + 1 else {
      return nil
    }
    return String(words[position + 1])
  }

  private static func importedModule(_ line: Substring) -> String? {
    let words = line.split(separator: " ")
    guard let position = words.firstIndex(of: "import"), position <= 1, words.count > position + 1 else {
      return nil
    }
    return String(words[position + 1])
  }
}
