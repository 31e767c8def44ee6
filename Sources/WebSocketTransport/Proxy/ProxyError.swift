public import RealtimeWebSocketProtocol

/// Why a proxy did not give a tunnel to the server. Carries no credentials and nothing that the proxy wrote.
public struct ProxyError: Error, Sendable, Hashable {
  /// What a proxy did.
  public enum Kind: Sendable, Hashable {
    /// The proxy's URL cannot be read.
    case invalidURL
    /// User or password is longer than SOCKS5 allows, 255 bytes, or empty; or the user has a colon, which
    /// Basic authentication cannot carry.
    case invalidCredentials
    /// The proxy asks for credentials and was given none.
    case authenticationRequired
    /// The proxy does not accept the credentials that it was given.
    case credentialsRejected
    /// The proxy asks for a kind of authentication that is not spoken here: an HTTP proxy for another scheme than
    /// Basic, a SOCKS5 proxy for another method than user and password.
    case authenticationUnsupported
    /// An HTTP proxy answered CONNECT with this status.
    case refused(status: Int)
    /// A SOCKS5 proxy could not connect, and replied with this code (RFC 1928 section 6).
    case unreachable(reply: UInt8)
    /// The proxy's answer is no HTTP, or goes beyond a limit of ``WebSocketConfiguration/limits``.
    case malformedResponse(WebSocketError)
    /// The proxy's answer is no SOCKS5.
    case malformedReply
    /// The proxy sent more than its answer, before anything was sent through it.
    case unexpectedBytes
    /// The proxy ended the connection before it had answered.
    case closed
  }

  /// What the proxy did.
  public let kind: Kind

  init(_ kind: Kind) { self.kind = kind }
}

extension ProxyError: CustomStringConvertible {
  public var description: String {
    switch kind {
    case .invalidURL:
      "the proxy's URL must have the form http://[user[:password]@]host[:port], or https, socks5, socks5h"
    case .invalidCredentials:
      "these proxy credentials cannot be sent: SOCKS5 takes 1 to 255 bytes each, Basic no colon in the user"
    case .authenticationRequired:
      "the proxy asks for credentials and was given none; put user and password into its URL"
    case .credentialsRejected: "the proxy does not accept the credentials that it was given; check user and password"
    case .authenticationUnsupported:
      "the proxy asks for an authentication that is not spoken here; have it accept Basic, or with SOCKS5 user and "
        + "password"
    case .refused(let status):
      "the proxy refused the tunnel with status \(status); check its rules for this host and port"
    case .unreachable(let reply):
      "the proxy could not connect to the server: \(Self.meaning(ofSOCKSReply: reply)); check host and port, and the "
        + "proxy's rules"
    case .malformedResponse(let error): "the proxy's answer cannot be used: \(error); check its scheme and port"
    case .malformedReply: "the proxy does not speak SOCKS5; check its scheme and port"
    case .unexpectedBytes: "the proxy sent bytes that nobody had asked for; check its scheme and port"
    case .closed: "the proxy ended the connection before it had answered; check its scheme, port and log"
    }
  }

  /// RFC 1928 section 6.
  private static func meaning(ofSOCKSReply reply: UInt8) -> String {
    let meanings = [
      "general failure", "not allowed by its rules", "network unreachable", "host unreachable, or its name unknown",
      "connection refused", "time to live expired", "CONNECT is not supported",
      "this type of address is not supported",
    ]
    return (1...meanings.count).contains(Int(reply)) ? meanings[Int(reply) - 1] : "reply \(reply)"
  }
}
