/// What a TLS handshake agreed on. A value, taken once the handshake is complete.
public struct TLSInfo: Sendable, Equatable {
  /// The protocol version.
  public let version: TLSConfiguration.Version
  /// OpenSSL's name, for example `TLS_CHACHA20_POLY1305_SHA256`.
  public let cipher: String
  /// The ALPN name both sides agreed on, or `nil` when the peer did not take up the offer.
  public let applicationProtocol: String?
  /// Whether an earlier session was resumed, which spares the certificates and most of the handshake's work.
  public let isResumed: Bool
  /// On a server: the host name the client asked for (SNI, RFC 6066).
  public let requestedServerName: String?
  /// When the peer's certificate ends, in seconds since 1970; `nil` when it presented none.
  public let peerCertificateEnd: Int64?
}
