internal import CRealtimeOpenSSL
internal import Glibc

extension TLSInfo {
  init(_ ssl: OpaquePointer) {
    version = SSL_version(ssl) >= TLS1_3_VERSION ? .tls13 : .tls12
    cipher = TLSInfo.name(of: SSL_get_current_cipher(ssl))
    applicationProtocol = TLSInfo.applicationProtocol(of: ssl)
    isResumed = SSL_session_reused(ssl) == 1
    requestedServerName =
      SSL_is_server(ssl) == 1
      ? SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name).map { String(cString: $0) } : nil
    peerCertificate = PeerCertificate(ofPeerOf: ssl)
  }

  /// A literal for the ciphers of TLS 1.3, because every connection keeps its name.
  private static func name(of cipher: OpaquePointer?) -> String {
    guard let name = SSL_CIPHER_get_name(cipher) else { return "" }
    return RecordCipher.allCases.first { strcmp($0.tls13Name, name) == 0 }?.tls13Name ?? String(cString: name)
  }

  private static func applicationProtocol(of ssl: OpaquePointer) -> String? {
    var start: UnsafePointer<UInt8>?
    var count: UInt32 = 0
    SSL_get0_alpn_selected(ssl, &start, &count)
    guard let start, count > 0 else { return nil }
    return String(decoding: UnsafeBufferPointer(start: start, count: Int(count)), as: UTF8.self)
  }
}

extension TLSInfo.PeerCertificate {
  init?(ofPeerOf ssl: OpaquePointer) {
    guard let certificate = shim_SSL_get1_peer_certificate(ssl) else { return nil }
    defer { X509_free(certificate) }
    publicKeyPin = TLSPublicKeyPin(ofCertificate: certificate)
    notBefore = secondsSince1970(X509_get0_notBefore(certificate))
    notAfter = secondsSince1970(X509_get0_notAfter(certificate))
    let sentCount = Int(max(0, shim_sk_X509_num(SSL_get_peer_cert_chain(ssl))))
    // OpenSSL leaves the leaf out of a client's chain, and keeps it in a server's.
    chainCount = SSL_is_server(ssl) == 1 ? sentCount + 1 : sentCount
  }
}

private func secondsSince1970(_ time: UnsafePointer<ASN1_TIME>?) -> Int64 {
  var days: Int32 = 0
  var seconds: Int32 = 0
  guard let epoch = ASN1_TIME_set(nil, 0) else { return 0 }
  defer { ASN1_TIME_free(epoch) }
  guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return 0 }
  return Int64(days) * 86_400 + Int64(seconds)
}
