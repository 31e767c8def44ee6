// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// The kind of a content part. `text` and `audio` are the beta names of the output kinds. Other values are
/// kept as they came.
public struct ContentPartType: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `input_text`
  public static var inputText: Self { Self(rawValue: "input_text") }
  /// `input_audio`
  public static var inputAudio: Self { Self(rawValue: "input_audio") }
  /// `input_image`
  public static var inputImage: Self { Self(rawValue: "input_image") }
  /// `output_text`
  public static var outputText: Self { Self(rawValue: "output_text") }
  /// `output_audio`
  public static var outputAudio: Self { Self(rawValue: "output_audio") }
  /// `text`
  public static var text: Self { Self(rawValue: "text") }
  /// `audio`
  public static var audio: Self { Self(rawValue: "audio") }
  /// `item_reference`
  public static var itemReference: Self { Self(rawValue: "item_reference") }
}

extension ContentPartType: JSONReadable, JSONWritable {}
