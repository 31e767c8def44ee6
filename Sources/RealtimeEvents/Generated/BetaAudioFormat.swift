// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Encoding of audio in beta sessions. Other values are kept as they came.
public struct BetaAudioFormat: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `pcm16`
  public static var pcm16: Self { Self(rawValue: "pcm16") }
  /// `g711_ulaw`
  public static var g711Ulaw: Self { Self(rawValue: "g711_ulaw") }
  /// `g711_alaw`
  public static var g711Alaw: Self { Self(rawValue: "g711_alaw") }
}

extension BetaAudioFormat: JSONReadable, JSONWritable {}
