internal import RealtimeBuffers

/// How to speak TLS: whom to trust, who we are, and what to offer. A value; it reads no file until it is first used,
/// and reads one again when it has changed.
///
/// The defaults are those of a client of a public API: TLS 1.2 or newer, the system's trust roots, host name
/// verification, ALPN `http/1.1`. Call ``server(identity:)`` for the other side.
public struct TLSConfiguration: Sendable {
  /// A protocol version, ordered from old to new. Older ones than TLS 1.2 are not spoken (RFC 8996).
  public enum Version: Sendable, Comparable {
    case tls12
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
  /// certificate, with nothing above it (OpenSSL's `X509_V_FLAG_PARTIAL_CHAIN`). Off, it must end in a root, which has
  /// signed itself, and the roots must lead there. Default: false.
  ///
  /// Switch it on to trust one authority of a company or a cluster and not everything else that its root signs. Host
  /// names, dates and pins are checked all the same. What was put into ``trustRoots`` as an intermediate only, to
  /// complete chains, is trusted by itself then.
  public var acceptsPartialChains = false
  /// The own certificate chain and its key. Required on a server, optional on a client.
  public var identity: TLSIdentity?
  /// Certificates, keys and roots that are replaced on disk are used by the connections made from then on. Whether they
  /// were is looked at no more often than this. Default: 1 s.
  public var fileCheckInterval: Duration = .seconds(1)
  /// Whether a client keeps the sessions that servers give it, and resumes them: the handshakes after the first are
  /// several times cheaper. Default: true.
  public var resumesSessions = true
  /// ALPN names (RFC 7301), in order of preference. Empty turns the extension off.
  public var applicationProtocols = ["http/1.1"]
  /// Default: the order that is quickest on this processor, without giving up any cipher.
  public var cipherPreference = TLSCipherPreference.automatic
  /// If not empty, some certificate of the peer's verified chain must have one of these public keys. In
  /// addition to ordinary verification, not instead of it.
  public var publicKeyPins: [TLSPublicKeyPin] = []
  /// Used by servers only.
  public var clientCertificateRequest = ClientCertificateRequest.none
  /// Receives one line per secret in the format of `SSLKEYLOGFILE`, on the thread of the connection. Whoever
  /// has these lines can read the connection: nothing is logged unless this is set.
  public var keyLog: (@Sendable (_ line: String) -> Void)?
  /// Accepts any certificate from anyone, so that anyone on the path can read and change everything. Pins, if
  /// there are any, are still checked against the certificate presented. For experiments on one's own machine;
  /// to trust a private authority, add its root to ``trustRoots``.
  public var dangerouslyDisableCertificateVerification = false

  public init() {}

  /// A server that presents `identity` and asks for no client certificate.
  public static func server(identity: TLSIdentity) -> TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.identity = identity
    return configuration
  }
}

/// PEM text: in a file, or in memory. A file that is replaced is read anew, see `fileCheckInterval`. Prints the file's
/// path, and `***` for text in memory, which may be a private key.
public enum PEMSource: Sendable, Hashable {
  case file(path: String)
  case bytes([UInt8])
}

extension PEMSource: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String {
    switch self {
    case .file(let path): path
    case .bytes: Secret.mask
    }
  }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A certificate chain, leaf first, and the private key of its leaf. Prints as `***`.
public struct TLSIdentity: Sendable, Hashable {
  package let certificateChain: PEMSource
  package let privateKey: PEMSource
  let passphrase: String?

  /// - Parameters:
  ///   - certificateChain: the leaf first, then each intermediate; the root may be left out.
  ///   - privateKey: may be in the same file.
  ///   - passphrase: for an encrypted key. A passphrase is never asked for on the terminal.
  public init(certificateChain: PEMSource, privateKey: PEMSource, passphrase: String? = nil) {
    self.certificateChain = certificateChain
    self.privateKey = privateKey
    self.passphrase = passphrase
  }
}

extension TLSIdentity: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { Secret.mask }
  public var debugDescription: String { Secret.mask }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The SHA-256 digest of a certificate's SubjectPublicKeyInfo, as in RFC 7469.
public struct TLSPublicKeyPin: Sendable, Hashable {
  public static let byteCount = 32
  public var sha256: [UInt8] { withUnsafeBytes(of: digest) { Array($0) } }

  /// Without memory of its own, because the report on every connection has one.
  private struct Digest: Sendable, Hashable {
    var first: UInt64 = 0
    var second: UInt64 = 0
    var third: UInt64 = 0
    var fourth: UInt64 = 0
  }

  private var digest = Digest()

  /// Returns nil unless `sha256` has exactly 32 bytes.
  public init?(sha256: [UInt8]) {
    guard sha256.count == TLSPublicKeyPin.byteCount else { return nil }
    // Bound: both have 32 bytes.
    withUnsafeMutableBytes(of: &digest) { $0.copyBytes(from: sha256) }
  }
}

/// In which order the ciphers are offered. Every order offers only authenticated ciphers with forward secrecy.
public enum TLSCipherPreference: Sendable, Equatable {
  /// The order that is quickest on this processor: AES-GCM first where OpenSSL has instructions for it, else
  /// ChaCha20-Poly1305.
  case automatic
  /// Whatever the distribution's OpenSSL does by itself.
  case opensslDefault
  /// OpenSSL's cipher names, colon-separated, in order: the TLS 1.3 suites and the TLS 1.2 ciphers.
  case explicit(tls13: String, tls12: String)
}
