internal import CRealtimeUV
internal import RealtimeBuffers

/// The process's file descriptors.
enum Descriptors {
  /// What libuv opens for a loop, and once for the process: epoll, two pipes, an eventfd. It ends the process when it
  /// does not get the first ones.
  private static let countOfLoop = 6

  /// Makes sure of what a loop needs before libuv is asked for one.
  ///
  /// - Throws: `ReactorError`, for example `EMFILE`.
  static func prepareForLoop() throws(ReactorError) {
    let operation = "make an event loop"
    if let status = fillStandardDescriptors() { throw ReactorError(status: status, operation: operation) }
    var spare: [CInt] = []
    defer { for descriptor in spare { close(descriptor) } }
    for _ in 0..<countOfLoop {
      switch lowestFree(like: STDIN_FILENO) {
      case .success(let descriptor): spare.append(descriptor)
      case .failure(let error): throw ReactorError(status: error.status, operation: operation)
      }
    }
  }

  /// Opens `/dev/null` for standard input, output and error as far as they are closed, so that no socket becomes one of
  /// them: it would get what is printed, and libuv ends the process when it closes one.
  ///
  /// - Returns: libuv's status when one cannot be opened.
  static func fillStandardDescriptors() -> CInt? {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest free descriptor is the one that is closed, unless another thread was faster.
      let opened = unsafe open("/dev/null", O_RDWR)
      if opened < 0 { return uv_translate_sys_error(errno) }
      if opened > STDERR_FILENO { close(opened) }
    }
    return nil
  }

  struct Failure: Error {
    let status: CInt
  }

  /// Opens the lowest descriptor that is free, which tells how many are left: POSIX gives them out in order.
  static func lowestFree(like descriptor: CInt) -> Result<CInt, Failure> {
    let lowest = fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
    if lowest >= 0 { return .success(lowest) }
    // The limit is lower than the first that was asked for.
    return .failure(Failure(status: errno == EINVAL ? UV_EMFILE.rawValue : uv_translate_sys_error(errno)))
  }

  static func close(_ descriptor: CInt) { Glibc.close(descriptor) }
}
