/// What is known of a conversation in which something was said. A part of `SessionConversation`, which alone changes
/// it, apart for its size.
final class ConversationRecord {
  /// Whether there is a connection.
  enum Connection { case none, there, over }

  // Unchecked, because every audio delta reads or changes these. They call nobody, so no access is inside of another.
  @exclusivity(unchecked) private var uncheckedPlayback: PlaybackLedger
  @exclusivity(unchecked) private var uncheckedLatency = LatencyMarks()
  @exclusivity(unchecked) private var uncheckedResponses = ResponseQueue()
  var mirror: ConversationMirror
  var usage: UsageLedger
  var approvals: MCPApprovals
  var transcripts = Transcripts()
  var stuck = StuckSession()
  var missedCall = MissedCall()
  /// Whether a lost connection has taken a response with it, until the next one is there.
  var isResponseCut = false

  var playback: PlaybackLedger {
    _read { yield unsafe uncheckedPlayback }
    _modify { yield unsafe &uncheckedPlayback }
  }
  var latency: LatencyMarks {
    _read { yield unsafe uncheckedLatency }
    _modify { yield unsafe &uncheckedLatency }
  }
  var responses: ResponseQueue {
    _read { yield unsafe uncheckedResponses }
    _modify { yield unsafe &uncheckedResponses }
  }

  /// - Parameters:
  ///   - facts: what the service has said of the session so far.
  ///   - encoding: the output's, until the service says which it is.
  init(_ plan: RealtimeSession.Plan, _ facts: SessionFacts, encoding: AudioEncoding, _ connection: Connection) {
    mirror = ConversationMirror(plan.memory)
    unsafe uncheckedPlayback = PlaybackLedger(source: plan.playback, encoding: encoding)
    usage = UsageLedger(tokenLimit: plan.tokenLimit)
    approvals = MCPApprovals(limits: plan.approvals)
    switch connection {
    case .none: _ = responses.connectionEnded()
    case .there: break
    case .over: _ = responses.sessionEnded()
    }
    follow(facts)
  }

  /// The service says more of the session.
  func follow(_ facts: SessionFacts) {
    playback.follow(facts)
    usage.follow(facts)
    latency.follow(facts)
  }
}
