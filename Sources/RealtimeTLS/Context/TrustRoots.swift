internal import CRealtimeOpenSSL

/// Fills a context's trust store.
enum TrustRoots {
  /// - Parameter system: where the system keeps its roots.
  static func load(
    _ roots: TLSConfiguration.TrustRoots, system: [TrustStore], into context: OpaquePointer
  ) throws(TLSError) {
    switch roots {
    case .system: try unsafe load(system, into: context)
    case .systemAnd(let sources):
      try unsafe load(system, into: context)
      try unsafe add(sources, to: context)
    case .only(let sources):
      guard !sources.isEmpty else {
        throw TLSError(.configuration, "trustRoots names no root at all: no certificate could verify. Add one.")
      }
      try unsafe add(sources, to: context)
    }
  }

  private static func load(_ stores: [TrustStore], into context: OpaquePointer) throws(TLSError) {
    for store in stores {
      let isLoaded =
        switch store {
        case .file(let path): unsafe SSL_CTX_load_verify_file(context, path) == 1
        case .directory(let path): unsafe SSL_CTX_load_verify_dir(context, path) == 1
        }
      guard isLoaded else {
        throw OpenSSLErrors.configuration(
          "The trust roots in \(store.path) could not be loaded: check the file, or the variable SSL_CERT_FILE "
            + "or SSL_CERT_DIR that names it.")
      }
    }
    OpenSSLErrors.clear()
  }

  private static func add(_ sources: [PEMSource], to context: OpaquePointer) throws(TLSError) {
    let store = unsafe SSL_CTX_get_cert_store(context)
    for source in sources {
      try unsafe PEMReader.forEachCertificate(in: source, what: "the trust roots") {
        certificate, _ throws(TLSError) in
        guard unsafe X509_STORE_add_cert(store, certificate) == 1 else {
          throw OpenSSLErrors.configuration("A trust root was refused. Check its PEM text.")
        }
      }
    }
  }
}
