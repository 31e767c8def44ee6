internal import CRealtimeOpenSSL

/// The newest TLS session of each server this loop has spoken to, so that the next handshake can be short.
///
/// A session belongs to one context, because its certificates were verified under that context's rules and resuming
/// does not verify them again. It belongs to one server name and one place, because the ports of a name may be
/// different servers, which do not know each other's sessions. The cache is bounded: what was used longest ago goes
/// first.
///
/// A ticket of TLS 1.3 is used again until a newer one arrives. RFC 8446 appendix C.4 advises against it for the
/// privacy of users who roam, which a server does not. Loop-bound: not thread-safe.
package final class TLSSessionCache {
  package static let defaultMaximumSessionCount = 64

  /// A server as its sessions are told apart.
  struct Server: Hashable {
    /// As its certificate is verified.
    let name: String
    /// Where it was connected to: the port, and whatever else tells two servers of one name apart.
    let place: String
  }

  private struct Identity: Hashable {
    let context: ObjectIdentifier
    let server: Server
  }

  @safe
  private struct Entry {
    /// Retained, so that no other context can get the same identity.
    let context: TLSContext
    let session: OpaquePointer
    var lastUse: UInt64
  }

  private let maximumSessionCount: Int
  private var entries: [Identity: Entry] = [:]
  private var useCount: UInt64 = 0

  package init(maximumSessionCount: Int = TLSSessionCache.defaultMaximumSessionCount) {
    precondition(maximumSessionCount >= 0)
    self.maximumSessionCount = maximumSessionCount
  }

  deinit {
    for entry in entries.values { unsafe SSL_SESSION_free(entry.session) }
  }

  package var count: Int { entries.count }

  /// A copy of the session to resume, owned by the caller.
  ///
  /// OpenSSL takes a TLS 1.3 session out of use as soon as a handshake has resumed it, and the ticket that replaces it
  /// takes a round trip more. Without copies all connections that begin meanwhile would handshake in full.
  func copy(for server: Server, in context: TLSContext) -> OpaquePointer? {
    let identity = Identity(context: ObjectIdentifier(context), server: server)
    guard let index = entries.index(forKey: identity) else { return nil }
    entries.values[index].lastUse = nextUse()
    return unsafe SSL_SESSION_dup(entries.values[index].session)
  }

  /// Forgets the session of a server.
  func remove(for server: Server, in context: TLSContext) {
    let identity = Identity(context: ObjectIdentifier(context), server: server)
    if let entry = entries.removeValue(forKey: identity) { unsafe SSL_SESSION_free(entry.session) }
  }

  /// Takes over the caller's reference to `session`.
  func insert(_ session: OpaquePointer, for server: Server, in context: TLSContext) {
    guard maximumSessionCount > 0, unsafe SSL_SESSION_is_resumable(session) == 1 else {
      unsafe SSL_SESSION_free(session)
      return
    }
    let identity = Identity(context: ObjectIdentifier(context), server: server)
    let entry = unsafe Entry(context: context, session: session, lastUse: nextUse())
    if let replaced = entries.updateValue(entry, forKey: identity) {
      unsafe SSL_SESSION_free(replaced.session)
    } else if entries.count > maximumSessionCount {
      evictOldest()
    }
  }

  private func evictOldest() {
    guard let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
    unsafe SSL_SESSION_free(oldest.value.session)
    entries.removeValue(forKey: oldest.key)
  }

  private func nextUse() -> UInt64 {
    useCount &+= 1
    return useCount
  }
}
