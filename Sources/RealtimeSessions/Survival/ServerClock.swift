/// How long a session has left, by the service's clock: this machine's may be wrong by minutes.
struct ServerClock: Sendable, Hashable {
  /// Seconds since 1970 at the service when the connection opened, from the `Date` of its response.
  private let date: Int64?
  private let openedAt: Duration

  init(date: Int64?, openedAt: Duration) {
    self.date = date
    self.openedAt = openedAt
  }

  /// - Parameters:
  ///   - expiresAt: seconds since 1970, as the session says.
  ///   - assumed: how long a session lasts where nothing is known, or what is known makes no sense.
  func left(until expiresAt: Int?, at now: Duration, assuming assumed: Duration) -> Duration {
    let age = now - openedAt
    guard let date, let expiresAt else { return max(assumed - age, .zero) }
    let (duration, overflow) = Int64(expiresAt).subtractingReportingOverflow(date)
    guard !overflow, (1...Self.longestSeconds).contains(duration) else { return max(assumed - age, .zero) }
    return max(.seconds(duration) - age, .zero)
  }

  /// A day: no session of the service is as long.
  private static let longestSeconds: Int64 = 86_400
}
