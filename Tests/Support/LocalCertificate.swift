internal import RealtimeTestCertificates
public import RealtimeTLS

/// A certificate for servers of this machine, and the authority of its own that vouches for it.
public struct LocalCertificate: Sendable {
  /// One for the process. A client that has been to one server with it may take up its session with another.
  public static let shared = Result { try LocalCertificate() }

  /// The authority's certificate, PEM.
  public let root: [UInt8]
  public let identity: TLSIdentity
  /// The certificate and its key, PEM, for servers that are not ours.
  public let pem: [UInt8]

  public init(dnsNames: [String] = ["localhost"], addresses: [String] = ["127.0.0.1"]) throws {
    let authority = try ThrowawayCertificateAuthority()
    root = authority.certificate
    let issued = try authority.issue(.init(dnsNames: dnsNames, addresses: addresses))
    identity = issued.identity
    pem = issued.chain + issued.privateKey
  }

  /// For clients that trust this and nothing else.
  public var clientConfiguration: TLSConfiguration { TLSConfiguration(trusting: root) }
}

extension TLSConfiguration {
  /// For clients that trust this authority, PEM, and no other.
  public init(trusting root: [UInt8]?) {
    self.init()
    trustRoots = .only([.bytes(root ?? [])])
  }
}
