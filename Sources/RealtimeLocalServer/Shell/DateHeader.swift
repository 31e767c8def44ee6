internal import Glibc

/// The date of an HTTP header (RFC 9110 section 5.6.7), always in GMT.
enum DateHeader {
  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// - Parameter unixTime: seconds since 1970.
  static func text(unixTime: Int) -> String {
    var seconds = time_t(unixTime)
    // Only numbers are read: the name of the zone is the C library's pointer. Its month and weekday count from 0.
    var parts = unsafe tm()
    unsafe gmtime_r(&seconds, &parts)
    let clock = unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec].map { digits($0) }.joined(separator: ":")
    let date = unsafe "\(digits(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(1_900 + Int(parts.tm_year))"
    return unsafe "\(days[Int(parts.tm_wday)]), \(date) \(clock) GMT"
  }

  private static func digits(_ number: CInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
