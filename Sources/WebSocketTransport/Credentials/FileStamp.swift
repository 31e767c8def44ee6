internal import RealtimeBuffers

/// What tells one content of a file from another without reading it. All zero when there is no such file.
///
/// Of a link it is that of the file behind it: renewal tools replace either.
struct FileStamp: Equatable {
  private var device: UInt64 = 0
  private var inode: UInt64 = 0
  private var byteCount: Int64 = 0
  private var seconds: Int64 = 0
  private var nanoseconds: Int64 = 0

  init(path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    byteCount = Int64(status.st_size)
    seconds = Int64(status.st_mtim.tv_sec)
    nanoseconds = Int64(status.st_mtim.tv_nsec)
  }
}
