import Foundation

/// How much memory this process holds, over time.
public struct ProcessMemory {
  /// Seconds from the first look on, and mebibytes that are resident.
  public private(set) var samples: [(seconds: Double, value: Double)] = []
  private let startedAt = ContinuousClock.now

  /// Nothing seen yet.
  public init() {}

  /// Looks now. Of a long run every other look is forgotten again, so that there are never more than a thousand.
  public mutating func look() {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .ascii),
      let pageCount = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return }
    let mebibytes = Double(pageCount * sysconf(Int32(_SC_PAGESIZE))) / Double(1 << 20)
    if samples.count == 1_000 { samples = samples.enumerated().filter { $0.offset % 2 == 0 }.map(\.element) }
    samples.append(((ContinuousClock.now - startedAt) / .seconds(1), mebibytes))
  }
}
