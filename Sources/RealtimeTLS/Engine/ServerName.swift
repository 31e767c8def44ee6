internal import CRealtimeOpenSSL

/// The name a client connects to: decides SNI and what the certificate must be for.
struct ServerName {
  /// DNS limits a name to this (RFC 1035 section 2.3.4).
  static let maximumByteCount = 253

  /// Without brackets, zone and the root's trailing dot.
  let text: String

  init(_ name: String) throws(TLSError) {
    var text = Substring(name)
    if text.first == "[", text.last == "]" { text = text.dropFirst().dropLast() }
    if text.contains(":") { text = text.prefix { $0 != "%" } }
    if text.last == "." { text = text.dropLast() }
    guard !text.isEmpty, text.utf8.count <= ServerName.maximumByteCount,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else {
      throw TLSError(
        .configuration,
        "The server name must be 1 to \(ServerName.maximumByteCount) printable ASCII characters. Write an "
          + "international name in its xn-- form.")
    }
    self.text = String(text)
  }

  /// Tells OpenSSL what the certificate must be for, before the handshake starts.
  func apply(to ssl: OpaquePointer) throws(TLSError) {
    let parameters = unsafe SSL_get0_param(ssl)
    // Never the common name, and a wildcard stands for exactly one whole label (RFC 6125 section 6.4).
    unsafe X509_VERIFY_PARAM_set_hostflags(
      parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
    if unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, text) == 1 { return }
    // It is no address, which OpenSSL may have queued as a failure.
    OpenSSLErrors.clear()
    guard unsafe X509_VERIFY_PARAM_set1_host(parameters, text, 0) == 1,
      unsafe rt_SSL_set_tlsext_host_name(ssl, text) == 1
    else { throw OpenSSLErrors.configuration("The server name was refused. Check the host.") }
  }
}
