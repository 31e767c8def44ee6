/// The package's public types and their members, read from its sources.
struct PublicTypes {
  /// `Module.Outer.Inner`, without those that are generated.
  private(set) var names: Set<String> = []
  /// `Type.member` of generated types.
  private(set) var generatedMembers: Set<String> = []

  init() throws {
    for file in try SourceTree(under: "Sources").files {
      read(file.lines, module: file.module, isGenerated: file.path.contains("/Generated/"))
    }
  }

  /// The formatter sees to it that depth is two spaces.
  private mutating func read(_ lines: [Substring], module: String, isGenerated: Bool) {
    var outer: [(depth: Int, name: String)] = []
    for line in lines {
      let depth = line.prefix { $0 == " " }.count
      let words = line.split { " :{<(".contains($0) }
      if let keyword = words.firstIndex(where: { Self.keywords.contains($0) }), words.count > keyword + 1 {
        outer.removeAll { $0.depth >= depth }
        outer.append((depth, String(words[keyword + 1])))
        guard words[keyword] != "extension", words.first == "public", !isGenerated else { continue }
        names.insert(([module] + outer.map(\.name)).joined(separator: "."))
      } else if isGenerated, words.first == "public", words.count > 2, words[1] == "var",
        let type = outer.last
      {
        generatedMembers.insert("\(type.name).\(words[2])")
      }
    }
  }

  private static let keywords: Set<Substring> = ["struct", "class", "enum", "actor", "extension"]
}
