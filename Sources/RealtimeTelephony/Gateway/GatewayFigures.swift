/// What all calls of a gateway came to so far.
public struct GatewayFigures: Sendable, Hashable {
  /// Calls that are open now.
  public internal(set) var openCallCount = 0
  /// The most calls that ever were open at once.
  public internal(set) var mostOpenCallCount = 0
  /// Calls that are over.
  public internal(set) var endedCallCount = 0
  /// Those of them that ended because the caller left.
  public internal(set) var leftCallCount = 0
  /// Those that this side hung up or transferred.
  public internal(set) var hungUpCallCount = 0
  /// Those that ended because the gateway was closed.
  public internal(set) var closedCallCount = 0
  /// Those that failed: the carrier was lost or began nothing, no plan was given, or the session came to an end.
  public internal(set) var failedCallCount = 0
  /// Upgrades that were refused because there were too many calls, or none was to come any more.
  public internal(set) var refusedCallCount = 0
  /// Upgrades that were refused because they did not come from the carrier.
  public internal(set) var unverifiedCount = 0
  /// How long the calls took that are over, in milliseconds. All figures below are of those calls.
  public internal(set) var callMilliseconds = 0
  /// What the model said, in milliseconds.
  public internal(set) var spokenMilliseconds = 0
  /// What was heard of it, in milliseconds.
  public internal(set) var heardMilliseconds = 0
  /// Messages of callers' audio.
  public internal(set) var callerFrameCount = 0
  /// Those of them that the session did not take.
  public internal(set) var droppedFrameCount = 0
  /// Messages of carriers that could not be used.
  public internal(set) var faultCount = 0
  /// How often callers spoke over the model.
  public internal(set) var interruptionCount = 0
  /// Tokens of responses, in and out.
  public internal(set) var tokenCount = 0

  /// Nothing yet.
  public init() {}

  mutating func begin() {
    openCallCount += 1
    mostOpenCallCount = max(mostOpenCallCount, openCallCount)
  }

  mutating func end(_ report: CallReport) {
    openCallCount -= 1
    endedCallCount += 1
    switch report.end {
    case .callerLeft: leftCallCount += 1
    case .hungUp, .transferred: hungUpCallCount += 1
    case .gatewayClosed: closedCallCount += 1
    case .carrierLost, .neverStarted, .rejected, .sessionEnded: failedCallCount += 1
    }
    callMilliseconds &+= Int(report.duration / .milliseconds(1))
    spokenMilliseconds &+= report.spoken.milliseconds
    heardMilliseconds &+= report.spoken.heardMilliseconds
    callerFrameCount &+= report.heard.frameCount
    droppedFrameCount &+= report.heard.droppedFrameCount
    faultCount &+= report.faultCount
    interruptionCount &+= report.interruptionCount
    tokenCount &+= report.usage?.total.responseTokenCount ?? 0
  }

  /// One figure a line, as Prometheus reads them (text format 0.0.4).
  public var text: String {
    let values: [(String, Int)] = [
      ("open", openCallCount), ("most_open", mostOpenCallCount), ("ended_total", endedCallCount),
      ("left_total", leftCallCount), ("hung_up_total", hungUpCallCount), ("closed_total", closedCallCount),
      ("failed_total", failedCallCount), ("refused_total", refusedCallCount), ("unverified_total", unverifiedCount),
      ("milliseconds_total", callMilliseconds), ("spoken_milliseconds_total", spokenMilliseconds),
      ("heard_milliseconds_total", heardMilliseconds), ("caller_frames_total", callerFrameCount),
      ("dropped_frames_total", droppedFrameCount), ("faults_total", faultCount),
      ("interruptions_total", interruptionCount), ("tokens_total", tokenCount),
    ]
    return values.map { name, value in "phone_calls_\(name) \(value)\n" }.joined()
  }
}
