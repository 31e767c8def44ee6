// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// What the model answers with. Other values are kept as they came.
public struct Modality: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `text`
  public static var text: Self { Self(rawValue: "text") }
  /// `audio`
  public static var audio: Self { Self(rawValue: "audio") }
}

extension Modality: JSONReadable, JSONWritable {}

/// A voice of the service. Other values are kept as they came.
public struct VoiceName: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `alloy`
  public static var alloy: Self { Self(rawValue: "alloy") }
  /// `ash`
  public static var ash: Self { Self(rawValue: "ash") }
  /// `ballad`
  public static var ballad: Self { Self(rawValue: "ballad") }
  /// `coral`
  public static var coral: Self { Self(rawValue: "coral") }
  /// `echo`
  public static var echo: Self { Self(rawValue: "echo") }
  /// `sage`
  public static var sage: Self { Self(rawValue: "sage") }
  /// `shimmer`
  public static var shimmer: Self { Self(rawValue: "shimmer") }
  /// `verse`
  public static var verse: Self { Self(rawValue: "verse") }
  /// `marin`
  public static var marin: Self { Self(rawValue: "marin") }
  /// `cedar`
  public static var cedar: Self { Self(rawValue: "cedar") }
}

extension VoiceName: JSONReadable, JSONWritable {}

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

/// The microphone that noise reduction expects. Other values are kept as they came.
public struct NoiseReductionType: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `near_field`
  public static var nearField: Self { Self(rawValue: "near_field") }
  /// `far_field`
  public static var farField: Self { Self(rawValue: "far_field") }
}

extension NoiseReductionType: JSONReadable, JSONWritable {}

/// A model that transcribes input audio. Other values are kept as they came.
public struct TranscriptionModel: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `whisper-1`
  public static var whisper1: Self { Self(rawValue: "whisper-1") }
  /// `gpt-transcribe`
  public static var gptTranscribe: Self { Self(rawValue: "gpt-transcribe") }
  /// `gpt-live-transcribe`
  public static var gptLiveTranscribe: Self { Self(rawValue: "gpt-live-transcribe") }
  /// `gpt-4o-mini-transcribe`
  public static var gpt4oMiniTranscribe: Self { Self(rawValue: "gpt-4o-mini-transcribe") }
  /// `gpt-4o-mini-transcribe-2025-12-15`
  public static var gpt4oMiniTranscribe20251215: Self { Self(rawValue: "gpt-4o-mini-transcribe-2025-12-15") }
  /// `gpt-4o-transcribe`
  public static var gpt4oTranscribe: Self { Self(rawValue: "gpt-4o-transcribe") }
  /// `gpt-4o-transcribe-diarize`
  public static var gpt4oTranscribeDiarize: Self { Self(rawValue: "gpt-4o-transcribe-diarize") }
  /// `gpt-realtime-whisper`
  public static var gptRealtimeWhisper: Self { Self(rawValue: "gpt-realtime-whisper") }
}

extension TranscriptionModel: JSONReadable, JSONWritable {}

/// A model that holds a realtime session. Other values are kept as they came.
public struct RealtimeModel: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `gpt-realtime`
  public static var gptRealtime: Self { Self(rawValue: "gpt-realtime") }
  /// `gpt-realtime-1.5`
  public static var gptRealtime1_5: Self { Self(rawValue: "gpt-realtime-1.5") }
  /// `gpt-realtime-2`
  public static var gptRealtime2: Self { Self(rawValue: "gpt-realtime-2") }
  /// `gpt-realtime-2.1`
  public static var gptRealtime2_1: Self { Self(rawValue: "gpt-realtime-2.1") }
  /// `gpt-realtime-2.1-mini`
  public static var gptRealtime2_1Mini: Self { Self(rawValue: "gpt-realtime-2.1-mini") }
  /// `gpt-realtime-2025-08-28`
  public static var gptRealtime20250828: Self { Self(rawValue: "gpt-realtime-2025-08-28") }
  /// `gpt-4o-realtime-preview`
  public static var gpt4oRealtimePreview: Self { Self(rawValue: "gpt-4o-realtime-preview") }
  /// `gpt-4o-realtime-preview-2024-10-01`
  public static var gpt4oRealtimePreview20241001: Self {
    Self(rawValue: "gpt-4o-realtime-preview-2024-10-01")
  }
  /// `gpt-4o-realtime-preview-2024-12-17`
  public static var gpt4oRealtimePreview20241217: Self {
    Self(rawValue: "gpt-4o-realtime-preview-2024-12-17")
  }
  /// `gpt-4o-realtime-preview-2025-06-03`
  public static var gpt4oRealtimePreview20250603: Self {
    Self(rawValue: "gpt-4o-realtime-preview-2025-06-03")
  }
  /// `gpt-4o-mini-realtime-preview`
  public static var gpt4oMiniRealtimePreview: Self { Self(rawValue: "gpt-4o-mini-realtime-preview") }
  /// `gpt-4o-mini-realtime-preview-2024-12-17`
  public static var gpt4oMiniRealtimePreview20241217: Self {
    Self(rawValue: "gpt-4o-mini-realtime-preview-2024-12-17")
  }
  /// `gpt-realtime-mini`
  public static var gptRealtimeMini: Self { Self(rawValue: "gpt-realtime-mini") }
  /// `gpt-realtime-mini-2025-10-06`
  public static var gptRealtimeMini20251006: Self { Self(rawValue: "gpt-realtime-mini-2025-10-06") }
  /// `gpt-realtime-mini-2025-12-15`
  public static var gptRealtimeMini20251215: Self { Self(rawValue: "gpt-realtime-mini-2025-12-15") }
  /// `gpt-audio-1.5`
  public static var gptAudio1_5: Self { Self(rawValue: "gpt-audio-1.5") }
  /// `gpt-audio-mini`
  public static var gptAudioMini: Self { Self(rawValue: "gpt-audio-mini") }
  /// `gpt-audio-mini-2025-10-06`
  public static var gptAudioMini20251006: Self { Self(rawValue: "gpt-audio-mini-2025-10-06") }
  /// `gpt-audio-mini-2025-12-15`
  public static var gptAudioMini20251215: Self { Self(rawValue: "gpt-audio-mini-2025-12-15") }
}

