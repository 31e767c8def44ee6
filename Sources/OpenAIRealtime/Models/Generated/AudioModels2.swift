// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Audio from the caller to the service.
public struct AudioInput: Sendable, Hashable {
  /// Its encoding.
  public var format: AudioFormat?
  /// How it is transcribed; null turns transcription off.
  public var transcription: Field<AudioTranscription>
  /// How it is filtered; null turns filtering off.
  public var noiseReduction: Field<NoiseReduction>
  /// How turns are found; null leaves that to the client.
  public var turnDetection: Field<TurnDetection>

  public init(
    format: AudioFormat? = nil,
    transcription: Field<AudioTranscription> = .absent,
    noiseReduction: Field<NoiseReduction> = .absent,
    turnDetection: Field<TurnDetection> = .absent
  ) {
    self.format = format
    self.transcription = transcription
    self.noiseReduction = noiseReduction
    self.turnDetection = turnDetection
  }
}

extension AudioInput: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .format: members.read(into: &format)
      case .transcription: members.read(into: &transcription)
      case .noiseReduction: members.read(into: &noiseReduction)
      case .turnDetection: members.read(into: &turnDetection)
      default: break
      }
    }
  }
}

extension AudioInput: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("format", format)
    json.member("transcription", transcription)
    json.member("noise_reduction", noiseReduction)
    json.member("turn_detection", turnDetection)
    json.endObject()
  }
}

/// Audio from the service to the caller.
public struct AudioOutput: Sendable, Hashable {
  /// Its encoding.
  public var format: AudioFormat?
  /// The voice; it cannot change once it has been heard.
  public var voice: Voice?
  /// Speed of speech, 0.25 to 1.5.
  public var speed: Double?

  public init(format: AudioFormat? = nil, voice: Voice? = nil, speed: Double? = nil) {
    self.format = format
    self.voice = voice
    self.speed = speed
  }
}

extension AudioOutput: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .format: members.read(into: &format)
      case .voice: members.read(into: &voice)
      case .speed: members.read(into: &speed)
      default: break
      }
    }
  }
}

extension AudioOutput: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("format", format)
    json.member("voice", voice)
    json.member("speed", speed)
    json.endObject()
  }
}

/// Audio both ways.
public struct SessionAudio: Sendable, Hashable {
  /// From the caller.
  public var input: AudioInput?
  /// To the caller.
  public var output: AudioOutput?

  public init(input: AudioInput? = nil, output: AudioOutput? = nil) {
    self.input = input
    self.output = output
  }
}

extension SessionAudio: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .input: members.read(into: &input)
      case .output: members.read(into: &output)
      default: break
      }
    }
  }
}

extension SessionAudio: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("input", input)
    json.member("output", output)
    json.endObject()
  }
}

/// Audio of a transcription session.
public struct TranscriptionAudio: Sendable, Hashable {
  /// From the caller.
  public var input: AudioInput?

  public init(input: AudioInput? = nil) {
    self.input = input
  }
}

extension TranscriptionAudio: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .input: members.read(into: &input)
      default: break
      }
    }
  }
}

extension TranscriptionAudio: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("input", input)
    json.endObject()
  }
}

/// Audio of one response.
public struct ResponseAudioOutput: Sendable, Hashable {
  /// Its encoding.
  public var format: AudioFormat?
  /// The voice.
  public var voice: Voice?

  public init(format: AudioFormat? = nil, voice: Voice? = nil) {
    self.format = format
    self.voice = voice
  }
}

extension ResponseAudioOutput: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .format: members.read(into: &format)
      case .voice: members.read(into: &voice)
      default: break
      }
    }
  }
}

extension ResponseAudioOutput: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("format", format)
    json.member("voice", voice)
    json.endObject()
  }
}

/// Audio settings of one response.
public struct ResponseAudio: Sendable, Hashable {
  /// To the caller.
  public var output: ResponseAudioOutput?

  public init(output: ResponseAudioOutput? = nil) {
    self.output = output
  }
}

extension ResponseAudio: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .output: members.read(into: &output)
      default: break
      }
    }
  }
}

extension ResponseAudio: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("output", output)
    json.endObject()
  }
}

/// Audio to translate.
public struct TranslationAudioInput: Sendable, Hashable {
  /// How the source is transcribed; null turns transcription off.
  public var transcription: Field<AudioTranscription>
  /// How it is filtered; null turns filtering off.
  public var noiseReduction: Field<NoiseReduction>

  public init(
    transcription: Field<AudioTranscription> = .absent,
    noiseReduction: Field<NoiseReduction> = .absent
  ) {
    self.transcription = transcription
    self.noiseReduction = noiseReduction
  }
}

extension TranslationAudioInput: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .transcription: members.read(into: &transcription)
      case .noiseReduction: members.read(into: &noiseReduction)
      default: break
      }
    }
  }
}

extension TranslationAudioInput: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("transcription", transcription)
    json.member("noise_reduction", noiseReduction)
    json.endObject()
  }
}

/// Translated audio.
public struct TranslationAudioOutput: Sendable, Hashable {
  /// The language translated into.
  public var language: String?

  public init(language: String? = nil) {
    self.language = language
  }
}

extension TranslationAudioOutput: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .language: members.read(into: &language)
      default: break
      }
    }
  }
}

extension TranslationAudioOutput: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("language", language)
    json.endObject()
  }
}

/// Audio both ways of a translation session.
public struct TranslationAudio: Sendable, Hashable {
  /// From the caller.
  public var input: TranslationAudioInput?
  /// To the caller.
  public var output: TranslationAudioOutput?

  public init(
    input: TranslationAudioInput? = nil,
    output: TranslationAudioOutput? = nil
  ) {
    self.input = input
    self.output = output
  }
}

extension TranslationAudio: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .input: members.read(into: &input)
      case .output: members.read(into: &output)
      default: break
      }
    }
  }
}

extension TranslationAudio: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("input", input)
    json.member("output", output)
    json.endObject()
  }
}
