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
  /// `nil` when the peer presented no certificate.
  public let peerCertificate: PeerCertificate?

  /// Facts of the peer's certificate that name nobody.
  public struct PeerCertificate: Sendable, Equatable {
    /// SHA-256 of the SubjectPublicKeyInfo: what ``TLSConfiguration/publicKeyPins`` compares.
    public let publicKeyPin: TLSPublicKeyPin?
    /// Seconds since 1970.
    public let notBefore: Int64
    /// Seconds since 1970.
    public let notAfter: Int64
    /// How many certificates the peer sent, its own included.
    public let chainCount: Int
  }
}
