import Foundation

/// The project's own Swift sources, read once, by path relative to the package root.
struct SourceTree {
  struct File {
    let path: String
    let text: String
    let lines: [Substring]

    /// `Sources/<module>/…` or `Tests/<module>/…`.
    var module: String { String(path.split(separator: "/")[1]) }
  }

  let files: [File]

  init(under folder: String) throws {
    files = try RepositoryFiles.paths(under: folder).filter { $0.hasSuffix(".swift") }.map { path in
      let text = try RepositoryFiles.text(of: path)
      return File(path: path, text: text, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }

  /// Every line that satisfies `isViolation`, as `path:line: text`.
  ///
  /// - Parameter words: without one of which a file has no such line.
  func violations(having words: [String] = [""], where isViolation: (File, Substring) -> Bool) -> [String] {
    files.filter { file in words.contains { file.text.has($0) } }.flatMap { file in
      file.lines.enumerated()
        .filter { isViolation(file, $0.element) }
        .map { "\(file.path):\($0.offset + 1): \($0.element)" }
    }
  }
}

extension String {
  /// As `contains`, by the C library: files are many, and Swift's own search takes long without optimisation.
  func has(_ word: String) -> Bool { strstr(self, word) != nil }
}
