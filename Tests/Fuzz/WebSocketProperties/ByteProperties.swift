/// What must hold of any bytes given to a part of the protocol. The fuzzer and the ordinary tests both ask here.
package protocol ByteProperties: SendableMetatype {
  /// What did not hold, in words, or `nil`.
  static func violation(in input: [UInt8]) -> String?
}

extension ByteProperties {
  /// For libFuzzer: ends the process on a violation, so that it keeps the input.
  package static func check(_ bytes: UnsafePointer<UInt8>?, _ byteCount: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: byteCount))
    if let violation = violation(in: input) { fatalError(violation) }
    return 0
  }
}

/// Takes decisions from the front of a fuzzer's input, and the bytes to try from what is after them. An input
/// that is used up goes on with zeros.
struct FuzzInput {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  var isEmpty: Bool { rest.isEmpty }

  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  mutating func bytes(_ byteCount: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(byteCount) }
    return Array(rest.prefix(byteCount))
  }

  mutating func remainder() -> [UInt8] { bytes(rest.count) }
}

/// Lends a copy of `bytes` in memory of exactly their size, so that the sanitizer sees one byte too many read.
func withExactCopy<Result>(_ bytes: some Collection<UInt8>, _ body: (UnsafeMutableRawBufferPointer) -> Result)
  -> Result
{
  let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
  defer { memory.deallocate() }
  memory.copyBytes(from: bytes)
  return body(memory)
}

/// The places where `byteCount` bytes are cut for comparison: everywhere while that is affordable, and at a sample
/// of places in longer inputs.
func splits(of byteCount: Int, affordable: Int = 96) -> [Int] {
  byteCount <= affordable
    ? Array(0...byteCount) : Array(stride(from: 0, through: byteCount, by: byteCount / 24 + 1))
}
