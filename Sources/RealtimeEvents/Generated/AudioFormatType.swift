// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Encoding of audio in GA sessions. Other values are kept as they came.
public struct AudioFormatType: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `audio/pcm`
  public static var pcm: Self { Self(rawValue: "audio/pcm") }
  /// `audio/pcmu`
  public static var pcmu: Self { Self(rawValue: "audio/pcmu") }
  /// `audio/pcma`
  public static var pcma: Self { Self(rawValue: "audio/pcma") }
}

extension AudioFormatType: JSONReadable, JSONWritable {}
