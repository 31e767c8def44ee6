/// How well the rate of audio is changed, and what that costs. The delays are those from 24 kHz to 8 kHz.
public enum ResamplingQuality: Sendable, Hashable, CaseIterable {
  /// The least work, and 2 ms of delay. The highest tones of a telephone, at 3 400 Hz, lose 2.6 dB.
  case quick
  /// All of a telephone's band within 0.1 dB, and 80 dB less of what a telephone cannot have. 4 ms of delay.
  case telephone
  /// Nine tenths of any band within 0.1 dB, for twice the work and 10 ms of delay.
  case fine

  /// From 0 to 10, as the library counts.
  var level: Int32 {
    switch self {
    case .quick: 2
    case .telephone: 4
    case .fine: 8
    }
  }
}
