import WebSocketProperties

/// Called by libFuzzer with each input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMachine(_ bytes: UnsafePointer<UInt8>?, _ byteCount: Int) -> CInt {
  MachineProperties.check(bytes, byteCount)
}
