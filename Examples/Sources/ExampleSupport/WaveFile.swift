/// RIFF/WAVE with 16-bit mono PCM at 24 kHz, the Realtime API's own format.
public enum WaveFile {
  public static let sampleRate = 24_000
  public static let bytesPerSecond = sampleRate * 2

  /// The samples of a file, little-endian.
  ///
  /// - Throws: what is wrong with the file, and how to make one that is right.
  public static func read(_ path: String) throws(Failure) -> [UInt8] {
    let bytes = try PosixFile.read(path)
    do throws(Failure) {
      return try samples(of: bytes)
    } catch {
      throw Failure("\(path): \(error)")
    }
  }

  /// The samples of a file that is in memory.
  public static func samples(of bytes: [UInt8]) throws(Failure) -> [UInt8] {
    guard text(bytes, 0) == "RIFF", text(bytes, 8) == "WAVE" else {
      throw Failure("this is no WAVE file: it does not begin with RIFF and WAVE")
    }
    var offset = 12
    var format: WaveFormat?
    while let name = text(bytes, offset), let byteCount = number(bytes, offset + 4, 4) {
      let start = offset + 8
      let isStreamed = name == "data" && isUnknown(byteCount, in: bytes)
      let end = isStreamed ? bytes.count : start + byteCount
      guard end <= bytes.count else {
        throw Failure(
          "the file was cut off: it should go on for \(end - bytes.count) bytes more after its \(bytes.count)"
        )
      }
      if name == "fmt " { format = WaveFormat(bytes[start..<end]) }
      if name == "data" {
        guard let format else { throw Failure("the samples come before the chunk that says their format") }
        try format.check()
        guard end - start >= 2 else { throw Failure("there are no samples in it") }
        // Half a sample at the end is not heard.
        return Array(bytes[start..<(end - (end - start) % 2)])
      }
      offset = end + byteCount % 2
    }
    throw Failure("the file was cut off: it ends before its samples")
  }

  /// A recorder that writes to a pipe does not know how long the recording will be. It says 0, or a number near the
  /// greatest of 32 or 31 bits; the samples go on to the end of the file.
  private static func isUnknown(_ byteCount: Int, in file: [UInt8]) -> Bool {
    let isKnownByFile = number(file, 4, 4) == file.count - 8
    return byteCount >= 0x7FFF_0000 || byteCount == 0 && !isKnownByFile
  }

  /// A whole file with these samples.
  public static func file(of samples: [UInt8]) -> [UInt8] {
    func littleEndian(_ number: Int, _ byteCount: Int) -> [UInt8] {
      (0..<byteCount).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    // What is too long for the field is as long as the file.
    let byteCount = min(samples.count, Int(UInt32.max) - 36)
    return Array("RIFF".utf8) + littleEndian(36 + byteCount, 4) + Array("WAVEfmt ".utf8)
      + littleEndian(16, 4) + littleEndian(1, 2) + littleEndian(1, 2) + littleEndian(sampleRate, 4)
      + littleEndian(bytesPerSecond, 4) + littleEndian(2, 2) + littleEndian(16, 2)
      + Array("data".utf8) + littleEndian(byteCount, 4) + samples
  }

  private static func text(_ bytes: [UInt8], _ offset: Int) -> String? {
    guard offset + 4 <= bytes.count else { return nil }
    return String(decoding: bytes[offset..<(offset + 4)], as: UTF8.self)
  }

  static func number(_ bytes: [UInt8], _ offset: Int, _ byteCount: Int) -> Int? {
    guard offset + byteCount <= bytes.count else { return nil }
    return (0..<byteCount).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }
}
