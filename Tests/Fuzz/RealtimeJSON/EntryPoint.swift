/// Called by libFuzzer with each input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEventJSON(_ bytes: UnsafePointer<UInt8>?, _ byteCount: Int) -> CInt {
  let document = Array(UnsafeBufferPointer(start: bytes, count: byteCount))
  if let violation = JSONProperties.violation(in: document) { fatalError(violation) }
  return 0
}
