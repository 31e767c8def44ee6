internal import CRealtimeOpenSSL
internal import RealtimeBuffers

extension TLSInfo {
  init(_ ssl: OpaquePointer) {
    version = unsafe SSL_version(ssl) >= TLS1_3_VERSION ? .tls13 : .tls12
    cipher = unsafe TLSInfo.name(of: SSL_get_current_cipher(ssl))
    applicationProtocol = unsafe TLSInfo.applicationProtocol(of: ssl)
    isResumed = unsafe SSL_session_reused(ssl) == 1
    requestedServerName =
      unsafe SSL_is_server(ssl) == 1
      ? SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name).map { unsafe String(cString: $0) } : nil
    peerCertificateEnd = unsafe TLSInfo.certificateEnd(ofPeerOf: ssl)
  }

  /// Every connection keeps the name, so it is a literal where it can be: that of a cipher of TLS 1.3.
  private static func name(of cipher: OpaquePointer?) -> String {
    guard let name = unsafe SSL_CIPHER_get_name(cipher) else { return "" }
    let known = RecordCipher.allCases.first { unsafe strcmp($0.tls13Name, name) == 0 }
    return unsafe known?.tls13Name ?? String(cString: name)
  }

  private static func applicationProtocol(of ssl: OpaquePointer) -> String? {
    var start: UnsafePointer<UInt8>?
    var count: UInt32 = 0
    unsafe SSL_get0_alpn_selected(ssl, &start, &count)
    guard let start = unsafe start, count > 0 else { return nil }
    // Bound: OpenSSL counted them.
    return unsafe String(decoding: UnsafeBufferPointer(start: start, count: Int(count)), as: UTF8.self)
  }

  private static func certificateEnd(ofPeerOf ssl: OpaquePointer) -> Int64? {
    guard let certificate = unsafe rt_SSL_get1_peer_certificate(ssl), let epoch = unsafe ASN1_TIME_set(nil, 0)
    else { return nil }
    defer { unsafe ASN1_TIME_free(epoch) }
    defer { unsafe X509_free(certificate) }
    var (days, seconds): (Int32, Int32) = (0, 0)
    guard unsafe ASN1_TIME_diff(&days, &seconds, epoch, X509_get0_notAfter(certificate)) == 1 else { return nil }
    return Int64(days) * 86_400 + Int64(seconds)
  }
}
