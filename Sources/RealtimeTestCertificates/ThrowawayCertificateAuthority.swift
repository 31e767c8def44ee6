package import RealtimeTLS
internal import CRealtimeOpenSSL

/// A certificate authority made at run time, for local servers and tests. It signs whatever it is told to, its
/// key lives in memory and nobody trusts it but those who are given its root.
package struct ThrowawayCertificateAuthority: Sendable {
  /// What a certificate says.
  package struct Request: Sendable {
    /// May hold a wildcard.
    package var dnsNames: [String]
    /// IPv4 or IPv6 in text form.
    package var addresses: [String]
    /// The subject's common name. No client of ours looks at it.
    package var commonName: String
    /// A name of a kind that no client can compare, in the same extension as the others.
    package var otherName: String?
    /// Seconds from now.
    package var notBefore = -3_600
    /// Seconds from now.
    package var notAfter = 86_400
    /// Encrypts the private key's PEM text.
    package var passphrase: String?

    package init(dnsNames: [String] = [], addresses: [String] = [], commonName: String = "throwaway") {
      self.dnsNames = dnsNames
      self.addresses = addresses
      self.commonName = commonName
    }
  }

  /// A certificate with its key, in PEM text.
  package struct Issued: Sendable {
    /// The leaf and the intermediates between it and the root.
    package let chain: [UInt8]
    package let privateKey: [UInt8]
    let passphrase: String?

    package var identity: TLSIdentity {
      TLSIdentity(certificateChain: .bytes(chain), privateKey: .bytes(privateKey), passphrase: passphrase)
    }
  }

  /// The authority's own certificate, in PEM text. For the root this is what clients must trust.
  package let certificate: [UInt8]
  package let privateKey: [UInt8]
  /// The certificates a leaf must be sent with: none below the root.
  let intermediates: [UInt8]
}

extension ThrowawayCertificateAuthority {
  /// A self-signed root.
  package init(commonName: String = "throwaway root") throws(TLSError) {
    let key = try unsafe CertificateMaker.makeKey()
    defer { unsafe EVP_PKEY_free(key) }
    let template = CertificateMaker.Template(request: Request(commonName: commonName), isAuthority: true)
    unsafe self.init(
      certificate: try CertificateMaker.sign(template, key: key, issuer: nil),
      privateKey: try CertificateMaker.encode(key, passphrase: nil), intermediates: [])
  }

  /// A certificate for a server or a client.
  package func issue(_ request: Request) throws(TLSError) -> Issued {
    let (leaf, key) = try make(CertificateMaker.Template(request: request, isAuthority: false))
    return Issued(chain: leaf + intermediates, privateKey: key, passphrase: request.passphrase)
  }

  func make(
    _ template: CertificateMaker.Template
  ) throws(TLSError) -> (certificate: [UInt8], privateKey: [UInt8]) {
    let key = try unsafe CertificateMaker.makeKey()
    defer { unsafe EVP_PKEY_free(key) }
    let ownKey = try unsafe PEMReader.privateKey(in: .bytes(privateKey), passphrase: nil)
    defer { unsafe EVP_PKEY_free(ownKey) }
    let issued = try unsafe CertificateMaker.sign(
      template, key: key, issuer: CertificateMaker.Issuer(certificate: certificate, key: ownKey))
    return unsafe (issued, try CertificateMaker.encode(key, passphrase: template.request.passphrase))
  }
}
