/// How to speak TLS: whom to trust, who we are, and what to offer. A value; it reads no file until it is first used,
/// and reads one again when it has changed.
///
/// The defaults are those of a client of a public API: TLS 1.2 or newer, the system's trust roots, host name
/// verification, ALPN `http/1.1`. Call ``server(identity:)`` for the other side.
public struct TLSConfiguration: Sendable {
  /// A protocol version, ordered from old to new. Older ones than TLS 1.2 are not spoken (RFC 8996).
  public enum Version: Sendable, Comparable {
    /// RFC 5246.
    case tls12
    /// RFC 8446.
    case tls13
  }

  /// Which roots a peer's certificate chain may end in.
  public enum TrustRoots: Sendable, Hashable {
    /// The system's own: where OpenSSL was told to look by the distribution, or by the environment variables
    /// `SSL_CERT_FILE` and `SSL_CERT_DIR`; failing that, where Debian, Alpine, Fedora, openSUSE, macOS and Homebrew
    /// keep them.
    case system
    /// The system's own and these.
    case systemAnd([PEMSource])
    /// These and no others.
    case only([PEMSource])
  }

  /// What a server asks of its clients.
  public enum ClientCertificateRequest: Sendable {
    /// No certificate is asked for.
    case none
    /// A client may present a certificate; one that is presented must verify.
    case optional
    /// A client without a certificate that verifies is refused.
    case required
  }

  /// The oldest version that is accepted. Default: TLS 1.2.
  public var minimumVersion = Version.tls12
  /// The newest version that is offered. Default: TLS 1.3.
  public var maximumVersion = Version.tls13
  /// Default: the system's. A server uses them for client certificates only.
  public var trustRoots = TrustRoots.system
  /// Whether a peer's chain may end in any certificate of ``trustRoots``: an intermediate authority, or the peer's own
  /// certificate, with nothing above it (OpenSSL's `X509_V_FLAG_PARTIAL_CHAIN`). If not, it must end in a root that has
  /// signed itself. Default: false.
  ///
  /// Switch it on to trust one authority of a company or a cluster and not everything else that its root signs. Host
  /// names and dates are checked all the same. Intermediates that are among ``trustRoots`` only to complete chains
  /// are then trusted by themselves.
  public var acceptsPartialChains = false
  /// The own certificate chain and its key. Required on a server, optional on a client.
  public var identity: TLSIdentity?
  /// How often to look, at most, whether certificates, keys or roots were replaced on disk. Connections made from then
  /// on use the new ones. Default: 1 s.
  public var fileCheckInterval: Duration = .seconds(1)
  /// Whether a client keeps the sessions that servers give it, and resumes them: the handshakes after the first are
  /// several times cheaper. Default: true.
  public var resumesSessions = true
  /// ALPN names (RFC 7301), in order of preference. Empty turns the extension off.
  public var applicationProtocols = ["http/1.1"]
  /// The ciphers to offer. Default: those with authentication and forward secrecy, in the order that is quickest on
  /// this processor.
  public var cipherOrder = TLSCipherOrder.quickest
  /// Used by servers only.
  public var clientCertificateRequest = ClientCertificateRequest.none
  /// Receives one line per secret in the format of `SSLKEYLOGFILE`, on the thread of the connection. Whoever
  /// has these lines can read the connection: nothing is logged unless this is set.
  public var keyLog: (@Sendable (_ line: String) -> Void)?
  /// Accepts any certificate from anyone, so that anyone on the path can read and change everything. For experiments on
  /// one's own machine; to trust a private authority, add its root to ``trustRoots``.
  public var dangerouslyDisableCertificateVerification = false

  /// A client's, with the defaults above.
  public init() {}

  /// A server that presents `identity` and asks for no client certificate.
  public static func server(identity: TLSIdentity) -> TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.identity = identity
    return configuration
  }
}
