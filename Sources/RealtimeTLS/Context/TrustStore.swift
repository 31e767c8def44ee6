internal import CRealtimeOpenSSL

/// A place that trusted roots are loaded from.
package enum TrustStore: Equatable {
  /// One file of PEM text.
  case file(String)
  /// A folder of single certificates, each under the hash of its name; read when one is looked for.
  case directory(String)

  package var path: String {
    switch self {
    case .file(let path), .directory(let path): path
    }
  }

  /// Where OpenSSL was built to look, whether or not there is anything.
  package static var builtIn: [TrustStore] {
    var stores: [TrustStore] = []
    if let file = unsafe X509_get_default_cert_file() { unsafe stores.append(.file(String(cString: file))) }
    if let directory = unsafe X509_get_default_cert_dir() {
      unsafe stores.append(.directory(String(cString: directory)))
    }
    return stores
  }
}
