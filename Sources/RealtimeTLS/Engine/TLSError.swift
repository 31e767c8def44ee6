/// Why TLS could not be set up, or why a TLS connection ended that should not have.
///
/// The message says what happened and what to do about it. It carries OpenSSL's own reason texts, and never a
/// key, a passphrase or a byte of the connection.
public struct TLSError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What to do about it depends on this.
  public enum Kind: Sendable, Equatable {
    /// The configuration cannot be used: a file that cannot be read, a key that does not fit its certificate.
    case configuration
    /// The peer's certificate chain was refused; the reason is OpenSSL's text for the verification result.
    case certificateInvalid(reason: String)
    /// The certificate is trusted but was issued for another host name or address (RFC 6125).
    case hostnameMismatch
    /// The two sides share no protocol version, or the peer does not speak TLS at all.
    case protocolVersion
    /// The handshake failed for another reason, for example because no cipher is shared.
    case handshakeFailed
    /// The peer ended the connection with a fatal alert (RFC 8446 section 6.2).
    case peerAlert(code: UInt8)
    /// The transport ended before the peer's close_notify: bytes may be missing (RFC 8446 section 6.1).
    case truncated
    /// A record that cannot be decrypted or is malformed arrived after the handshake.
    case protocolViolation
    /// A write was attempted before the handshake was complete or after the connection was closed.
    case notWritable
    /// OpenSSL reported a failure of its own, for example that it is out of memory.
    case internalFailure
  }

  /// What went wrong, for code to look at.
  public let kind: Kind
  /// What happened and what to do about it, in one or two sentences.
  public let message: String
  /// The reason texts OpenSSL queued, oldest first. Empty when the failure was found outside OpenSSL.
  public let reasons: [String]

  package init(_ kind: Kind, _ message: String, reasons: [String] = []) {
    self.kind = kind
    self.message = message
    self.reasons = reasons
  }

  /// The message, with OpenSSL's reasons if there are any.
  public var description: String {
    reasons.isEmpty ? "TLS: \(message)" : "TLS: \(message) (OpenSSL: \(reasons.joined(separator: "; ")))"
  }
}
