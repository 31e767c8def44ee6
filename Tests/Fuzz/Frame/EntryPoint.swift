import WebSocketProperties

/// Called by libFuzzer with each input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFrame(_ bytes: UnsafePointer<UInt8>?, _ byteCount: Int) -> CInt {
  FrameProperties.check(bytes, byteCount)
}
