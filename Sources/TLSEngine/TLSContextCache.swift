internal import Synchronization

/// The contexts in use by this process, so that a configuration's files are read once and its trust roots are in
/// memory once, however many connections and loops use it. Thread-safe; one lock, taken when connecting only.
package final class TLSContextCache: Sendable {
  package static let shared = TLSContextCache()
  /// Enough for every identity a gateway is likely to have; the one used longest ago goes first.
  package static let maximumContextCount = 32

  private struct Entry: Sendable {
    let configuration: TLSConfiguration
    let context: TLSContext
  }

  private let clients = Mutex<[Entry]>([])

  package init() {}

  /// The context for `configuration`, made now if this is its first use.
  package func clientContext(for configuration: TLSConfiguration) throws(TLSError) -> TLSContext {
    if let context = find(configuration) { return context }
    // Made outside the lock: it reads files. Two threads may both make one; either is right.
    let context = try TLSContext(client: configuration)
    guard configuration.keyLog == nil else { return context }
    clients.withLock { entries in
      entries.append(Entry(configuration: configuration, context: context))
      if entries.count > Self.maximumContextCount { entries.removeFirst() }
    }
    return context
  }

  private func find(_ configuration: TLSConfiguration) -> TLSContext? {
    clients.withLock { entries in
      guard let index = entries.firstIndex(where: { $0.configuration.makesSameContext(as: configuration) })
      else { return nil }
      let entry = entries.remove(at: index)
      entries.append(entry)
      return entry.context
    }
  }
}

extension TLSConfiguration {
  /// Closures cannot be compared, so a configuration that logs keys is like no other.
  func makesSameContext(as other: TLSConfiguration) -> Bool {
    keyLog == nil && other.keyLog == nil
      && minimumVersion == other.minimumVersion && maximumVersion == other.maximumVersion
      && trustRoots == other.trustRoots && identity == other.identity
      && applicationProtocols == other.applicationProtocols && cipherPreference == other.cipherPreference
      && publicKeyPins == other.publicKeyPins
      && clientCertificateRequest == other.clientCertificateRequest
      && dangerouslyDisableCertificateVerification == other.dangerouslyDisableCertificateVerification
  }
}
