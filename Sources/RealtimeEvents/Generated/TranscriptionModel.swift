// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

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
