import Foundation

/// The project's own Swift sources, read once, by path relative to the package root.
struct SourceTree {
  struct File {
    let path: String
    let lines: [Substring]

    /// `Sources/<module>/…` or `Tests/<module>/…`.
    var module: String { String(path.split(separator: "/")[1]) }
  }

  let files: [File]

  init(under folder: String) throws {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let base = root.appendingPathComponent(folder)
    let walk = FileManager.default.enumerator(atPath: base.path)
    // Build folders are hidden, and what is in them is not ours.
    let names = (walk?.compactMap { $0 as? String } ?? []).filter { name in
      name.hasSuffix(".swift") && !name.split(separator: "/").contains { $0.hasPrefix(".") }
    }
    files = try names.sorted().map { name in
      let text = try String(contentsOf: base.appendingPathComponent(name), encoding: .utf8)
      return File(
        path: "\(folder)/\(name)", lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }

  /// Every line that satisfies `isViolation`, as `path:line: text`.
  func violations(where isViolation: (File, Substring) -> Bool) -> [String] {
    files.flatMap { file in
      file.lines.enumerated()
        .filter { isViolation(file, $0.element) }
        .map { "\(file.path):\($0.offset + 1): \($0.element)" }
    }
  }
}
