internal import RealtimeBuffers

/// The time of day, for dates that others write. What is measured here is measured by the loop's clock.
package enum WallClock {
  /// Since 1970.
  package static var seconds: Int64 { Int64(time(nil)) }
}
