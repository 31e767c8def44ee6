/// How often which duration was measured, in a fixed amount of memory.
///
/// A duration falls into one of 192 buckets, eight for each doubling. ``quantile(_:)`` returns the middle of a bucket,
/// which is at most one sixteenth (6.25 %) from what was measured, or 32 µs where that is more. Beyond 71 minutes
/// everything is in the last bucket.
///
/// Histograms of sessions, loops and machines are added by ``merge(_:)``, and their quantiles stay right.
public struct LatencyHistogram: Sendable, Hashable {
  private static let bucketCount = 192
  private static let nanosecondsPerUnit = 64_000
  /// Three bits of a number are kept besides its highest.
  private static let keptBits = 3

  /// How many durations were measured.
  public private(set) var count = 0
  /// All of them together.
  public private(set) var sum: Duration = .zero
  /// The longest.
  public private(set) var maximum: Duration = .zero
  /// Empty until something is measured: most sessions measure few things.
  private var buckets: [UInt32] = []

  /// Nothing measured yet.
  public init() {}

  /// Counts a duration. A negative one is a wrong clock and counts as zero.
  public mutating func record(_ duration: Duration) {
    let duration = max(duration, .zero)
    makeBuckets()
    Self.add(1, to: &buckets[Self.bucket(of: duration)])
    count = count.saturatingAdding(1)
    sum += min(duration, .seconds(86_400))
    maximum = max(maximum, duration)
  }

  /// Adds what another has measured.
  public mutating func merge(_ other: Self) {
    guard other.count > 0 else { return }
    makeBuckets()
    for (index, more) in other.buckets.enumerated() { Self.add(more, to: &buckets[index]) }
    count = count.saturatingAdding(other.count)
    sum += other.sum
    maximum = max(maximum, other.maximum)
  }

  /// The duration that this share of what was measured does not exceed: 0.5 is the median. `nil` if nothing was
  /// measured.
  ///
  /// - Parameter share: From 0 to 1; what is outside counts as the nearer of them.
  public func quantile(_ share: Double) -> Duration? {
    let total = buckets.reduce(UInt64(0)) { $0 + UInt64($1) }
    guard total > 0 else { return nil }
    let share = share > 0 ? min(share, 1) : 0
    let rank = max(UInt64((share * Double(total)).rounded(.up)), 1)
    var passed: UInt64 = 0
    for (index, count) in buckets.enumerated() {
      passed += UInt64(count)
      if passed >= rank { return min(Self.middle(of: index), maximum) }
    }
    return maximum
  }

  /// Calls `body` with how often which duration was measured, the shortest first, as ``quantile(_:)`` tells durations:
  /// for histograms of other libraries, which want every value.
  public func forEach(_ body: (_ duration: Duration, _ count: Int) -> Void) {
    for (index, count) in buckets.enumerated() where count > 0 {
      body(min(Self.middle(of: index), maximum), Int(count))
    }
  }

  private mutating func makeBuckets() {
    if buckets.isEmpty { buckets = Array(repeating: 0, count: Self.bucketCount) }
  }

  private static func add(_ more: UInt32, to count: inout UInt32) {
    let (sum, isTooLarge) = count.addingReportingOverflow(more)
    count = isTooLarge ? .max : sum
  }

  /// Units up to fifteen have buckets of their own; from there on the highest four bits tell.
  private static func bucket(of duration: Duration) -> Int {
    let units = duration / .nanoseconds(nanosecondsPerUnit)
    guard units < Double(1 << 26) else { return bucketCount - 1 }
    let number = Int(units)
    let highest = Int.bitWidth - 1 - number.leadingZeroBitCount
    let shift = max(highest - keptBits, 0)
    return (shift << keptBits) + number >> shift
  }

  private static func middle(of bucket: Int) -> Duration {
    let shift = max((bucket >> keptBits) - 1, 0)
    let lowest = (bucket - shift << keptBits) << shift
    return .nanoseconds((lowest * 2 + 1 << shift) * nanosecondsPerUnit / 2)
  }
}
