internal import COpenSSL

/// A context that follows its files: certificates renewed on disk are used by the next connection.
///
/// Connections that exist keep the context they were made with. While the files cannot be used, for example
/// because a key was replaced a moment before its certificate, the last good context stays in use and
/// `reloadFailure` says why. Loop-bound: not thread-safe, unlike the contexts it gives.
package final class TLSContextSource {
  /// Why the files as they are now are not in use; nil when they are.
  package private(set) var reloadFailure: TLSError?

  private let make: () throws(TLSError) -> TLSContext
  private let paths: [String]
  private var stamps: [FileStamp]
  private var context: TLSContext

  package convenience init(client configuration: TLSConfiguration) throws(TLSError) {
    try self.init(configuration) { () throws(TLSError) in try TLSContext(client: configuration) }
  }

  package convenience init(server configuration: TLSConfiguration) throws(TLSError) {
    try self.init(configuration) { () throws(TLSError) in try TLSContext(server: configuration) }
  }

  private init(
    _ configuration: TLSConfiguration, make: @escaping () throws(TLSError) -> TLSContext
  ) throws(TLSError) {
    self.make = make
    paths = configuration.filePaths
    // Taken before the files are read: a change in between is noticed at the next look.
    stamps = paths.map(FileStamp.init)
    context = try make()
  }

  /// The context for the next connection. Looks at the files' dates, which takes microseconds, and reads the
  /// files when one has changed.
  package func current() -> TLSContext {
    guard !paths.isEmpty else { return context }
    let latest = paths.map(FileStamp.init)
    guard latest != stamps else { return context }
    stamps = latest
    do throws(TLSError) {
      context = try make()
      reloadFailure = nil
    } catch {
      reloadFailure = error
    }
    return context
  }
}

/// What tells one content of a file from another without reading it. All zero when there is no such file.
private struct FileStamp: Equatable {
  private var inode: UInt64 = 0
  private var byteCount: Int64 = 0
  private var seconds: Int64 = 0
  private var nanoseconds: Int64 = 0

  init(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    inode = UInt64(status.st_ino)
    byteCount = Int64(status.st_size)
    seconds = Int64(status.st_mtim.tv_sec)
    nanoseconds = Int64(status.st_mtim.tv_nsec)
  }
}

extension TLSConfiguration {
  fileprivate var filePaths: [String] {
    var sources: [PEMSource] = []
    if let identity { sources += [identity.certificateChain, identity.privateKey] }
    switch trustRoots {
    case .system: break
    case .systemAnd(let roots), .only(let roots): sources += roots
    }
    return sources.compactMap {
      switch $0 {
      case .file(let path): path
      case .bytes: nil
      }
    }
  }
}
