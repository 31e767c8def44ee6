// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

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
