internal import CRealtimeOpenSSL

extension TLSError {
  /// Alerts are queued as this offset plus their code.
  private static let alertReasonOffset: Int32 = 1000

  /// Translates the failure of a handshake or of a read. Drains the queue.
  static func connectionFailure(verifyResult: Int, pinsFailed: Bool, isEstablished: Bool) -> TLSError {
    let entries = OpenSSLErrors.drain()
    let reasons = entries.map(\.text)
    guard let first = entries.first(where: { $0.library == ERR_LIB_SSL }) else {
      return generic(isEstablished: isEstablished, reasons: reasons)
    }
    if first.reason == SSL_R_CERTIFICATE_VERIFY_FAILED {
      return certificateFailure(verifyResult: verifyResult, pinsFailed: pinsFailed, reasons: reasons)
    }
    if first.reason > alertReasonOffset && first.reason <= alertReasonOffset + 255 {
      return alert(code: UInt8(first.reason - alertReasonOffset), reasons: reasons)
    }
    if !isEstablished, let error = versionFailure(reason: first.reason, reasons: reasons) { return error }
    return generic(isEstablished: isEstablished, reasons: reasons)
  }

  private static func certificateFailure(verifyResult: Int, pinsFailed: Bool, reasons: [String]) -> TLSError {
    if pinsFailed {
      return TLSError(
        .pinMismatch,
        "No certificate of the peer's chain has a pinned public key. Update the pins if the peer changed its key.",
        reasons: reasons)
    }
    let text = unsafe String(cString: X509_verify_cert_error_string(verifyResult))
    switch Int32(truncatingIfNeeded: verifyResult) {
    case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
      return TLSError(
        .hostnameMismatch,
        "The peer's certificate is for another host (\(text)). Connect by a name the certificate lists.",
        reasons: reasons)
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
      return TLSError(
        .certificateInvalid(reason: text),
        "The peer's certificate chain was refused: \(text). It leads to a trusted certificate that is no root: add the "
          + "root to the trust roots, or set acceptsPartialChains if that one is meant.",
        reasons: reasons)
    default:
      return TLSError(
        .certificateInvalid(reason: text),
        "The peer's certificate chain was refused: \(text). If a private authority issued it, add its root to "
          + "the trust roots; if the one you added is an intermediate, set acceptsPartialChains.",
        reasons: reasons)
    }
  }

  private static func alert(code: UInt8, reasons: [String]) -> TLSError {
    let name = unsafe String(cString: SSL_alert_desc_string_long(Int32(code)))
    switch Int32(code) {
    case SSL_AD_PROTOCOL_VERSION:
      return TLSError(
        .protocolVersion, "The peer speaks none of the offered protocol versions. Check minimumVersion.",
        reasons: reasons)
    case SSL_AD_CERTIFICATE_REQUIRED:
      return TLSError(
        .peerAlert(code: code),
        "The peer requires a client certificate (alert \(code)). Set identity in the TLS configuration.",
        reasons: reasons)
    default:
      return TLSError(
        .peerAlert(code: code),
        "The peer ended the connection with alert \(code), \(name). Check what it expects, and its log.",
        reasons: reasons)
    }
  }

  private static func versionFailure(reason: Int32, reasons: [String]) -> TLSError? {
    switch reason {
    case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST:
      return TLSError(
        .protocolVersion,
        "The peer answered with something that is not TLS. Check the port, and whether the peer speaks TLS there.",
        reasons: reasons)
    case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_NO_PROTOCOLS_AVAILABLE, SSL_R_VERSION_TOO_LOW,
      SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
      return TLSError(
        .protocolVersion, "The peer's protocol version is older than the minimum. Update the peer.",
        reasons: reasons)
    default: return nil
    }
  }

  private static func generic(isEstablished: Bool, reasons: [String]) -> TLSError {
    isEstablished
      ? TLSError(
        .protocolViolation,
        "The peer sent a record that cannot be used; the connection is lost. Connect again.",
        reasons: reasons)
      : TLSError(
        .handshakeFailed, "The TLS handshake failed. Check what the peer supports and expects.",
        reasons: reasons)
  }
}
