public import RealtimeEvents

/// Measures how long the user waits.
///
/// ```swift
/// var marks = LatencyMarks()
/// rt.on(.event) { event in
///   for value in marks.receive(event, at: loop.now) { log("\(value.measure) took \(value.duration)") }
/// }
/// ```
///
/// ``heard(responseID:at:)`` and ``playbackCleared(at:)`` are for whoever plays. Each call returns what it completes,
/// nearly always nothing, and the sums are in ``histograms``. After a response's first audio its deltas cost one
/// comparison.
public struct LatencyMarks: Sendable {
  private struct Timing {
    let id: String
    let createdAt: Duration
    let isInConversation: Bool
    var hasAudio = false
  }

  /// Responses that are timed at once. With more, the oldest is not.
  private static let maximumTimingCount = 32

  /// What was measured so far, over all connections; a measure that never was is not in it.
  public private(set) var histograms: [LatencyMeasure: LatencyHistogram] = [:]
  private var timings: [Timing] = []
  /// How many of them wait for their first audio.
  private var waitingCount = 0
  private var speechStart: Duration?
  private var speechEnd: Duration?
  private var silenceDuration: Duration?
  private var unheard: (responseID: String, since: Duration)?

  /// Nothing measured yet.
  public init() {}

  /// Takes what the service says.
  public mutating func receive(_ event: borrowing ServerEvent, at time: Duration) -> [LatencyValue] {
    let event = copy event
    switch event.kind {
    case .responseOutputAudioDelta, .responseAudioDelta:
      return waitingCount == 0 ? [] : hear(ResponseOutputAudioDelta(event), at: time)
    case .inputAudioBufferSpeechStarted: (speechStart, speechEnd) = (time, nil)
    case .inputAudioBufferSpeechStopped: (speechStart, speechEnd) = (nil, time)
    case .responseCreated:
      begin(event.responseID, isInConversation: !event.isOutsideConversation, at: time)
    case .responseDone: return end(event.responseID, at: time)
    case .sessionCreated, .sessionUpdated: if let facts = SessionFacts(event) { follow(facts) }
    default: break
    }
    return []
  }

  mutating func follow(_ facts: SessionFacts) { silenceDuration = facts.silenceDuration }

  /// Audio of a response was played, as far as is known. Only the first call for a response counts.
  public mutating func heard(responseID: String, at time: Duration) -> [LatencyValue] {
    guard let first = unheard, first.responseID == responseID else { return [] }
    unheard = nil
    return [record(.firstAudioToHeard, from: first.since, to: time, of: responseID)]
  }

  /// Whether the first audio of a response is waited for.
  var isAudioAwaited: Bool { waitingCount > 0 }
  /// Whether ``heard(responseID:at:)`` is waited for.
  public var isHearingAwaited: Bool { unheard != nil }

  /// Playback was cleared because of an interruption. Does not count where the user did not speak.
  public mutating func playbackCleared(at time: Duration) -> [LatencyValue] {
    guard let start = speechStart else { return [] }
    speechStart = nil
    return [record(.speechStartToClear, from: start, to: time, of: nil)]
  }

  /// The connection is gone: what was being measured on it never ends. What it sent is still to be heard.
  public mutating func connectionEnded() {
    timings = []
    waitingCount = 0
    (speechStart, speechEnd) = (nil, nil)
  }

  // MARK: Responses

  private mutating func begin(_ id: String, isInConversation: Bool, at time: Duration) {
    if timings.count == Self.maximumTimingCount { remove(at: 0) }
    timings.append(Timing(id: id, createdAt: time, isInConversation: isInConversation))
    waitingCount += 1
  }

  private mutating func end(_ id: String, at time: Duration) -> [LatencyValue] {
    guard let index = timings.firstIndex(where: { $0.id == id }) else { return [] }
    let start = timings[index].createdAt
    remove(at: index)
    return [record(.createdToDone, from: start, to: time, of: id)]
  }

  private mutating func remove(at index: Int) {
    if !timings.remove(at: index).hasAudio { waitingCount -= 1 }
  }

  private mutating func hear(_ delta: borrowing ResponseOutputAudioDelta, at time: Duration) -> [LatencyValue] {
    for index in timings.indices where !timings[index].hasAudio {
      guard delta.responseIDUTF8.spells(timings[index].id) else { continue }
      timings[index].hasAudio = true
      waitingCount -= 1
      unheard = (timings[index].id, time)
      return begin(timings[index], at: time)
    }
    return []
  }

  /// The first audio of a response, and perhaps the first of the answer to the user.
  private mutating func begin(_ timing: Timing, at time: Duration) -> [LatencyValue] {
    let value = record(.createdToFirstAudio, from: timing.createdAt, to: time, of: timing.id)
    guard let end = speechEnd, timing.isInConversation, timing.createdAt >= end else { return [value] }
    speechEnd = nil
    let raw = record(.speechEndToFirstAudio, from: end, to: time, of: timing.id)
    guard let silence = silenceDuration else { return [raw, value] }
    return [raw, record(.silenceToFirstAudio, from: end - silence, to: time, of: timing.id), value]
  }

  private mutating func record(
    _ measure: LatencyMeasure, from start: Duration, to end: Duration, of responseID: String?
  ) -> LatencyValue {
    let duration = max(end - start, .zero)
    histograms[measure, default: LatencyHistogram()].record(duration)
    return LatencyValue(measure: measure, duration: duration, responseID: responseID)
  }
}
