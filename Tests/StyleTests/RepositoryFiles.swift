import Foundation

/// The files of the repository, without what builds leave in folders whose names begin with a dot.
enum RepositoryFiles {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Paths under a folder, relative to the root, in order.
  static func paths(under folder: String = "") -> [String] {
    let walk = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
    var paths: [String] = []
    while let path = walk?.nextObject() as? String {
      if path.split(separator: "/").last?.hasPrefix(".") == true {
        walk?.skipDescendants()
      } else {
        paths.append(folder.isEmpty ? path : "\(folder)/\(path)")
      }
    }
    return paths.sorted()
  }

  static func text(of path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }
}
