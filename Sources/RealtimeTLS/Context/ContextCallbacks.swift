internal import CRealtimeOpenSSL

/// Verifies the chain, then the pins. Runs inside the handshake, so that a refusal reaches the peer as an alert
/// and no session of a refused peer is ever kept.
func verifyPeer(_ store: OpaquePointer?, _ argument: UnsafeMutableRawPointer?) -> Int32 {
  guard let store = unsafe store, let argument = unsafe argument else { return 0 }
  return unsafe Unmanaged<CallbackSettings>.fromOpaque(argument)._withUnsafeGuaranteedRef { settings in
    if unsafe settings.verifiesCertificates && X509_verify_cert(store) != 1 { return 0 }
    if unsafe settings.pins.isEmpty || hasPinnedKey(store, settings) { return 1 }
    unsafe X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION)
    unsafe memoryBIO(ofVerification: store)?.pointee.pinsFailed = true
    return 0
  }
}

private func hasPinnedKey(_ store: OpaquePointer, _ settings: CallbackSettings) -> Bool {
  guard settings.verifiesCertificates else {
    return unsafe X509_STORE_CTX_get0_cert(store).flatMap(TLSPublicKeyPin.init(ofCertificate:)).map(
      settings.pins.contains)
      ?? false
  }
  let chain = unsafe X509_STORE_CTX_get0_chain(store)
  return unsafe (0..<max(0, rt_sk_X509_num(chain))).contains { index in
    guard let pin = unsafe rt_sk_X509_value(chain, index).flatMap(TLSPublicKeyPin.init(ofCertificate:)) else {
      return false
    }
    return settings.pins.contains(pin)
  }
}

private func memoryBIO(ofVerification store: OpaquePointer) -> UnsafeMutablePointer<MemoryBIO>? {
  let ssl = unsafe X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx())
  return unsafe memoryBIO(of: ssl.map { OpaquePointer($0) })
}

private func memoryBIO(of ssl: OpaquePointer?) -> UnsafeMutablePointer<MemoryBIO>? {
  // Taken from the BIO, so that the connection needs none of OpenSSL's lists for application data.
  unsafe BIO_get_data(SSL_get_rbio(ssl))?.assumingMemoryBound(to: MemoryBIO.self)
}

/// Keeps the newest session for the engine to take after the call; returning 1 keeps its reference.
func receiveSession(_ ssl: OpaquePointer?, _ session: OpaquePointer?) -> Int32 {
  guard let state = unsafe memoryBIO(of: ssl), unsafe state.pointee.wantsSessions else { return 0 }
  unsafe SSL_SESSION_free(state.pointee.newSession)
  unsafe state.pointee.newSession = session
  return 1
}

func logKey(_ ssl: OpaquePointer?, _ line: UnsafePointer<CChar>?) {
  guard let ssl = unsafe ssl, let line = unsafe line,
    let settings = unsafe SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), applicationDataIndex)
  else { return }
  unsafe Unmanaged<CallbackSettings>.fromOpaque(settings)._withUnsafeGuaranteedRef {
    unsafe $0.keyLog?(String(cString: line))
  }
}

/// The first name of the server's list that the client offers; without one the handshake fails, as RFC 7301
/// section 3.2 demands.
func selectApplicationProtocol(
  _ ssl: OpaquePointer?, _ selected: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
  _ selectedByteCount: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?,
  _ offeredByteCount: UInt32, _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  guard let selected = unsafe selected, let selectedByteCount = unsafe selectedByteCount,
    let offered = unsafe offered, offeredByteCount > 0, let argument = unsafe argument
  else { return SSL_TLSEXT_ERR_NOACK }
  let names = unsafe Unmanaged<CallbackSettings>.fromOpaque(argument)._withUnsafeGuaranteedRef {
    unsafe $0.applicationProtocols
  }
  var match: UnsafeMutablePointer<UInt8>?
  let outcome = unsafe SSL_select_next_proto(
    &match, selectedByteCount, names.baseAddress, UInt32(names.count), offered, offeredByteCount)
  guard outcome == OPENSSL_NPN_NEGOTIATED, let match = unsafe match else { return SSL_TLSEXT_ERR_ALERT_FATAL }
  unsafe selected.pointee = UnsafePointer(match)
  return SSL_TLSEXT_ERR_OK
}
