internal import CRealtimeOpenSSL

/// Reads certificates and keys out of PEM text. Every object returned belongs to the caller.
package enum PEMReader {
  /// Opens `source` for `body`. `what` names the source in an error.
  static func withBIO<Result>(
    _ source: PEMSource, what: String, _ body: (OpaquePointer) throws(TLSError) -> Result
  ) throws(TLSError) -> Result {
    OpenSSLErrors.clear()
    switch source {
    case .file(let path):
      guard let bio = BIO_new_file(path, "r") else {
        throw OpenSSLErrors.configuration(
          "The file of \(what) could not be opened: \(path). Check its path and who may read it.")
      }
      defer { BIO_free(bio) }
      return try body(bio)
    case .bytes(let bytes):
      // A copy of its own, so that no pointer into the array outlives this call.
      guard let length = Int32(exactly: bytes.count), let bio = BIO_new(BIO_s_mem()),
        bytes.isEmpty || BIO_write(bio, bytes, length) == length
      else { throw OpenSSLErrors.internalFailure("copy \(what)") }
      defer { BIO_free(bio) }
      return try body(bio)
    }
  }

  /// All certificates of `source`, at least one. `body` receives each in turn and does not own it.
  package static func forEachCertificate(
    in source: PEMSource, what: String,
    _ body: (_ certificate: OpaquePointer, _ index: Int) throws(TLSError) -> Void
  ) throws(TLSError) {
    try withBIO(source, what: what) { bio throws(TLSError) in
      var count = 0
      while let certificate = PEM_read_bio_X509(bio, nil, refusePassphrase, nil) {
        defer { X509_free(certificate) }
        try body(certificate, count)
        count += 1
      }
      let last = ERR_peek_last_error()
      let isEnd = ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE
      guard count > 0, isEnd else {
        throw OpenSSLErrors.configuration(
          "The PEM text of \(what) holds no certificate that can be read. Check what is in it.")
      }
      ERR_clear_error()
    }
  }

  /// The first private key of `source`. Free with `EVP_PKEY_free`.
  package static func privateKey(in source: PEMSource, passphrase: String?) throws(TLSError) -> OpaquePointer
  {
    try withBIO(source, what: "the private key") { bio throws(TLSError) in
      let key: OpaquePointer?
      if let passphrase {
        var utf8 = Array(passphrase.utf8)
        key = utf8.withUnsafeMutableBytes { bytes in
          var lent = UnsafeRawBufferPointer(bytes)
          defer { OPENSSL_cleanse(bytes.baseAddress, bytes.count) }
          return withUnsafeMutablePointer(to: &lent) { PEM_read_bio_PrivateKey(bio, nil, givePassphrase, $0) }
        }
      } else {
        key = PEM_read_bio_PrivateKey(bio, nil, refusePassphrase, nil)
      }
      guard let key else {
        throw OpenSSLErrors.configuration(
          passphrase == nil
            ? "The private key could not be read. If it is encrypted, give its passphrase."
            : "The private key could not be read. Check its passphrase.")
      }
      return key
    }
  }
}

/// Without a callback OpenSSL would ask on the terminal and block the server.
private func refusePassphrase(
  buffer: UnsafeMutablePointer<CChar>?, capacity: Int32, isWriting: Int32, context: UnsafeMutableRawPointer?
) -> Int32 { -1 }

private func givePassphrase(
  buffer: UnsafeMutablePointer<CChar>?, capacity: Int32, isWriting: Int32, context: UnsafeMutableRawPointer?
) -> Int32 {
  guard let buffer, let context else { return -1 }
  let passphrase = context.assumingMemoryBound(to: UnsafeRawBufferPointer.self).pointee
  guard passphrase.count <= Int(capacity) else { return -1 }
  // Bound: no longer than the capacity OpenSSL gave.
  UnsafeMutableRawBufferPointer(start: buffer, count: Int(capacity)).copyMemory(from: passphrase)
  return Int32(passphrase.count)
}
