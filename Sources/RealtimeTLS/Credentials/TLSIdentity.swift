internal import RealtimeBuffers

/// A certificate chain, leaf first, and the private key of its leaf. Prints as `***`.
public struct TLSIdentity: Sendable, Hashable {
  package let certificateChain: PEMSource
  package let privateKey: PEMSource
  let passphrase: String?

  /// - Parameters:
  ///   - certificateChain: the leaf first, then each intermediate; the root may be left out.
  ///   - privateKey: may be in the same file.
  ///   - passphrase: for an encrypted key. A passphrase is never asked for on the terminal.
  public init(certificateChain: PEMSource, privateKey: PEMSource, passphrase: String? = nil) {
    self.certificateChain = certificateChain
    self.privateKey = privateKey
    self.passphrase = passphrase
  }
}

extension TLSIdentity: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { Secret.mask }
  public var debugDescription: String { Secret.mask }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
