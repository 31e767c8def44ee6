internal import CRealtimeOpenSSL

/// For `dangerouslyDisableCertificateVerification`: whatever was found wrong with a certificate is right.
func acceptAnyCertificate(_ isValid: Int32, _ store: OpaquePointer?) -> Int32 { 1 }

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
