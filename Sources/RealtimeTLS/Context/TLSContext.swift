internal import CRealtimeOpenSSL
internal import CRealtimeOpenSSLStart

/// A configuration made ready for use: files read, keys checked, everything OpenSSL can prepare prepared.
///
/// Shared by any number of connections on any number of loops. Making one reads files and may take
/// milliseconds; make it once and keep it.
///
/// `@unchecked Sendable`: all stored properties are immutable; `SSL_CTX` counts its references and locks its
/// caches itself, and nothing here changes it after `init`.
@safe
package final class TLSContext: @unchecked Sendable {
  /// A chain longer than this is refused: leaf, intermediates, root.
  package static let maximumChainDepth: Int32 = 10
  /// All certificates of a peer together, in encoded form.
  package static let maximumPeerCertificateByteCount = 100 << 10

  package enum Role: Sendable {
    case client
    case server
  }

  let role: Role
  let pointer: OpaquePointer
  let settings: CallbackSettings

  /// A context for connections that this side opens.
  ///
  /// - Parameter systemStores: what `TrustRoots.system` stands for. Without any it trusts nobody.
  package convenience init(
    client configuration: TLSConfiguration, systemStores: [TrustStore] = []
  ) throws(TLSError) { try self.init(role: .client, configuration, systemStores) }

  /// A context for connections that this side accepts. `configuration.identity` is required.
  package convenience init(server configuration: TLSConfiguration, systemStores: [TrustStore] = []) throws(TLSError) {
    guard configuration.identity != nil else {
      throw TLSError(.configuration, "A TLS server needs a certificate: set identity.")
    }
    try self.init(role: .server, configuration, systemStores)
  }

  private init(role: Role, _ configuration: TLSConfiguration, _ systemStores: [TrustStore]) throws(TLSError) {
    rt_keep_openssl_at_exit()
    settings = try CallbackSettings(configuration)
    OpenSSLErrors.clear()
    guard let pointer = unsafe SSL_CTX_new(role == .client ? TLS_client_method() : TLS_server_method()) else {
      throw OpenSSLErrors.internalFailure("make a TLS context")
    }
    self.role = role
    unsafe self.pointer = pointer
    // From here on deinit frees the pointer, also when one of these throws.
    try applyProtocol(configuration)
    try applyCiphers(configuration.cipherOrder)
    try applyIdentity(configuration.identity)
    try applyVerification(configuration, systemStores)
    try applyApplicationProtocols()
    try applySessions()
  }

  deinit { unsafe SSL_CTX_free(pointer) }

  // MARK: Set-up

  private func applyProtocol(_ configuration: TLSConfiguration) throws(TLSError) {
    guard configuration.minimumVersion <= configuration.maximumVersion else {
      throw TLSError(.configuration, "minimumVersion is newer than maximumVersion. Set one of them.")
    }
    guard unsafe rt_SSL_CTX_set_min_proto_version(pointer, configuration.minimumVersion.code) == 1,
      unsafe rt_SSL_CTX_set_max_proto_version(pointer, configuration.maximumVersion.code) == 1
    else {
      throw OpenSSLErrors.configuration(
        "The TLS versions were refused. Check the configuration of OpenSSL on this machine.")
    }
    unsafe SSL_CTX_set_options(pointer, rt_SSL_OP_NO_RENEGOTIATION | rt_SSL_OP_NO_COMPRESSION)
    // A missing close_notify is an error, whatever the system's configuration file says.
    unsafe SSL_CTX_clear_options(pointer, rt_SSL_OP_IGNORE_UNEXPECTED_EOF)
    // With it OpenSSL fetches a record by one call of the BIO in place of two: see MemoryBIO.
    unsafe rt_SSL_CTX_set_read_ahead(pointer, 1)
    unsafe rt_SSL_CTX_set_max_cert_list(pointer, TLSContext.maximumPeerCertificateByteCount)
    unsafe SSL_CTX_set_ex_data(pointer, applicationDataIndex, Unmanaged.passUnretained(settings).toOpaque())
    if configuration.keyLog != nil { unsafe SSL_CTX_set_keylog_callback(pointer, logKey) }
  }

  private func applyCiphers(_ order: TLSCipherOrder) throws(TLSError) {
    guard unsafe SSL_CTX_set_ciphersuites(pointer, order.tls13) == 1,
      unsafe SSL_CTX_set_cipher_list(pointer, order.tls12) == 1
    else {
      throw OpenSSLErrors.configuration("No cipher of the order is known to OpenSSL. Check their names.")
    }
    // OpenSSL skips a name that it does not know, but queues a complaint.
    OpenSSLErrors.clear()
  }

  private func applyIdentity(_ identity: TLSIdentity?) throws(TLSError) {
    guard let identity else { return }
    try unsafe PEMReader.forEachCertificate(in: identity.certificateChain, what: "the certificate chain") {
      certificate, index throws(TLSError) in
      if index == 0 {
        guard unsafe SSL_CTX_use_certificate(pointer, certificate) == 1 else {
          throw OpenSSLErrors.configuration("The certificate was refused. Check its key size and signature.")
        }
      } else {
        unsafe X509_up_ref(certificate)
        guard unsafe rt_SSL_CTX_add0_chain_cert(pointer, certificate) == 1 else {
          unsafe X509_free(certificate)
          throw OpenSSLErrors.configuration("A certificate of the chain was refused. Check its PEM text.")
        }
      }
    }
    let key = try unsafe PEMReader.privateKey(in: identity.privateKey, passphrase: identity.passphrase)
    defer { unsafe EVP_PKEY_free(key) }
    guard unsafe SSL_CTX_use_PrivateKey(pointer, key) == 1, unsafe SSL_CTX_check_private_key(pointer) == 1 else {
      throw OpenSSLErrors.configuration("The private key does not belong to the certificate. Check both files.")
    }
  }

  private func applyVerification(_ configuration: TLSConfiguration, _ systemStores: [TrustStore]) throws(TLSError) {
    var verdict: (@convention(c) (Int32, OpaquePointer?) -> Int32)?
    if configuration.dangerouslyDisableCertificateVerification { unsafe verdict = unsafe acceptAnyCertificate }
    switch (role, configuration.clientCertificateRequest) {
    case (.client, _), (.server, .optional): unsafe SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, verdict)
    case (.server, .required):
      unsafe SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, verdict)
    case (.server, .none):
      unsafe SSL_CTX_set_verify(pointer, SSL_VERIFY_NONE, nil)
      return
    }
    unsafe SSL_CTX_set_verify_depth(pointer, TLSContext.maximumChainDepth)
    if !configuration.dangerouslyDisableCertificateVerification {
      try unsafe TrustRoots.load(configuration.trustRoots, system: systemStores, into: pointer)
      if configuration.acceptsPartialChains {
        unsafe X509_STORE_set_flags(SSL_CTX_get_cert_store(pointer), UInt(X509_V_FLAG_PARTIAL_CHAIN))
      }
    }
  }

  private func applyApplicationProtocols() throws(TLSError) {
    let names = unsafe settings.applicationProtocols
    guard let start = names.baseAddress, !names.isEmpty else { return }
    switch role {
    case .client:
      // Unlike its neighbours this function returns 0 for success.
      guard unsafe SSL_CTX_set_alpn_protos(pointer, start, UInt32(names.count)) == 0 else {
        throw OpenSSLErrors.configuration("The application protocols were refused. Check their names.")
      }
    case .server:
      unsafe SSL_CTX_set_alpn_select_cb(
        pointer, selectApplicationProtocol, Unmanaged.passUnretained(settings).toOpaque())
    }
  }

  private func applySessions() throws(TLSError) {
    switch role {
    case .client:
      // OpenSSL's own store is shared by all loops and keyed by the server's id; ours is TLSSessionCache.
      _ = unsafe rt_SSL_CTX_set_session_cache_mode(
        pointer, Int(SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE))
      unsafe SSL_CTX_sess_set_new_cb(pointer, receiveSession)
    case .server:
      // Tickets carry the session's state, so a server needs no memory per client to resume one.
      _ = unsafe rt_SSL_CTX_set_session_cache_mode(pointer, Int(SSL_SESS_CACHE_OFF))
      var identifier: UInt8 = 1
      guard unsafe SSL_CTX_set_session_id_context(pointer, &identifier, 1) == 1 else {
        throw OpenSSLErrors.internalFailure("name the session context")
      }
    }
  }
}

extension TLSConfiguration.Version {
  fileprivate var code: Int32 { self == .tls12 ? TLS1_2_VERSION : TLS1_3_VERSION }
}
