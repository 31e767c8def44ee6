import WebSocketProperties

/// Called by libFuzzer with each input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzUTF8(_ bytes: UnsafePointer<UInt8>?, _ byteCount: Int) -> CInt {
  UTF8Properties.check(bytes, byteCount)
}
