internal import RealtimeBuffers

/// A URL as whoever signs it may have written it: as it was given, and with scheme and host in small letters, a path,
/// and now with and now without a port. Prints without it: user information and a query may let somebody in.
struct SignedURL: Sendable {
  /// All of them without their query, the likeliest first.
  private let starts: [Secret]
  private let query: Secret?

  /// - Parameter url: What is no URL has one spelling, its own.
  init(_ url: String) {
    let mark = url.firstIndex(of: "?")
    query = mark.map { Secret(String(url[$0...].dropFirst())) }
    let start = url[..<(mark ?? url.endIndex)]
    starts = ([String(start)] + Self.normalised(start)).map(Secret.init)
  }

  /// - Parameter query: Of the request that was signed; `nil` if it has none, or if nobody on the way has passed it on.
  func spellings(query: String?) -> [String] {
    let query = query ?? self.query?.value
    return starts.map { start in query.map { start.value + "?" + $0 } ?? start.value }
  }

  private static func normalised(_ url: Substring) -> [String] {
    guard let schemeEnd = url.firstRange(of: "://") else { return [] }
    let scheme = url[..<schemeEnd.lowerBound].lowercased()
    let rest = url[schemeEnd.upperBound...]
    let pathStart = rest.firstIndex(of: "/") ?? rest.endIndex
    guard let authority = Authority(rest[..<pathStart].utf8) else { return [] }
    let host = String(Substring(authority.host)).lowercased()
    let user = authority.userInfo.map { String(Substring($0)) + "@" } ?? ""
    let start = "\(scheme)://\(user)\(authority.isHostBracketed ? "[\(host)]" : host)"
    let path = pathStart == rest.endIndex ? "/" : String(rest[pathStart...])
    let port = authority.port.map { String(Substring($0)) } ?? ""
    let ownPort = scheme == "wss" || scheme == "https" ? "443" : "80"
    return [start + path, "\(start):\(port.isEmpty ? ownPort : port)\(path)"]
  }
}
