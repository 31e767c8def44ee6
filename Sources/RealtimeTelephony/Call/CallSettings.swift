/// Everything about a phone call that has a default.
public struct CallSettings: Sendable {
  /// Who decides when the caller is sent audio that the model has said already.
  public enum Pacing: Sendable, Hashable {
    /// The carrier gets it as it comes and plays it in its time, where it can drop it again and returns marks.
    /// Otherwise this side paces. The default.
    case automatic
    /// This side sends each frame so long before it is heard, 20 ms to 1 s; 100 to 200 ms is usual. Less is thrown away
    /// when the caller interrupts, and it is known without marks what was heard.
    case paced(lead: Duration)
  }

  /// How long the carrier may take from its socket to the start of its stream. Default 10 s.
  public var startTimeLimit: Duration = .seconds(10)
  /// Who paces.
  public var pacing = Pacing.automatic
  /// How far ahead of the ear this side sends where it has to pace. Default 160 ms.
  public var lead: Duration = .milliseconds(160)
  /// How much audio waits here at most, where this side paces or the carrier takes none. What the model says beyond it
  /// is dropped and counted. Default 120 s, which are 1 MB of G.711.
  public var maximumWaitingAudio: Duration = .seconds(120)
  /// Whether silence takes the place of audio that the caller's carrier leaves out. Default true.
  public var fillsGaps = true
  /// How keys are put together to entries.
  public var keys = KeySettings()
  /// What the model is told of an entry, as a message of the user that it then responds to:
  /// `{ "I have entered \($0.keys)." }`. With `nil`, the default, it is told nothing.
  public var describeKeys: (@Sendable (PressedKeys) -> String)?

  /// Everything as by default.
  public init() {}
}
