internal import RealtimeTLS
internal import CRealtimeOpenSSL
internal import CRealtimeOpenSSLStart

/// Writes X.509 certificates with P-256 keys (RFC 5280).
enum CertificateMaker {
  struct Template {
    let request: ThrowawayCertificateAuthority.Request
    let isAuthority: Bool
  }

  @safe
  struct Issuer {
    let certificate: [UInt8]
    let key: OpaquePointer
  }

  /// Free with `EVP_PKEY_free`.
  static func makeKey() throws(TLSError) -> OpaquePointer {
    rt_keep_openssl_at_exit()
    guard let key = unsafe rt_generate_p256_key() else { throw OpenSSLErrors.internalFailure("make a key") }
    return unsafe key
  }

  /// The signed certificate in PEM text. Without an issuer it signs itself.
  static func sign(_ template: Template, key: OpaquePointer, issuer: Issuer?) throws(TLSError) -> [UInt8] {
    guard let certificate = unsafe X509_new() else { throw OpenSSLErrors.internalFailure("make a certificate") }
    defer { unsafe X509_free(certificate) }
    guard unsafe X509_set_version(certificate, Int(X509_VERSION_3)) == 1,
      unsafe setSerialNumber(of: certificate),
      unsafe X509_gmtime_adj(X509_getm_notBefore(certificate), template.request.notBefore) != nil,
      unsafe X509_gmtime_adj(X509_getm_notAfter(certificate), template.request.notAfter) != nil,
      unsafe setCommonName(template.request.commonName, of: certificate),
      unsafe X509_set_pubkey(certificate, key) == 1
    else { throw OpenSSLErrors.internalFailure("fill in a certificate") }
    if let issuer {
      try unsafe PEMReader.forEachCertificate(in: .bytes(issuer.certificate), what: "the issuer") {
        issuerCertificate, _ throws(TLSError) in
        try unsafe finish(certificate, template, issuer: issuerCertificate, key: issuer.key)
      }
    } else {
      try unsafe finish(certificate, template, issuer: certificate, key: key)
    }
    return try unsafe pemText { unsafe PEM_write_bio_X509($0, certificate) }
  }

  static func encode(_ key: OpaquePointer, passphrase: String?) throws(TLSError) -> [UInt8] {
    guard let passphrase else {
      return try unsafe pemText { unsafe PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
    }
    let utf8 = Array(passphrase.utf8)
    return try unsafe pemText { bio in
      unsafe utf8.withUnsafeBytes {
        unsafe PEM_write_bio_PKCS8PrivateKey(
          bio, key, EVP_aes_128_cbc(), $0.bindMemory(to: CChar.self).baseAddress, Int32($0.count), nil, nil)
      }
    }
  }

  private static func finish(
    _ certificate: OpaquePointer, _ template: Template, issuer: OpaquePointer, key: OpaquePointer
  ) throws(TLSError) {
    guard unsafe X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 else {
      throw OpenSSLErrors.internalFailure("name a certificate's issuer")
    }
    for (identifier, value) in extensions(of: template) {
      guard unsafe add(identifier, value, to: certificate, issuer: issuer) else {
        throw OpenSSLErrors.configuration("A certificate extension was refused. Check its names.")
      }
    }
    guard unsafe X509_sign(certificate, key, EVP_sha256()) > 0 else {
      throw OpenSSLErrors.internalFailure("sign a certificate")
    }
  }

  private static func extensions(of template: Template) -> [(identifier: Int32, value: String)] {
    var extensions: [(Int32, String)] = [(NID_subject_key_identifier, "hash")]
    if template.isAuthority {
      extensions.append((NID_basic_constraints, "critical,CA:TRUE"))
      extensions.append((NID_key_usage, "critical,keyCertSign,cRLSign"))
    } else {
      extensions.append((NID_basic_constraints, "critical,CA:FALSE"))
      extensions.append((NID_ext_key_usage, "serverAuth,clientAuth"))
    }
    extensions.append((NID_authority_key_identifier, "keyid"))
    let names =
      template.request.dnsNames.map { "DNS:\($0)" } + template.request.addresses.map { "IP:\($0)" }
      + (template.request.otherName.map { ["otherName:1.3.6.1.5.5.7.8.5;UTF8:\($0)"] } ?? [])
    if !names.isEmpty { extensions.append((NID_subject_alt_name, names.joined(separator: ","))) }
    return extensions
  }

  private static func add(
    _ identifier: Int32, _ value: String, to certificate: OpaquePointer, issuer: OpaquePointer
  ) -> Bool {
    var context = unsafe X509V3_CTX()
    unsafe X509V3_set_ctx(&context, issuer, certificate, nil, nil, 0)
    guard let made = unsafe X509V3_EXT_conf_nid(nil, &context, identifier, value) else { return false }
    defer { unsafe X509_EXTENSION_free(made) }
    return unsafe X509_add_ext(certificate, made, -1) == 1
  }

  private static func setSerialNumber(of certificate: OpaquePointer) -> Bool {
    var bytes = [UInt8](repeating: 0, count: 16)
    guard unsafe RAND_bytes(&bytes, Int32(bytes.count)) == 1,
      let number = unsafe BN_bin2bn(bytes, Int32(bytes.count), nil)
    else { return false }
    defer { unsafe BN_free(number) }
    return unsafe BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
  }

  private static func setCommonName(_ name: String, of certificate: OpaquePointer) -> Bool {
    let utf8 = Array(name.utf8)
    return unsafe X509_NAME_add_entry_by_txt(
      X509_get_subject_name(certificate), "CN", MBSTRING_UTF8, utf8, Int32(utf8.count), -1, 0) == 1
  }

  private static func pemText(_ write: (OpaquePointer) -> Int32) throws(TLSError) -> [UInt8] {
    guard let bio = unsafe BIO_new(BIO_s_mem()) else { throw OpenSSLErrors.internalFailure("make a BIO") }
    defer { unsafe BIO_free(bio) }
    var start: UnsafeMutablePointer<CChar>?
    guard unsafe write(bio) == 1, case let byteCount = unsafe rt_BIO_get_mem_data(bio, &start),
      byteCount > 0, let start = unsafe start
    else { throw OpenSSLErrors.internalFailure("write PEM text") }
    // Bound: what the BIO holds, which lives until the array is made.
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: byteCount))
  }
}
