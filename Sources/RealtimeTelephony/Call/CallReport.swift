/// What became of a phone call. It prints neither the carrier's parameters nor what was said.
public struct CallReport: Sendable {
  /// Why it is over.
  public internal(set) var end: CallEnd
  /// The carrier's id of the call; empty if it was never told.
  public internal(set) var callID = ""
  /// The carrier's id of the stream; empty if it was never told.
  public internal(set) var streamID = ""
  /// From the carrier's socket to the end.
  public internal(set) var duration: Duration = .zero
  /// From the carrier's socket to the start of the stream; `nil` if it never began.
  public internal(set) var timeToStart: Duration?
  /// From the start of the stream to the first audio for the caller; `nil` if there was none.
  public internal(set) var timeToFirstAudio: Duration?
  /// What was heard of the caller.
  public internal(set) var heard = CallerAudio()
  /// What was said to the caller.
  public internal(set) var spoken = SpokenAudio()
  /// Keys that the caller has pressed.
  public internal(set) var keyCount = 0
  /// Messages of the carrier that could not be used.
  public internal(set) var faultCount = 0
  /// How often the caller was given silence in the middle of what was said.
  public internal(set) var interruptionCount = 0
  /// What the conversation has cost; `nil` if there was no session.
  public internal(set) var usage: UsageLedger?
  /// How long the caller has waited.
  public internal(set) var latency: [LatencyMeasure: LatencyHistogram] = [:]

  init(_ end: CallEnd) { self.end = end }

  /// Audio from the caller to the model.
  public struct CallerAudio: Sendable, Hashable {
    /// Messages of audio that came.
    public internal(set) var frameCount = 0
    /// How much audio they had, in milliseconds.
    public internal(set) var milliseconds = 0
    /// Silence that was put in for what did not come, in milliseconds.
    public internal(set) var filledMilliseconds = 0
    /// Messages that came after others which belong after them.
    public internal(set) var lateFrameCount = 0
    /// Messages that the session did not take, or whose audio is none.
    public internal(set) var droppedFrameCount = 0
  }

  /// Audio from the model to the caller.
  public struct SpokenAudio: Sendable, Hashable {
    /// What the model has said, in milliseconds. What it was still saying when it was interrupted is not in it.
    public internal(set) var milliseconds = 0
    /// What was heard of it, as far as is known, in milliseconds.
    public internal(set) var heardMilliseconds = 0
    /// What the carrier was not sent, because it took none for longer than ``CallSettings/maximumWaitingAudio``.
    public internal(set) var droppedMilliseconds = 0
    /// Messages of audio that the carrier was sent.
    public internal(set) var messageCount = 0

    /// What was said and not heard.
    public var unheardMilliseconds: Int { max(milliseconds - heardMilliseconds, 0) }
  }
}

extension CallReport: CustomStringConvertible {
  public var description: String {
    "\(end), after \(Int(duration / .milliseconds(1))) ms: \(heard.milliseconds) ms of the caller, "
      + "\(spoken.heardMilliseconds) of \(spoken.milliseconds) ms heard"
  }
}
