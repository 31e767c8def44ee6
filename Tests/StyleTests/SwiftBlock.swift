import Foundation

/// A Swift block of the documentation: of a Markdown file, or of a comment in a source.
struct SwiftBlock {
  /// How a block is compiled.
  enum Kind {
    /// A package's manifest.
    case manifest
    /// Has its own imports and stands alone.
    case program
    /// Declares what can only be declared at file level.
    case declarations
    /// Statements, which stand in a function.
    case statements
  }

  let path: String
  /// The line of its first line, from 1.
  let line: Int
  let lines: [String]

  var kind: Kind {
    if lines.contains("import PackageDescription") { return .manifest }
    if lines.contains(where: { $0.hasPrefix("import ") }) { return .program }
    let isFileLevel = lines.contains { line in
      ["extension ", "protocol ", "@main"].contains { line.hasPrefix($0) }
    }
    return isFileLevel ? .declarations : .statements
  }

  /// The text to compile: what an ellipsis leaves out is left out.
  var code: String {
    lines.map { line in
      let code = line.replacing("{ … }", with: "{ }").replacing(" in … }", with: " in }")
      return code.trimmingCharacters(in: .whitespaces) == "…" ? "" : code
    }
    .joined(separator: "\n")
  }

  /// The blocks of a file, and the lines of fences that do not say which language they hold.
  static func find(in text: String, at path: String) -> (blocks: [SwiftBlock], unnamedFences: [Int]) {
    var blocks: [SwiftBlock] = []
    var unnamed: [Int] = []
    var open: (language: Substring, indentation: Int, line: Int, lines: [String])?
    let isSource = path.hasSuffix(".swift")
    for (offset, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard let text = isSource ? comment(line) : line else {
        open = nil
        continue
      }
      let trimmed = text.drop { $0 == " " }
      if trimmed.hasPrefix("```") {
        if let block = open {
          if block.language == "swift" {
            blocks.append(SwiftBlock(path: path, line: block.line, lines: block.lines))
          }
          open = nil
        } else {
          let language = trimmed.drop { $0 == "`" }
          if language.isEmpty { unnamed.append(offset + 1) }
          open = (language, text.count - trimmed.count, offset + 2, [])
        }
      } else if let indentation = open?.indentation {
        open?.lines.append(String(text.dropFirst(min(indentation, text.count - trimmed.count))))
      }
    }
    return (blocks, unnamed)
  }

  /// What a documentation comment's line says, nil for another line.
  private static func comment(_ line: Substring) -> Substring? {
    let text = line.drop { $0 == " " }
    guard text.hasPrefix("///") else { return nil }
    return text.dropFirst(3)
  }
}
