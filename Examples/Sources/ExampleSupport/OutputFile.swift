import Foundation

/// A file for the result of some work, opened before it: nobody pays for a reply that cannot be kept.
public final class OutputFile {
  private let path: String
  private let descriptor: Int32
  /// A file that was made here and gets no result goes away again.
  private var isLeftover: Bool

  /// Opens a file for writing, or makes it. What is in it stays until `write`.
  public init(_ path: String) throws(Failure) {
    self.path = path
    let isThere = access(path, F_OK) == 0
    descriptor = try PosixFile.open(path, isThere ? O_WRONLY : O_WRONLY | O_CREAT, to: "write")
    isLeftover = !isThere
  }

  deinit {
    close(descriptor)
    if isLeftover { unlink(path) }
  }

  /// Replaces what is in the file.
  public func write(_ bytes: [UInt8]) throws(Failure) {
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, ftruncate(descriptor, 0) != 0 {
      throw PosixFile.failure("cannot write to \(path)")
    }
    try PosixFile.write(bytes, to: descriptor, called: path)
    isLeftover = false
  }
}
