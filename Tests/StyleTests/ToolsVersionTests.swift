import Testing

/// The manifests, the scripts and the documents name one Swift.
@Suite struct ToolsVersionTests {
  @Test func `every manifest, script and document names the same Swift`() throws {
    let manifest = try RepositoryFiles.text(of: "Package.swift")
    let version = try #require(manifest.firstMatch(of: /^\/\/ swift-tools-version: (\d+\.\d+)\n/)?.1)
    let others = try RepositoryFiles.paths()
      .filter { path in ["Package.swift", "/run", ".md"].contains { path.hasSuffix($0) } }
      .flatMap { path in
        try RepositoryFiles.text(of: path)
          .matches(of: /(?:swift-tools-version: |[Ss]wift )(\d+\.\d+)(?!\.)/)
          .filter { $0.1 != version }.map { "\(path): \($0.0)" }
      }
    #expect(others == [])
  }
}
