/// How long a refusal asks to wait (RFC 9110 section 10.2.3, and the service's own `retry-after-ms`).
enum RetryAfter {
  /// More than a day is as good as never.
  private static let maximum = Duration.seconds(86_400)

  /// - Parameter now: seconds since 1970, for a date in a response that does not say when it was made.
  static func delay(_ headers: HTTPHeaders, now: Int64) -> Duration? {
    if let text = headers["retry-after-ms"], let count = decimal(text) { return duration(count / 1_000) }
    guard let text = headers["Retry-After"] else { return nil }
    if let seconds = decimal(text) { return duration(seconds) }
    guard let date = HTTPDate.seconds(text) else { return nil }
    return duration(Double(date - (headers.date ?? now)))
  }

  private static func duration(_ seconds: Double) -> Duration {
    // Bound: no conversion from a number that is too large for it.
    min(.milliseconds(Int64(min(max(seconds, 0), 86_400) * 1_000)), maximum)
  }

  /// Digits, with or without a fraction, and nothing else.
  private static func decimal(_ text: String) -> Double? {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(HeaderSyntax.isDigit) }) else { return nil }
    return Double(text)
  }
}

extension HTTPHeaders {
  /// See ``HandshakeRefusal/retryDelay``.
  ///
  /// - Parameter now: seconds since 1970.
  package func retryDelay(now: Int64) -> Duration? { RetryAfter.delay(self, now: now) }
}
