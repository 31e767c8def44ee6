// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// The name that the API gives an object of a kind. Other values are kept as they came.
public struct APIObjectName: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `realtime.item`
  public static var item: Self { Self(rawValue: "realtime.item") }
  /// `realtime.session`
  public static var session: Self { Self(rawValue: "realtime.session") }
  /// `realtime.transcription_session`
  public static var transcriptionSession: Self { Self(rawValue: "realtime.transcription_session") }
  /// `realtime.response`
  public static var response: Self { Self(rawValue: "realtime.response") }
  /// `realtime.conversation`
  public static var conversation: Self { Self(rawValue: "realtime.conversation") }
}

extension APIObjectName: JSONReadable, JSONWritable {}
