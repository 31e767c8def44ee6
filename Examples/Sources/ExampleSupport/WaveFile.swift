public import Foundation

/// RIFF/WAVE with 16-bit mono PCM at 24 kHz, the Realtime API's own format, and nothing else.
public enum WaveFile {
  public static let sampleRate = 24_000
  public static let bytesPerSecond = sampleRate * 2

  public enum Failure: Error, CustomStringConvertible {
    case notPCM16Mono24k

    public var description: String {
      "not a WAVE file of 16-bit mono PCM at 24 kHz; sox IN -r 24000 -b 16 -c 1 OUT.wav makes one"
    }
  }

  /// The samples of a file, little-endian.
  public static func read(_ url: URL) throws -> [UInt8] {
    let bytes = [UInt8](try Data(contentsOf: url))
    guard bytes.count >= 12, text(bytes, 0) == "RIFF", text(bytes, 8) == "WAVE" else {
      throw Failure.notPCM16Mono24k
    }
    var offset = 12
    var isFormatRight = false
    while offset + 8 <= bytes.count {
      let byteCount = Int(number(bytes, offset + 4, 4))
      let start = offset + 8
      guard start + byteCount <= bytes.count else { break }
      switch text(bytes, offset) {
      case "fmt " where byteCount >= 16:
        isFormatRight =
          number(bytes, start, 2) == 1 && number(bytes, start + 2, 2) == 1
          && number(bytes, start + 4, 4) == sampleRate && number(bytes, start + 14, 2) == 16
      case "data" where isFormatRight:
        return Array(bytes[start..<(start + byteCount)])
      default:
        break
      }
      offset = start + byteCount + byteCount % 2
    }
    throw Failure.notPCM16Mono24k
  }

  public static func write(_ samples: [UInt8], to url: URL) throws {
    var file = Data("RIFF".utf8)
    file.append(littleEndian: UInt32(36 + samples.count))
    file.append(contentsOf: "WAVEfmt ".utf8)
    file.append(littleEndian: UInt32(16))
    file.append(littleEndian: UInt16(1))
    file.append(littleEndian: UInt16(1))
    file.append(littleEndian: UInt32(sampleRate))
    file.append(littleEndian: UInt32(bytesPerSecond))
    file.append(littleEndian: UInt16(2))
    file.append(littleEndian: UInt16(16))
    file.append(contentsOf: "data".utf8)
    file.append(littleEndian: UInt32(samples.count))
    file.append(contentsOf: samples)
    try file.write(to: url)
  }

  private static func text(_ bytes: [UInt8], _ offset: Int) -> String {
    String(decoding: bytes[offset..<(offset + 4)], as: UTF8.self)
  }

  private static func number(_ bytes: [UInt8], _ offset: Int, _ byteCount: Int) -> UInt32 {
    (0..<byteCount).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
  }
}

extension Data {
  fileprivate mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }
}

/// The recording that comes with the examples.
public enum Recordings {
  public static let question = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Recordings/question.wav")
}
