internal import CRealtimeOpenSSL

extension TLSError {
  /// Alerts are queued as this offset plus their code.
  private static let alertReasonOffset: Int32 = 1000

  private typealias Explanation = (kind: Kind, message: String)

  /// Translates the failure of a handshake or of a read. Drains the queue.
  static func connectionFailure(verifyResult: Int, isEstablished: Bool) -> TLSError {
    let entries = OpenSSLErrors.drain()
    let reason = entries.first { $0.library == ERR_LIB_SSL }?.reason
    let found: Explanation? = reason.flatMap { reason in
      if reason == SSL_R_CERTIFICATE_VERIFY_FAILED { return certificateFailure(verifyResult) }
      if reason > alertReasonOffset && reason <= alertReasonOffset + 255 { return alert(reason - alertReasonOffset) }
      return isEstablished ? nil : versionFailure(reason)
    }
    let (kind, message) = found ?? generic(isEstablished: isEstablished)
    return TLSError(kind, message, reasons: entries.map(\.text))
  }

  private static func certificateFailure(_ verifyResult: Int) -> Explanation {
    let text = unsafe String(cString: X509_verify_cert_error_string(verifyResult))
    let refused = "The peer's certificate chain was refused: \(text)."
    switch Int32(truncatingIfNeeded: verifyResult) {
    case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
      let advice = "Connect by a name the certificate lists."
      return (.hostnameMismatch, "The peer's certificate is for another host (\(text)). \(advice)")
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
      let advice = "add the root to the trust roots, or set acceptsPartialChains if that one is meant."
      return (
        .certificateInvalid(reason: text), "\(refused) It leads to a trusted certificate that is no root: \(advice)"
      )
    default:
      let advice = "if the one you added is an intermediate, set acceptsPartialChains."
      return (
        .certificateInvalid(reason: text),
        "\(refused) If a private authority issued it, add its root to the trust roots; \(advice)"
      )
    }
  }

  private static func alert(_ code: Int32) -> Explanation {
    let name = unsafe String(cString: SSL_alert_desc_string_long(code))
    let kind = Kind.peerAlert(code: UInt8(code))
    switch code {
    case SSL_AD_PROTOCOL_VERSION:
      return (.protocolVersion, "The peer speaks none of the offered protocol versions. Check minimumVersion.")
    case SSL_AD_CERTIFICATE_REQUIRED:
      let advice = "Set identity in the TLS configuration."
      return (kind, "The peer requires a client certificate (alert \(code)). \(advice)")
    default:
      let advice = "Check what it expects, and its log."
      return (kind, "The peer ended the connection with alert \(code), \(name). \(advice)")
    }
  }

  private static func versionFailure(_ reason: Int32) -> Explanation? {
    switch reason {
    case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST:
      let advice = "Check the port, and whether the peer speaks TLS there."
      return (.protocolVersion, "The peer answered with something that is not TLS. \(advice)")
    case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_NO_PROTOCOLS_AVAILABLE, SSL_R_VERSION_TOO_LOW,
      SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
      return (.protocolVersion, "The peer's protocol version is older than the minimum. Update the peer.")
    default: return nil
    }
  }

  private static func generic(isEstablished: Bool) -> Explanation {
    isEstablished
      ? (.protocolViolation, "The peer sent a record that cannot be used; the connection is lost. Connect again.")
      : (.handshakeFailed, "The TLS handshake failed. Check what the peer supports and expects.")
  }
}
