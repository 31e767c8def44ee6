extension AudioEncoding {
  /// Appends the samples in `bytes` to `samples`, as 16-bit linear PCM at the encoding's own rate.
  ///
  /// Half a sample at the end is left out.
  ///
  /// - Precondition: `samples` has room for `bytes.byteCount / bytesPerSample` more.
  public func decode(_ bytes: RawSpan, into samples: inout OutputSpan<Int16>) {
    switch self {
    case .g711MuLaw:
      for offset in bytes.byteOffsets { samples.append(G711.linear(fromMuLaw: bytes[offset])) }
    case .g711ALaw:
      for offset in bytes.byteOffsets { samples.append(G711.linear(fromALaw: bytes[offset])) }
    case .pcm16:
      for offset in stride(from: 0, to: bytes.byteCount - 1, by: 2) {
        samples.append(Int16(bitPattern: UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8))
      }
    }
  }

  /// Appends linear `samples`, at the encoding's own rate, to `bytes`.
  ///
  /// - Precondition: `bytes` has room for `samples.count * bytesPerSample` more.
  public func encode(_ samples: Span<Int16>, into bytes: inout OutputSpan<UInt8>) {
    switch self {
    case .g711MuLaw: for index in samples.indices { bytes.append(G711.muLaw(fromLinear: samples[index])) }
    case .g711ALaw: for index in samples.indices { bytes.append(G711.aLaw(fromLinear: samples[index])) }
    case .pcm16:
      for index in samples.indices {
        bytes.append(UInt8(truncatingIfNeeded: samples[index]))
        bytes.append(UInt8(truncatingIfNeeded: samples[index] >> 8))
      }
    }
  }
}

extension RawSpan {
  /// The byte at `offset`. Loading checks the bounds, and any bits make an integer.
  fileprivate subscript(offset: Int) -> UInt8 { unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self) }
}
