import RealtimeAudio
import RealtimeJSON

/// Translates between the flat fields of the beta API and the nested ones of the general API.
///
/// The session keeps everything in the general form; a beta client's fields are moved in when they arrive and out
/// when they are shown.
struct BetaSpelling {
  private struct Field {
    var beta: String
    var general: [String]
    var isFormat = false
  }

  private let fields: [Field]
  /// Members that only the general API shows.
  private var hidden: Set<String> = []

  static let session = BetaSpelling(
    fields: [
      Field(beta: "modalities", general: ["output_modalities"]),
      Field(beta: "voice", general: ["audio", "output", "voice"]),
      Field(beta: "speed", general: ["audio", "output", "speed"]),
      Field(beta: "output_audio_format", general: ["audio", "output", "format"], isFormat: true),
      Field(beta: "input_audio_format", general: ["audio", "input", "format"], isFormat: true),
      Field(beta: "input_audio_transcription", general: ["audio", "input", "transcription"]),
      Field(beta: "input_audio_noise_reduction", general: ["audio", "input", "noise_reduction"]),
      Field(beta: "turn_detection", general: ["audio", "input", "turn_detection"]),
      Field(beta: "max_response_output_tokens", general: ["max_output_tokens"]),
    ],
    hidden: ["truncation"])

  static let response = BetaSpelling(
    fields: [
      Field(beta: "modalities", general: ["output_modalities"]),
      Field(beta: "voice", general: ["audio", "output", "voice"]),
      Field(beta: "output_audio_format", general: ["audio", "output", "format"], isFormat: true),
      Field(beta: "max_response_output_tokens", general: ["max_output_tokens"]),
    ])

  /// The beta object in the general form. Members that both generations share stay as they are.
  func general(from beta: JSONValue) -> JSONValue {
    var general = JSONValue.emptyObject
    for (name, value) in beta.members {
      if let field = fields.first(where: { $0.beta == name }) {
        general.set(field.isFormat ? Self.formatObject(value) : value, at: field.general)
      } else {
        general.set(value, at: [name])
      }
    }
    return general
  }

  /// The general object in the beta form: known fields moved, `audio` gone, everything else kept.
  func beta(from general: JSONValue) -> JSONValue {
    let moved = hidden.union(fields.filter { $0.general.count == 1 }.map { $0.general[0] } + ["audio"])
    var beta = JSONValue.emptyObject
    for (name, value) in general.members where !moved.contains(name) { beta.set(value, at: [name]) }
    for field in fields {
      guard let value = general.value(at: field.general) else { continue }
      beta.set(field.isFormat ? Self.codecName(value) : value, at: [field.beta])
    }
    return beta
  }

  /// `pcm16` as `{"type":"audio/pcm","rate":24000}`. The value has been checked to be a known codec name.
  private static func formatObject(_ value: JSONValue) -> JSONValue {
    guard let name = value.string, let format = AudioEncoding(codecName: name) else { return value }
    return format.json
  }

  private static func codecName(_ value: JSONValue) -> JSONValue {
    guard let format = AudioEncoding(json: value) else { return value }
    return .string(format.codecName)
  }
}

extension AudioEncoding {
  /// The general API's format object.
  var json: JSONValue {
    switch self {
    case .pcm16: ["type": .string(mediaType), "rate": .number(sampleRate)]
    case .g711MuLaw, .g711ALaw: ["type": .string(mediaType)]
    }
  }

  init?(json: JSONValue) {
    guard let mediaType = json["type"]?.string else { return nil }
    self.init(mediaType: mediaType)
  }
}
