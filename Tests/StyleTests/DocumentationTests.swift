import Foundation
import Testing

/// What the documentation shows is compiled as a user would compile it.
///
/// Names that a block uses and does not declare are in `Tests/Documentation/Surroundings.swift`.
@Suite struct DocumentationTests {
  private let found: [(path: String, blocks: [SwiftBlock], unnamedFences: [Int])]

  /// Looks into every Markdown file, and into every source that users read.
  init() throws {
    let documents = RepositoryFiles.paths().filter { path in
      if BlockCompiler.service.isEmpty, path.hasPrefix(BlockCompiler.serviceFolder) { return false }
      let isSource = path.hasPrefix("Sources/") || path.hasPrefix("Examples/")
      return path.hasSuffix(".md") || path.hasSuffix(".swift") && isSource
    }
    found = try documents.map { path in
      let (blocks, unnamedFences) = SwiftBlock.find(in: try RepositoryFiles.text(of: path), at: path)
      return (path, blocks, unnamedFences)
    }
  }

  @Test func `every Swift block compiles`() throws {
    let blocks = found.flatMap(\.blocks)
    #expect(blocks.contains { $0.path == "README.md" && $0.kind == .program })
    #expect(blocks.contains { $0.path.hasSuffix("GettingStarted.md") && $0.kind == .manifest })
    #expect(blocks.contains { $0.path.hasPrefix("Sources/OpenAIRealtime/") })
    let errors = try errors(in: blocks)
    #expect(errors.isEmpty, "\(errors)")
  }

  @Test func `every fence says which language it holds`() {
    #expect(found.flatMap { document in document.unnamedFences.map { "\(document.path):\($0)" } } == [])
  }

  @Test(arguments: [
    "let loop: EventLoop = 1",
    "rt.on(.sessionCreated) { event in event.noSuchMember }",
    "extension EventLoop { func f() -> Int { \"\" } }",
    "import OpenAIRealtime\nlet loop = EventLoop()",
    "import PackageDescription\nlet package = Package(nam: \"A\")",
  ])
  func `a mistake is found, and its line is named`(_ code: String) throws {
    let document = "Text.\n\n```swift\n\(code)\n```\n"
    let errors = try errors(in: SwiftBlock.find(in: document, at: "Mistake.md").blocks)
    #expect(errors.contains("Mistake.md:4:") || errors.contains("Mistake.md:5:"), "\(errors)")
    #expect(errors.contains("error:"))
  }

  @Test func `blocks are found in Markdown and in comments`() {
    let markdown =
      "```swift\nlet a = 1\n\nlet b = 2\n```\n```sh\nls\n```\n- A list:\n\n  ```swift\n  a()\n    b()\n  ```\n"
    let (blocks, unnamed) = SwiftBlock.find(in: markdown, at: "A.md")
    #expect(blocks.map(\.lines) == [["let a = 1", "", "let b = 2"], ["a()", "  b()"]])
    #expect(blocks.map(\.line) == [2, 12])
    #expect(unnamed == [])

    let source =
      "/// Text.\n///\n  /// ```swift\n  /// f {\n  ///   g()\n  /// }\n  /// ```\nfunc f() {}\n/// ```\n/// ascii\n/// ```\n"
    let (inSource, unnamedInSource) = SwiftBlock.find(in: source, at: "A.swift")
    #expect(inSource.map(\.lines) == [["f {", "  g()", "}"]])
    #expect(inSource.map(\.line) == [4])
    #expect(unnamedInSource == [9])
  }

  @Test func `an ellipsis stands for code that is left out`() {
    let block = SwiftBlock(path: "A.md", line: 1, lines: ["f { … }", "g { x in … }", "  …", "print(\"…\")"])
    #expect(block.code == "f { }\ng { x in }\n\nprint(\"…\")")
  }

  private func errors(in blocks: [SwiftBlock]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("blocks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try BlockCompiler(folder: folder).errors(in: blocks)
  }
}
