import OpenAIRealtime
import RealtimeAudio

/// Audio as a telephone has it: G.711 µ-law, 8 000 samples a second.
public enum Telephone {
  /// How long one message of a carrier is.
  public static let frameDuration = Duration.milliseconds(20)
  /// Bytes of that.
  static let frameByteCount = 160
  static let silence = [UInt8](repeating: AudioEncoding.g711MuLaw.silence, count: frameByteCount)

  /// The audio of linear samples at 24 kHz, little-endian: of each three their mean. They are cut into frames, at least
  /// one; the last one is filled up with silence.
  public static func frames(of samples: [UInt8]) -> [[UInt8]] {
    let audio = stride(from: 0, to: samples.count - 5, by: 6).map { start in
      let sum = stride(from: start, to: start + 6, by: 2).reduce(0) {
        $0 + Int(Int16(bitPattern: UInt16(samples[$1]) | UInt16(samples[$1 + 1]) << 8))
      }
      return G711.muLaw(fromLinear: Int16(sum / 3))
    }
    return stride(from: 0, to: max(audio.count, 1), by: frameByteCount).map { start in
      let frame = audio[start...].prefix(frameByteCount)
      return Array(frame) + silence.dropFirst(frame.count)
    }
  }
}
