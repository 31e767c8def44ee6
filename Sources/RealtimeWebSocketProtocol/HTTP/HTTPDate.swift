/// A date of HTTP (RFC 9110 section 5.6.7), in seconds since 1970: read in each of the three forms that a recipient has
/// to read, and written in the one that a sender may write.
package enum HTTPDate {
  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// `Sun, 06 Nov 1994 08:49:37 GMT`.
  package static func text(_ seconds: Int64) -> String {
    let time = (seconds % 86_400 + 86_400) % 86_400
    let day = (seconds - time) / 86_400
    var year = 1970 + (day < 0 ? day / 365 - 1 : day / 366)
    while days(year: year + 1, month: 1, day: 1) <= day { year += 1 }
    let month = (1...12).last { days(year: year, month: $0, day: 1) <= day } ?? 1
    let date = digits(day - days(year: year, month: month, day: 1) + 1)
    let clock = [time / 3_600, time / 60 % 60, time % 60].map(digits).joined(separator: ":")
    return "\(weekdays[Int((day % 7 + 7) % 7)]), \(date) \(months[Int(month) - 1]) \(year) \(clock) GMT"
  }

  private static func digits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// `nil` for what is no date.
  static func seconds(_ text: String) -> Int64? {
    let words = text.split { $0 == " " || $0 == "-" || $0 == "," }
    // Sun, 06 Nov 1994 08:49:37 GMT · Sunday, 06-Nov-94 08:49:37 GMT · Sun Nov  6 08:49:37 1994
    if words.count == 6, words[5] == "GMT" {
      return seconds(day: words[1], month: words[2], year: words[3], time: words[4])
    }
    guard words.count == 5 else { return nil }
    return seconds(day: words[2], month: words[1], year: words[4], time: words[3])
  }

  private static func seconds(day: Substring, month: Substring, year: Substring, time: Substring) -> Int64? {
    let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { number($0, upTo: 60) }
    guard let day = number(day, upTo: 31), day > 0, let month = months.firstIndex(of: String(month)),
      let year = number(year, upTo: 9_999), clock.count == 3, let hour = clock[0], hour < 24,
      let minute = clock[1], minute < 60, let second = clock[2]
    else { return nil }
    let days = days(year: year < 100 ? centuryOf(year) : year, month: Int64(month) + 1, day: day)
    return ((days * 24 + hour) * 60 + minute) * 60 + second
  }

  /// Two digits mean a year of the past where it would be more than 50 years ahead; no service is older than 1970.
  private static func centuryOf(_ year: Int64) -> Int64 { year < 70 ? 2_000 + year : 1_900 + year }

  private static func number(_ text: Substring, upTo limit: Int64) -> Int64? {
    guard !text.isEmpty, text.utf8.count <= 4, text.utf8.allSatisfy(HeaderSyntax.isDigit),
      let number = Int64(text), number <= limit
    else { return nil }
    return number
  }

  /// Days since 1970-01-01 in the Gregorian calendar, whose years are counted from March here.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month > 2 ? year : year - 1
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }
}

extension HTTPHeaders {
  /// When a message was made, in seconds since 1970, by its `Date` (RFC 9110 section 6.6.1).
  package var date: Int64? { self["Date"].flatMap(HTTPDate.seconds) }
}
