import CRealtimeOpenSSL
import RealtimeTLS
@testable import RealtimeTestCertificates

extension ThrowawayCertificateAuthority {
  /// An authority whose certificate this one signs.
  func issueIntermediate(
    commonName: String = "throwaway intermediate"
  ) throws(TLSError) -> ThrowawayCertificateAuthority {
    let (certificate, key) = try make(
      CertificateMaker.Template(request: Request(commonName: commonName), isAuthority: true))
    return ThrowawayCertificateAuthority(
      certificate: certificate, privateKey: key, intermediates: certificate + intermediates)
  }

  /// A certificate that signs itself, which nobody has reason to trust.
  static func selfSigned(_ request: Request) throws(TLSError) -> Issued {
    let key = try CertificateMaker.makeKey()
    defer { EVP_PKEY_free(key) }
    let template = CertificateMaker.Template(request: request, isAuthority: false)
    return Issued(
      chain: try CertificateMaker.sign(template, key: key, issuer: nil),
      privateKey: try CertificateMaker.encode(key, passphrase: request.passphrase),
      passphrase: request.passphrase)
  }
}
