public import Foundation

/// A folder that goes with its last reference.
public final class TemporaryFolder {
  public let url = FileManager.default.temporaryDirectory.appending(path: "realtime-\(UUID().uuidString)")

  public init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  /// Replaces a file as renewal tools do it: written beside, then renamed.
  @discardableResult
  public func write(_ bytes: [UInt8], to name: String) throws -> URL {
    let file = url.appending(path: name)
    try Data(bytes).write(to: file, options: .atomic)
    return file
  }
}
