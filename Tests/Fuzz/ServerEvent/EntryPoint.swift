/// Called by libFuzzer with each input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzServerEvent(_ bytes: UnsafePointer<UInt8>?, _ byteCount: Int) -> CInt {
  let message = Array(UnsafeBufferPointer(start: bytes, count: byteCount))
  if let violation = EventProperties.violation(in: message) { fatalError(violation) }
  return 0
}
