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
      guard let bio = unsafe BIO_new_file(path, "r") else {
        throw OpenSSLErrors.configuration(
          "The file of \(what) could not be opened: \(path). Check its path and who may read it.")
      }
      defer { unsafe BIO_free(bio) }
      return try unsafe body(bio)
    case .bytes(let bytes):
      // A copy, so that no pointer into the array outlives this call.
      guard let length = Int32(exactly: bytes.count), let bio = unsafe BIO_new(BIO_s_mem()),
        unsafe bytes.isEmpty || BIO_write(bio, bytes, length) == length
      else { throw OpenSSLErrors.internalFailure("copy \(what)") }
      defer { unsafe BIO_free(bio) }
      return try unsafe body(bio)
    }
  }

  /// All certificates of `source`, at least one. `body` receives each in turn and does not own it.
  package static func forEachCertificate(
    in source: PEMSource, what: String, _ body: (_ certificate: OpaquePointer, _ index: Int) throws(TLSError) -> Void
  ) throws(TLSError) {
    try unsafe withBIO(source, what: what) { bio throws(TLSError) in
      var count = 0
      while let certificate = unsafe PEM_read_bio_X509(bio, nil, refusePassphrase, nil) {
        defer { unsafe X509_free(certificate) }
        try unsafe body(certificate, count)
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
  package static func privateKey(in source: PEMSource, passphrase: String?) throws(TLSError) -> OpaquePointer {
    try unsafe withBIO(source, what: "the private key") { bio throws(TLSError) in
      let key: OpaquePointer?
      if let passphrase {
        var utf8 = Array(passphrase.utf8)
        unsafe key = utf8.withUnsafeMutableBytes { bytes in
          var lent = UnsafeRawBufferPointer(bytes)
          defer { unsafe OPENSSL_cleanse(bytes.baseAddress, bytes.count) }
          return unsafe withUnsafeMutablePointer(to: &lent) {
            unsafe PEM_read_bio_PrivateKey(bio, nil, givePassphrase, $0)
          }
        }
      } else {
        unsafe key = PEM_read_bio_PrivateKey(bio, nil, refusePassphrase, nil)
      }
      guard let key = unsafe key else {
        throw OpenSSLErrors.configuration(
          passphrase == nil
            ? "The private key could not be read. If it is encrypted, give its passphrase."
            : "The private key could not be read. Check its passphrase.")
      }
      return unsafe key
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
  guard let buffer = unsafe buffer, let context = unsafe context else { return -1 }
  let passphrase = unsafe context.assumingMemoryBound(to: UnsafeRawBufferPointer.self).pointee
  guard passphrase.count <= Int(capacity) else { return -1 }
  // Bound: no longer than the capacity OpenSSL gave.
  unsafe UnsafeMutableRawBufferPointer(start: buffer, count: Int(capacity)).copyMemory(from: passphrase)
  return Int32(passphrase.count)
}
