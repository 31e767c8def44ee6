internal import RealtimeBuffers
internal import RealtimeTLS

/// Where systems keep the roots that they trust.
enum TrustStoreLocations {
  static let fileVariable = "SSL_CERT_FILE"
  static let directoryVariable = "SSL_CERT_DIR"

  /// For an OpenSSL that was built for another place than the system's, the first of these that exists.
  static let wellKnown: [TrustStore] = [
    .file("/etc/ssl/certs/ca-certificates.crt"),  // Debian, Ubuntu, Alpine, Arch
    .file("/etc/pki/tls/certs/ca-bundle.crt"),  // Fedora, RHEL
    .file("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),  // Fedora from 2013 on, CentOS
    .file("/etc/ssl/ca-bundle.pem"),  // openSUSE
    .file("/etc/ssl/cert.pem"),  // Alpine
    .directory("/etc/ssl/certs"),
    .directory("/etc/pki/tls/certs"),
  ]

  /// What to load, in order.
  ///
  /// - Parameters:
  ///   - environment: looks a variable up. `SSL_CERT_FILE` and `SSL_CERT_DIR`, a list with colons, take the place of
  ///     OpenSSL's own file and folder each; an empty variable counts as unset. What they name is loaded whether or not
  ///     it exists, so that a wrong name trusts nobody and not the whole system.
  ///   - builtIn: where OpenSSL was built to look.
  ///   - exists: whether there is something to load.
  static func find(
    environment: (_ name: String) -> String?, builtIn: [TrustStore], exists: (TrustStore) -> Bool
  ) -> [TrustStore] {
    let file = EnvironmentVariable.trimmed(environment(fileVariable))
    let directories = EnvironmentVariable.trimmed(environment(directoryVariable))
    var locations: [TrustStore] = []
    if let file { locations.append(.file(file)) }
    locations += (directories ?? "").split(separator: ":").map { .directory(String($0)) }
    locations += builtIn.filter { location in
      switch location {
      case .file: file == nil && exists(location)
      case .directory: directories == nil && exists(location)
      }
    }
    if locations.isEmpty, let first = wellKnown.first(where: exists) { locations.append(first) }
    return locations
  }
}

extension TrustStoreLocations {
  /// What there is to load on this machine, now.
  static var ofThisSystem: [TrustStore] {
    find(environment: EnvironmentVariable.value, builtIn: TrustStore.builtIn, exists: isThere)
  }

  private static func isThere(_ location: TrustStore) -> Bool {
    switch location {
    case .file(let path): unsafe access(path, R_OK) == 0
    case .directory(let path): hasCertificates(path)
    }
  }

  /// Packages make the folder and leave it empty: it counts from the first certificate on.
  private static func hasCertificates(_ path: String) -> Bool {
    guard let directory = unsafe opendir(path) else { return false }
    defer { unsafe closedir(directory) }
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if isHashedName(name) { return true }
    }
    return false
  }

  /// `5ed36f99.0`: eight hexadecimal digits, and a number that tells equal ones apart.
  static func isHashedName(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 && parts[0].count == 8 && parts[0].allSatisfy(\.isHexDigit)
      && !parts[1].isEmpty && parts[1].allSatisfy(\.isNumber)
  }
}
