/// Called by libFuzzer with each input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCarrier(_ bytes: UnsafePointer<UInt8>?, _ byteCount: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: bytes, count: byteCount))
  if let violation = CarrierProperties.violation(in: input) { fatalError(violation) }
  return 0
}
