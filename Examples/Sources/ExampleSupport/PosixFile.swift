import Foundation

/// Reading and writing whole files, with errors that say which file and why.
enum PosixFile {
  /// A pipe that nobody reads is an error like others, and not the end of the process.
  private static let ignoresBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

  static func open(_ path: String, _ flags: Int32, to purpose: String) throws(Failure) -> Int32 {
    let descriptor = Foundation.open(path, flags | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("cannot \(purpose) \(path)") }
    return descriptor
  }

  static func read(_ path: String) throws(Failure) -> [UInt8] {
    let descriptor = try open(path, O_RDONLY, to: "read")
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &part, part.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes.append(contentsOf: part[..<count])
      } else if errno != EINTR {
        throw failure("cannot read \(path)")
      }
    }
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32, called name: String) throws(Failure) {
    _ = ignoresBrokenPipes
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // Somebody else made the terminal or pipe that they share with us non-blocking.
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
      } else if errno != EINTR {
        throw failure("cannot write to \(name)")
      }
    }
  }

  static func failure(_ what: String) -> Failure {
    Failure("\(what): \(String(cString: strerror(errno)))")
  }
}
