package import RealtimeBuffers
internal import CRealtimeOpenSSL

/// One TLS connection without a socket: ciphertext and plaintext go in, plaintext and ciphertext come out.
///
/// # Driver contract
///
/// 1. `startHandshake()` once. A client's first flight is then in `outbox`.
/// 2. For bytes from the transport: `feed(bytes)`, then `read(into:)` again and again until it returns
///    `wantsMore`, `closed` or `failed`, then `endFeed()`. The bytes are lent from `feed` to `endFeed` and must
///    stay where they are in between. A driver may stop reading early, because its reader is slow. It calls
///    `endFeed()` all the same, which copies what OpenSSL has not taken; later reads begin with that.
/// 3. After **every** call flush `outbox`: a read may write a handshake flight, a KeyUpdate or an alert.
///    What one call appends is bounded by what it was given. The outbox itself has no limit, and a peer may send
///    without ever reading: the driver limits it.
/// 4. `write(_:)` from `established` until `closeNotify()`; it never takes a part only. Everything up to
///    `maximumRecordByteCount` becomes one record.
/// 5. When the transport ends: after the last read, `transportEnded()` tells a clean end from a truncation.
/// 6. `failed` is for good. `failure` says why, the alert for the peer is in `outbox`, further input is dropped.
/// 7. When nothing has happened for a while: `releaseIdleMemory()`.
///
/// Loop-bound: not thread-safe. Nothing here allocates per event once the connection is established.
@safe
package final class TLSEngine {
  /// The plaintext limit of one record (RFC 8446 section 5.1).
  package static let maximumRecordByteCount = 16 << 10
  /// What encryption adds to a record at most, with the ciphers that are offered.
  static let recordOverheadByteCount = 64

  package enum ReadOutcome: Sendable, Equatable {
    /// The handshake is complete: `info` is valid and `write` allowed. Reported once; call `read` again.
    case established
    /// So many bytes of plaintext were written; call `read` again.
    case bytes(Int)
    /// All ciphertext is used up. Feed more.
    case wantsMore
    /// The peer sent close_notify: everything it sent before that has been read.
    case closed
    /// See `failure`.
    case failed
  }

  private enum State {
    case handshaking
    case established
    case closedByPeer
    case failed
  }

  // First what each record touches, so that it is in one cache line.
  let ssl: OpaquePointer
  private let bio: UnsafeMutablePointer<MemoryBIO>
  /// Ciphertext for the transport.
  package let outbox: ByteBuffer
  private var state = State.handshaking
  private var hasSentCloseNotify = false
  /// Set when OpenSSL asked for more ciphertext and none has arrived since.
  private var isStarved = false
  private var sharesMemory = false
  private var offersSession = false

  /// Why the connection failed, once `read` has returned `failed` or a call has thrown.
  package private(set) var failure: TLSError?
  private let context: TLSContext
  /// With an empty name on a server, which keeps no sessions.
  private let server: TLSSessionCache.Server
  private let sessions: TLSSessionCache?

  // MARK: Making one

  /// The connecting side.
  ///
  /// - Parameters:
  ///   - serverName: a host name or an IP address in text form; the certificate must be for it. A host name is
  ///     also sent as SNI, an address never (RFC 6066 section 3).
  ///   - place: where that name is connected to, its port above all: sessions are kept for each place apart.
  ///   - sessions: where to look for a session to resume and to keep new ones.
  package init(
    client context: TLSContext, serverName: String, at place: String = "", outbox: ByteBuffer,
    sessions: TLSSessionCache? = nil
  ) throws(TLSError) {
    guard context.role == .client else {
      throw TLSError(
        .configuration, "A client connection needs a context made for clients. Make one with init(client:).")
    }
    let name = try ServerName(serverName)
    unsafe (ssl, bio) = try TLSEngine.makeSSL(context, outbox)
    self.context = context
    self.outbox = outbox
    server = TLSSessionCache.Server(name: name.text, place: place)
    self.sessions = sessions
    try unsafe name.apply(to: ssl)
    unsafe bio.pointee.wantsSessions = sessions != nil
    if let session = unsafe sessions?.copy(for: server, in: context) {
      offersSession = unsafe SSL_set_session(ssl, session) == 1
      unsafe SSL_SESSION_free(session)
    }
    unsafe SSL_set_connect_state(ssl)
  }

  /// The accepting side.
  package init(server context: TLSContext, outbox: ByteBuffer) throws(TLSError) {
    guard context.role == .server else {
      throw TLSError(
        .configuration, "A server connection needs a context made for servers. Make one with init(server:).")
    }
    unsafe (ssl, bio) = try TLSEngine.makeSSL(context, outbox)
    self.context = context
    self.outbox = outbox
    server = TLSSessionCache.Server(name: "", place: "")
    self.sessions = nil
    unsafe SSL_set_accept_state(ssl)
  }

  deinit {
    // The attempt was cancelled, timed out or was cut off, perhaps because of the session.
    if state == .handshaking { forgetOfferedSession() }
    // OpenSSL takes the session of a connection that was not shut down out of use, and that is the session to come back
    // with. After a fatal alert it has done so already.
    unsafe SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
    // First the SSL, which may still look at its BIO, then what the BIO points to.
    unsafe SSL_free(ssl)
    unsafe SSL_SESSION_free(bio.pointee.newSession)
    unsafe bio.pointee.dropInput()
    unsafe bio.deinitialize(count: 1)
    unsafe bio.deallocate()
  }

  private static func makeSSL(
    _ context: TLSContext, _ outbox: ByteBuffer
  ) throws(TLSError) -> (OpaquePointer, UnsafeMutablePointer<MemoryBIO>) {
    OpenSSLErrors.clear()
    guard let ssl = unsafe SSL_new(context.pointer) else { throw OpenSSLErrors.internalFailure("make a connection") }
    let state = UnsafeMutablePointer<MemoryBIO>.allocate(capacity: 1)
    unsafe state.initialize(to: MemoryBIO(outbox: outbox))
    guard let bio = unsafe MemoryBIO.makeBIO(state: state) else {
      unsafe SSL_free(ssl)
      unsafe state.deallocate()
      throw OpenSSLErrors.internalFailure("make a BIO")
    }
    unsafe SSL_set_bio(ssl, bio, bio)
    return unsafe (ssl, state)
  }

  // MARK: Progress

  /// Whether the handshake is complete, whatever happened since.
  package var isEstablished: Bool { state == .established || state == .closedByPeer }

  /// Whether `write` is possible.
  package var isWritable: Bool { isEstablished && !hasSentCloseNotify }

  /// Whether `read` would return `wantsMore`.
  package var wantsMore: Bool { isStarved }

  /// What the handshake agreed on; `nil` before `established`.
  package var info: TLSInfo? { unsafe isEstablished ? TLSInfo(ssl) : nil }

  /// Starts the handshake. A server waits for the client's first flight and appends nothing.
  package func startHandshake() throws(TLSError) {
    unsafe precondition(bio.pointee.isEmpty, "startHandshake comes before the first feed")
    guard state == .handshaking else { return }
    if advanceHandshake() == .failed, let failure { throw failure }
  }

  // MARK: Reading

  /// Lends ciphertext to the engine until `endFeed()`.
  package func feed(_ ciphertext: UnsafeRawBufferPointer) {
    unsafe precondition(bio.pointee.lent.isEmpty, "feed was called again before endFeed")
    unsafe bio.pointee.lent = ciphertext
    if unsafe !ciphertext.isEmpty { isStarved = false }
  }

  /// Ends the loan. Ciphertext that has not been read is copied and kept; there is none after `wantsMore`.
  package func endFeed() {
    if unsafe bio.pointee.lent.isEmpty { return }
    switch state {
    case .handshaking, .established: unsafe bio.pointee.keepLent()
    case .closedByPeer, .failed: unsafe bio.pointee.dropInput()
    }
  }

  /// Decrypts into `target` until it is full or the ciphertext is used up. `target` must not be empty.
  // Not inlined: in another module each access to `state` would be checked at run time.
  @inline(never)
  package func read(into target: UnsafeMutableRawBufferPointer) -> ReadOutcome {
    switch state {
    case .handshaking: return isStarved ? .wantsMore : advanceHandshake()
    case .established: return unsafe isStarved ? .wantsMore : readRecords(into: target)
    case .closedByPeer: return .closed
    case .failed: return .failed
    }
  }

  /// Tells what the end of the transport means: `nil` after the peer's close_notify, an error before.
  package func transportEnded() -> TLSError? {
    switch state {
    case .closedByPeer: return nil
    case .failed: return failure
    case .handshaking:
      return fail(
        TLSError(
          .truncated,
          "The peer ended the transport during the TLS handshake. Check the port and the peer's log."))
    case .established:
      return fail(
        TLSError(
          .truncated,
          "The peer ended the transport without close_notify; its last bytes may be missing. Connect again."))
    }
  }

  private func readRecords(into target: UnsafeMutableRawBufferPointer) -> ReadOutcome {
    unsafe precondition(!target.isEmpty, "read needs room")
    OpenSSLErrors.clear()
    var count = 0
    while count < target.count {
      var recordByteCount = 0
      guard
        unsafe SSL_read_ex(ssl, target.baseAddress?.advanced(by: count), target.count - count, &recordByteCount) == 1
      else {
        let outcome = stopReading()
        return count > 0 ? .bytes(count) : outcome
      }
      count += recordByteCount
      // Spares a call that would find nothing.
      if unsafe bio.pointee.isEmpty && SSL_has_pending(ssl) == 0 {
        isStarved = true
        break
      }
    }
    takeNewSession()
    return .bytes(count)
  }

  /// Finds out why a read gave nothing, and remembers it for the next call.
  private func stopReading() -> ReadOutcome {
    takeNewSession()
    switch unsafe SSL_get_error(ssl, 0) {
    case SSL_ERROR_WANT_READ:
      isStarved = true
      return .wantsMore
    case SSL_ERROR_ZERO_RETURN:
      state = .closedByPeer
      return .closed
    default:
      fail(connectionFailure())
      return .failed
    }
  }

  private func advanceHandshake() -> ReadOutcome {
    OpenSSLErrors.clear()
    let result = unsafe SSL_do_handshake(ssl)
    takeNewSession()
    if result == 1 {
      state = .established
      isStarved = unsafe bio.pointee.isEmpty && SSL_has_pending(ssl) == 0
      return .established
    }
    if unsafe SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ {
      isStarved = true
      return .wantsMore
    }
    fail(connectionFailure())
    return .failed
  }

  // MARK: Writing

  /// Encrypts all of `plaintext` into `outbox`.
  package func write(_ plaintext: UnsafeRawBufferPointer) throws(TLSError) {
    guard isWritable else { throw failure ?? TLSEngine.notWritable(hasSentCloseNotify) }
    guard unsafe !plaintext.isEmpty else { return }
    if plaintext.count > TLSEngine.maximumRecordByteCount { reserveOutbox(for: plaintext.count) }
    OpenSSLErrors.clear()
    var written = 0
    guard unsafe SSL_write_ex(ssl, plaintext.baseAddress, plaintext.count, &written) == 1,
      written == plaintext.count
    else { throw fail(connectionFailure()) }
  }

  /// Says that nothing more will be written. Reading goes on until the peer says the same. May be called again.
  package func closeNotify() {
    guard isWritable else { return }
    hasSentCloseNotify = true
    OpenSSLErrors.clear()
    // 0 and 1 both mean that the alert is in the outbox.
    if unsafe SSL_shutdown(ssl) < 0 { fail(connectionFailure()) }
  }

  /// Changes the keys of both directions (RFC 8446 section 4.6.3). TLS 1.3 only.
  package func requestKeyUpdate() throws(TLSError) {
    guard isWritable else { throw failure ?? TLSEngine.notWritable(hasSentCloseNotify) }
    OpenSSLErrors.clear()
    guard unsafe SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED) == 1, unsafe SSL_do_handshake(ssl) == 1 else {
      throw OpenSSLErrors.internalFailure("update the keys, for which TLS 1.3 is needed")
    }
  }

  private func reserveOutbox(for byteCount: Int) {
    let recordCount = byteCount / TLSEngine.maximumRecordByteCount + 1
    _ = unsafe outbox.prepare(minimumByteCount: byteCount + recordCount * TLSEngine.recordOverheadByteCount)
  }

  private static func notWritable(_ hasSentCloseNotify: Bool) -> TLSError {
    hasSentCloseNotify
      ? TLSError(.notWritable, "Nothing can be written after closeNotify. Open another connection.")
      : TLSError(.notWritable, "Nothing can be written before the handshake is complete. Wait for it.")
  }

  // MARK: Memory

  /// Whether OpenSSL takes its record buffers from the allocator for each record and gives them back after it, so that
  /// many connections use the same memory in turn. Otherwise it keeps them until `releaseIdleMemory()`.
  package func shareMemory(_ shares: Bool) {
    guard shares != sharesMemory else { return }
    sharesMemory = shares
    setReleasesBuffers(shares)
  }

  private func setReleasesBuffers(_ releases: Bool) {
    let mode = Int(SSL_MODE_RELEASE_BUFFERS)
    _ = unsafe releases ? rt_SSL_set_mode(ssl, mode) : rt_SSL_clear_mode(ssl, mode)
  }

  /// Gives OpenSSL's record buffers back to the allocator. They return with the next record.
  package func releaseIdleMemory() {
    guard state == .established, unsafe bio.pointee.isEmpty, unsafe SSL_has_pending(ssl) == 0 else { return }
    OpenSSLErrors.clear()
    setReleasesBuffers(true)
    defer { setReleasesBuffers(sharesMemory) }
    // In this mode OpenSSL gives back its buffers after a write and a read of nothing too.
    var byteCount = 0
    var unused: UInt8 = 0
    if !hasSentCloseNotify { unsafe SSL_write_ex(ssl, &unused, 0, &byteCount) }
    unsafe SSL_read_ex(ssl, &unused, 1, &byteCount)
    OpenSSLErrors.clear()
  }

  // MARK: Failures and sessions

  @discardableResult
  private func fail(_ error: TLSError) -> TLSError {
    if state == .handshaking {
      forgetOfferedSession()
    } else if error.kind != .truncated {
      // A fatal alert ends the session with the connection (RFC 5246 section 7.2.2, RFC 8446 section 6.2). OpenSSL
      // knows the connection's own session only, and the cache may hold a newer one.
      sessions?.remove(for: server, in: context)
    }
    state = .failed
    failure = error
    return error
  }

  private func connectionFailure() -> TLSError {
    unsafe .connectionFailure(verifyResult: SSL_get_verify_result(ssl), isEstablished: isEstablished)
  }

  /// A server that fails on a session would otherwise be offered it each time.
  private func forgetOfferedSession() {
    if offersSession { sessions?.remove(for: server, in: context) }
  }

  private func takeNewSession() {
    guard let session = unsafe bio.pointee.newSession else { return }
    unsafe bio.pointee.newSession = nil
    if let sessions {
      unsafe sessions.insert(session, for: server, in: context)
    } else {
      unsafe SSL_SESSION_free(session)
    }
  }
}
