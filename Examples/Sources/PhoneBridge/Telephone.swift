import RealtimeAudio

/// Audio as a telephone has it: G.711 µ-law, 8 000 samples a second.
enum Telephone {
  /// Bytes of 20 ms.
  static let frame = 160
  static let silence = [UInt8](repeating: AudioEncoding.g711MuLaw.silence, count: frame)

  /// The audio of linear samples at 24 kHz, little-endian: of each three their mean.
  static func audio(of samples: [UInt8]) -> [UInt8] {
    stride(from: 0, to: samples.count - 5, by: 6).map { start in
      let sum = stride(from: start, to: start + 6, by: 2).reduce(0) {
        $0 + Int(Int16(bitPattern: UInt16(samples[$1]) | UInt16(samples[$1 + 1]) << 8))
      }
      return G711.muLaw(fromLinear: Int16(sum / 3))
    }
  }
}
