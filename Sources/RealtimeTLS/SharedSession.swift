internal import CRealtimeOpenSSL

/// One session that all connections to a server hold, each in place of one of its own.
///
/// OpenSSL makes a session for every ticket, and a connection keeps the last one for as long as it lives: more than a
/// kilobyte, and in a full handshake the server's certificates once more. Once the handshake of TLS 1.3 is over it is
/// asked for two things only: for the facts that `standsFor` compares, and for a copy to write the next ticket into,
/// over everything that belongs to one connection. So any session with the same facts does. What resumes is not this
/// one but the newest, which the cache has.
final class SharedSession {
  private let session: OpaquePointer

  /// A copy of `model`: a session that a handshake has resumed is taken out of use.
  init?(_ model: OpaquePointer) {
    guard SessionSwap.isPossible, SSL_SESSION_get_protocol_version(model) == TLS1_3_VERSION,
      let session = SSL_SESSION_dup(model)
    else { return nil }
    self.session = session
  }

  deinit {
    SSL_SESSION_free(session)
  }

  /// Whether a connection whose session is `other` may hold this one.
  func standsFor(_ other: OpaquePointer) -> Bool {
    // What a connection that failed has spoilt is handed on no further.
    guard SSL_SESSION_is_resumable(session) == 1,
      SSL_SESSION_get_protocol_version(other) == TLS1_3_VERSION,
      SSL_SESSION_get0_cipher(session) == SSL_SESSION_get0_cipher(other)
    else { return false }
    let (own, others) = (SSL_SESSION_get0_peer(session), SSL_SESSION_get0_peer(other))
    return own == others || own != nil && others != nil && X509_cmp(own, others) == 0
  }

  /// Puts this session in the place of the one that `ssl` holds, which stays good for whoever else holds that.
  func replaceSession(of ssl: OpaquePointer, with swap: SessionSwap) {
    guard SSL_get_session(ssl) != session else { return }
    swap.setSession(session, of: ssl)
  }
}

/// Sets the session of a connection whose handshake is over. One per loop.
///
/// `SSL_set_session` is made for the time before a handshake: where the method of the connection, which by now is that
/// of its TLS version, is not the method of its context, it begins anew and all keys are lost. So the connection gets
/// a context of its own method for the time of the call. OpenSSL compares with the context's method up to version 3.1;
/// with later ones every connection keeps its session.
final class SessionSwap {
  static let isPossible = OPENSSL_version_major() == 3 && OPENSSL_version_minor() <= 1

  /// Has no certificates, settings or sessions, and no handshake is ever made with it.
  private var context: OpaquePointer?

  deinit {
    SSL_CTX_free(context)
  }

  func setSession(_ session: OpaquePointer, of ssl: OpaquePointer) {
    guard SSL_is_init_finished(ssl) == 1, let method = SSL_get_ssl_method(ssl) else { return }
    if context == nil { context = SSL_CTX_new(method) }
    let own = SSL_get_SSL_CTX(ssl)
    guard let context, SSL_CTX_get_ssl_method(context) == method, SSL_set_SSL_CTX(ssl, context) == context
    else { return OpenSSLErrors.clear() }
    let (shutdown, verdict) = (SSL_get_shutdown(ssl), SSL_get_verify_result(ssl))
    // The session that leaves a connection which has not been shut down is taken out of use.
    SSL_set_shutdown(ssl, shutdown | SSL_SENT_SHUTDOWN)
    SSL_set_session(ssl, session)
    SSL_set_shutdown(ssl, shutdown)
    SSL_set_verify_result(ssl, verdict)
    SSL_set_SSL_CTX(ssl, own)
  }
}
