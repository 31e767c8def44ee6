import WebSocketProperties

/// Called by libFuzzer with each input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHandshake(_ bytes: UnsafePointer<UInt8>?, _ byteCount: Int) -> CInt {
  HandshakeProperties.check(bytes, byteCount)
}
