#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The time of day, for dates that others write. What is measured here is measured by the loop's clock.
enum WallClock {
  /// Since 1970.
  static var seconds: Int64 { Int64(time(nil)) }
}