extension RealtimeModel: JSONReadable, JSONWritable {}

/// How much work goes into an answer, or how long a transcription may wait. Other values are kept as they
/// came.
public struct EffortLevel: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `minimal`
  public static var minimal: Self { Self(rawValue: "minimal") }
  /// `low`
  public static var low: Self { Self(rawValue: "low") }
  /// `medium`
  public static var medium: Self { Self(rawValue: "medium") }
  /// `high`
  public static var high: Self { Self(rawValue: "high") }
  /// `xhigh`
  public static var xhigh: Self { Self(rawValue: "xhigh") }
}

extension EffortLevel: JSONReadable, JSONWritable {}

/// How soon semantic turn detection takes the floor. Other values are kept as they came.
public struct Eagerness: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `low`
  public static var low: Self { Self(rawValue: "low") }
  /// `medium`
  public static var medium: Self { Self(rawValue: "medium") }
  /// `high`
  public static var high: Self { Self(rawValue: "high") }
  /// `auto`
  public static var auto: Self { Self(rawValue: "auto") }
}

extension Eagerness: JSONReadable, JSONWritable {}

/// An extra field the service sends only when asked. Other values are kept as they came.
public struct IncludedField: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `item.input_audio_transcription.logprobs`
  public static var inputAudioTranscriptionLogprobs: Self {
    Self(rawValue: "item.input_audio_transcription.logprobs")
  }
}

extension IncludedField: JSONReadable, JSONWritable {}

/// The resolution an image is looked at with. Other values are kept as they came.
public struct ImageDetail: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `auto`
  public static var auto: Self { Self(rawValue: "auto") }
  /// `low`
  public static var low: Self { Self(rawValue: "low") }
  /// `high`
  public static var high: Self { Self(rawValue: "high") }
  /// `original`
  public static var original: Self { Self(rawValue: "original") }
}

extension ImageDetail: JSONReadable, JSONWritable {}

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

/// Who speaks. Other values are kept as they came.
public struct MessageRole: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `system`
  public static var system: Self { Self(rawValue: "system") }
  /// `user`
  public static var user: Self { Self(rawValue: "user") }
  /// `assistant`
  public static var assistant: Self { Self(rawValue: "assistant") }
}

extension MessageRole: JSONReadable, JSONWritable {}

/// How far an item has come. Other values are kept as they came.
public struct ItemStatus: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `completed`
  public static var completed: Self { Self(rawValue: "completed") }
  /// `incomplete`
  public static var incomplete: Self { Self(rawValue: "incomplete") }
  /// `in_progress`
  public static var inProgress: Self { Self(rawValue: "in_progress") }
}

extension ItemStatus: JSONReadable, JSONWritable {}

/// How far a response has come, or how it ended. Other values are kept as they came.
public struct ResponseStatus: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `completed`
  public static var completed: Self { Self(rawValue: "completed") }
  /// `cancelled`
  public static var cancelled: Self { Self(rawValue: "cancelled") }
  /// `failed`
  public static var failed: Self { Self(rawValue: "failed") }
  /// `incomplete`
  public static var incomplete: Self { Self(rawValue: "incomplete") }
  /// `in_progress`
  public static var inProgress: Self { Self(rawValue: "in_progress") }
}

extension ResponseStatus: JSONReadable, JSONWritable {}

/// Why a response ended early. Other values are kept as they came.
public struct ResponseStatusReason: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `turn_detected`
  public static var turnDetected: Self { Self(rawValue: "turn_detected") }
  /// `client_cancelled`
  public static var clientCancelled: Self { Self(rawValue: "client_cancelled") }
  /// `max_output_tokens`
  public static var maxOutputTokens: Self { Self(rawValue: "max_output_tokens") }
  /// `content_filter`
  public static var contentFilter: Self { Self(rawValue: "content_filter") }
}

extension ResponseStatusReason: JSONReadable, JSONWritable {}

/// The conversation a response is added to. Other values are kept as they came.
public struct ResponseConversation: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `auto`
  public static var auto: Self { Self(rawValue: "auto") }
  /// `none`
  public static var outOfBand: Self { Self(rawValue: "none") }
}

extension ResponseConversation: JSONReadable, JSONWritable {}
