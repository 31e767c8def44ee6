internal import RealtimeBuffers

extension CPUQuota {
  /// The quotas of this process as they are now.
  package static func ofThisProcess() -> CPUQuota {
    CPUQuota(
      cgroups: text(ofFile: "/proc/self/cgroup") ?? "", mounts: text(ofFile: "/proc/self/mountinfo") ?? "",
      read: text(ofFile:))
  }

  /// Most of a file that is read, in bytes: a host of containers has some thousand mounts. A longer one counts as none.
  private static let maximumFileByteCount = 4 << 20

  private static func text(ofFile path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 16 << 10)
    while bytes.count <= maximumFileByteCount {
      let count = unsafe read(descriptor, &piece, piece.count)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      guard count > 0 else { return nil }
      bytes += piece.prefix(count)
    }
    return nil
  }
}
