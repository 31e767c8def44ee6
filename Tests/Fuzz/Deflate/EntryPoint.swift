import WebSocketProperties

/// Called by libFuzzer with each input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDeflate(_ bytes: UnsafePointer<UInt8>?, _ byteCount: Int) -> CInt {
  DeflateProperties.check(bytes, byteCount)
}
