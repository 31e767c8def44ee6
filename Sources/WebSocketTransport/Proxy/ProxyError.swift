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
    /// The proxy asks for a kind of authentication that is not spoken here: an HTTP proxy for another scheme than Basic,
    /// a SOCKS5 proxy for another method than user and password.
    case authenticationUnsupported
    /// An HTTP proxy answered CONNECT with this status.
    case refused(status: Int)
    /// A SOCKS5 proxy could not connect.
    case unreachable(SOCKSReply)
    /// The proxy's answer is no HTTP, or goes beyond a limit of ``WebSocketConfiguration/limits``.
    case malformedResponse(WebSocketError)
    /// The proxy's answer is no SOCKS5.
    case malformedReply
    /// The proxy sent more than its answer, before anything was sent through it.
    case unexpectedBytes
    /// The proxy ended the connection before it had answered.
    case closed
  }

  /// The reply of a SOCKS5 proxy (RFC 1928 section 6).
  public struct SOCKSReply: RawRepresentable, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The proxy gives no other reason.
    public static let generalFailure = SOCKSReply(rawValue: 1)
    /// The proxy's rules forbid it.
    public static let notAllowed = SOCKSReply(rawValue: 2)
    /// The proxy has no way to the network.
    public static let networkUnreachable = SOCKSReply(rawValue: 3)
    /// The proxy has no way to the host, or does not know its name.
    public static let hostUnreachable = SOCKSReply(rawValue: 4)
    /// Nobody listens there.
    public static let connectionRefused = SOCKSReply(rawValue: 5)
    /// A packet's time to live ran out.
    public static let timeToLiveExpired = SOCKSReply(rawValue: 6)
    /// The proxy does not connect for others.
    public static let commandNotSupported = SOCKSReply(rawValue: 7)
    /// The proxy takes no names, or not this family of addresses.
    public static let addressTypeNotSupported = SOCKSReply(rawValue: 8)
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
      "the proxy could not connect to the server: \(reply); check host and port, and the proxy's rules"
    case .malformedResponse(let error): "the proxy's answer cannot be used: \(error); check its scheme and port"
    case .malformedReply: "the proxy does not speak SOCKS5; check its scheme and port"
    case .unexpectedBytes: "the proxy sent bytes that nobody had asked for; check its scheme and port"
    case .closed: "the proxy ended the connection before it had answered; check its scheme, port and log"
    }
  }
}

extension ProxyError.SOCKSReply: CustomStringConvertible {
  public var description: String {
    switch self {
    case .generalFailure: "general failure"
    case .notAllowed: "not allowed by its rules"
    case .networkUnreachable: "network unreachable"
    case .hostUnreachable: "host unreachable, or its name unknown"
    case .connectionRefused: "connection refused"
    case .timeToLiveExpired: "time to live expired"
    case .commandNotSupported: "CONNECT is not supported"
    case .addressTypeNotSupported: "this type of address is not supported"
    default: "reply \(rawValue)"
    }
  }
}
