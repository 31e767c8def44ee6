internal import COpenSSL

/// Fills a context's trust store.
enum TrustRoots {
  /// Where distributions keep their roots, for an OpenSSL that was built for another prefix than the system's:
  /// Debian and Alpine, Fedora, Alpine and macOS, Homebrew.
  static let wellKnownFiles = [
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    "/opt/homebrew/etc/openssl@3/cert.pem",
  ]

  static func load(_ roots: TLSConfiguration.TrustRoots, into context: OpaquePointer) throws(TLSError) {
    switch roots {
    case .system:
      try loadSystemRoots(into: context)
    case .systemAnd(let sources):
      try loadSystemRoots(into: context)
      try add(sources, to: context)
    case .only(let sources):
      guard !sources.isEmpty else {
        throw TLSError(.configuration, "trustRoots names no root at all: no certificate could verify.")
      }
      try add(sources, to: context)
    }
  }

  private static func loadSystemRoots(into context: OpaquePointer) throws(TLSError) {
    guard SSL_CTX_set_default_verify_paths(context) == 1 else {
      throw OpenSSLErrors.configuration("The system's trust roots could not be loaded.")
    }
    // A default path that does not exist is no failure, but may have been queued.
    OpenSSLErrors.clear()
    guard !systemPathsExist, let file = wellKnownFiles.first(where: isReadable) else { return }
    guard SSL_CTX_load_verify_file(context, file) == 1 else {
      throw OpenSSLErrors.configuration("The system's trust roots could not be loaded from \(file).")
    }
  }

  /// Whether OpenSSL's own places, or those the environment names, have anything to load.
  private static var systemPathsExist: Bool {
    let places = [
      (X509_get_default_cert_file_env(), X509_get_default_cert_file()),
      (X509_get_default_cert_dir_env(), X509_get_default_cert_dir()),
    ]
    return places.contains { variable, builtIn in
      guard let variable else { return false }
      if getenv(variable) != nil { return true }
      return builtIn.map { access($0, R_OK) == 0 } ?? false
    }
  }

  private static func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 }

  private static func add(_ sources: [PEMSource], to context: OpaquePointer) throws(TLSError) {
    let store = SSL_CTX_get_cert_store(context)
    for source in sources {
      try PEMReader.forEachCertificate(in: source, what: "the trust roots") {
        certificate, _ throws(TLSError) in
        guard X509_STORE_add_cert(store, certificate) == 1 else {
          throw OpenSSLErrors.configuration("A trust root was refused.")
        }
      }
    }
  }
}
