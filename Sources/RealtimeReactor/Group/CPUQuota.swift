/// What a process may use of the machine's processors by the quotas of its cgroups, in CPU time for time that passes.
///
/// A cgroup is bound by the quotas of all that it lies in: the smallest counts. Sources: `cgroups(7)`, the kernel's
/// `cgroup-v2.rst` (`cpu.max`) and `sched-bwc.rst` (`cpu.cfs_quota_us`), `proc_pid_mountinfo(5)`.
package struct CPUQuota {
  /// Whole processors that can be kept busy within the smallest quota, rounded up; `nil` without a quota.
  package let processorCount: Int?

  /// - Parameters:
  ///   - cgroups: the text of `/proc/self/cgroup`.
  ///   - mounts: the text of `/proc/self/mountinfo`.
  ///   - read: gives the text of a file, `nil` where there is none.
  package init(cgroups: String, mounts: String, read: (_ path: String) -> String?) {
    let memberships = cgroups.split(separator: "\n").compactMap { Membership($0) }
    let hierarchies = mounts.split(separator: "\n").compactMap { Hierarchy($0) }
    var counts: [Int] = []
    for hierarchy in hierarchies {
      for membership in memberships where membership.version == hierarchy.version {
        for folder in hierarchy.folders(of: membership.path) {
          if let count = hierarchy.version.processorCount(in: folder, read) { counts.append(count) }
        }
      }
    }
    processorCount = counts.min()
  }
}

/// The two ways of the kernel to limit CPU time.
private enum Version {
  case one
  case two

  func processorCount(in folder: String, _ read: (String) -> String?) -> Int? {
    switch self {
    case .one:
      Self.processorCount(quota: read("\(folder)/cpu.cfs_quota_us"), period: read("\(folder)/cpu.cfs_period_us"))
    case .two: Self.processorCount(max: read("\(folder)/cpu.max"))
    }
  }

  /// `QUOTA PERIOD`, both in microseconds, or `max PERIOD`.
  private static func processorCount(max text: String?) -> Int? {
    let words = (text ?? "").split(whereSeparator: \.isWhitespace)
    guard words.count == 2 else { return nil }
    return processorCount(quota: String(words[0]), period: String(words[1]))
  }

  /// In microseconds; a quota of -1 is none.
  private static func processorCount(quota: String?, period: String?) -> Int? {
    guard let quota = number(quota), let period = number(period), quota > 0, period > 0 else { return nil }
    return quota / period + (quota % period == 0 ? 0 : 1)
  }

  private static func number(_ text: String?) -> Int? {
    text?.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
  }
}

/// A line of `/proc/self/cgroup`: `0::PATH` in version 2, `NUMBER:CONTROLLERS:PATH` in version 1.
private struct Membership {
  let version: Version
  let path: String

  /// `nil` for a hierarchy that does not limit CPU time.
  init?(_ line: Substring) {
    let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count == 3 else { return nil }
    if fields[0] == "0", fields[1].isEmpty {
      version = .two
    } else if fields[1].split(separator: ",").contains("cpu") {
      version = .one
    } else {
      return nil
    }
    path = String(fields[2])
  }
}

/// Where a hierarchy of cgroups can be seen, and from which of its folders on: a mount.
private struct Hierarchy {
  let version: Version
  private let root: String
  private let mountPoint: String

  /// `nil` for the mount of something else.
  init?(_ line: Substring) {
    // ID PARENT MAJOR:MINOR ROOT POINT OPTIONS [TAG…] - TYPE SOURCE OPTIONS
    let fields = line.split(separator: " ")
    guard let hyphen = fields.dropFirst(6).firstIndex(of: "-"), fields.count > hyphen + 3 else { return nil }
    switch fields[hyphen + 1] {
    case "cgroup2": version = .two
    case "cgroup" where fields[hyphen + 3].split(separator: ",").contains("cpu"): version = .one
    default: return nil
    }
    root = Self.unescaped(fields[3])
    mountPoint = Self.unescaped(fields[4])
  }

  /// The folder of a cgroup and all that it lies in, as far as they can be seen, from the inside out.
  ///
  /// A container may see its own folder as the root of the mount while its cgroup has the path of the host, or a path
  /// that the mount does not show. The mount's root is the nearest folder then.
  func folders(of path: String) -> [String] {
    var names = Self.names(path)
    let rootNames = Self.names(root)
    if names.starts(with: rootNames) { names.removeFirst(rootNames.count) }
    if names.contains("..") { names = [] }
    let base = mountPoint == "/" ? "" : mountPoint
    return (0...names.count).reversed().map { count in ([base] + names.prefix(count)).joined(separator: "/") }
  }

  private static func names(_ path: String) -> [String] { path.split(separator: "/").map(String.init) }

  /// Spaces, tabs, line ends and backslashes are written as a backslash and three octal digits.
  private static func unescaped(_ field: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = field.utf8[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      if byte == UInt8(ascii: "\\"), digits.count == 3, let code = UInt8(String(Substring(digits)), radix: 8) {
        bytes.append(code)
        rest.removeFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
