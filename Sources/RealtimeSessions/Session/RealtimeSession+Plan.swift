extension RealtimeSession {
  /// What a session is to be, whatever connection carries it. A value without a credential: the client has that.
  ///
  /// ```swift
  /// var plan = RealtimeSession.Plan(model: "gpt-realtime-2.1")
  /// plan.parameters = .realtime(RealtimeSessionParameters(instructions: "Answer briefly."))
  /// plan.rollOver = .off
  /// ```
  public struct Plan: Sendable {
    /// What every connection is opened to.
    public var target: RealtimeTarget
    /// The settings of the session: sent on every new connection before anything else, and merged with every
    /// `session.update` that is sent. `nil` takes the service's own. GA sessions only.
    public var parameters: SessionParameters? {
      get { large.parameters }
      set { large = Large(parameters: newValue, options: large.options) }
    }
    /// How each connection is made.
    public var options: RealtimeOptions {
      get { large.options }
      set { large = Large(parameters: large.parameters, options: newValue) }
    }
    /// How often, and after how long, it connects again.
    public var reconnect = ReconnectPolicy.standard
    /// When the session is replaced before the service ends it. Calls are not: their end is that of the call.
    public var rollOver = RollOverPolicy.beforeTheCap
    /// How fast the host is dialled by all sessions of the process together; `.shared` unless set.
    public var governors = DialGovernors.shared
    /// How much of the conversation is kept for the next session, and how it words what cannot be kept.
    public var memory = ConversationMirror.Configuration()
    /// Changes the items of a conversation before a new session is given them: shortens or summarises them, or adds some.
    public var editHistory: (@Sendable ([ConversationItem]) -> [ConversationItem])?
    /// What the model is told after its conversation was restored, such as to go on without a greeting. `nil` says nothing.
    public var anchor: String?
    /// What is held while no connection is there.
    public var holding = HeldEvents.Limits()
    /// How it is known what the user has heard. With `clock`, the default, audio counts as played as it comes.
    public var playback = PlaybackSource.clock
    /// Whether speech of the user interrupts what is playing: it is cleared, and the service is told what was heard. Not
    /// where the turn detection of the session is told so by `interrupt_response`.
    public var interruptsOnSpeech = true
    /// Tokens that the conversation may take, over all its connections; `nil` is no limit.
    public var tokenLimit: Int?
    /// How long requests of remote tools wait for an answer.
    public var approvals = MCPApprovals.Limits()
    /// Called before each connection, the first one and standbys too, on the loop: to add headers or parameters, or to give up.
    public var beforeAttempt: (@Sendable (inout Attempt) -> Void)?

    /// A session with a model; with an Azure client, with a deployment.
    public init(model: String) { self.init(.model(model)) }

    /// A side connection to a call that is in progress, by its id (`rtc_…`).
    public init(call: String) { self.init(.call(call)) }

    /// A session with any target.
    public init(_ target: RealtimeTarget) { self.target = target }

    /// Most of a plan's bytes: all sessions that have the same plan share it.
    private final class Large: Sendable {
      let parameters: SessionParameters?
      let options: RealtimeOptions

      init(parameters: SessionParameters? = nil, options: RealtimeOptions = RealtimeOptions()) {
        self.parameters = parameters
        self.options = options
      }
    }

    private var large = Large()
  }

  /// A connection that is about to be made.
  public struct Attempt: Sendable {
    /// Attempts in a row that came before it; 0 for the first, and after a stable session.
    public let number: Int
    /// Whether it is for the session that comes next, while another still talks.
    public let isStandby: Bool
    /// Header fields that are sent beside those of the plan's options. What is set stays for later attempts.
    public var headers = HTTPHeaders()
    /// Parameters that are set in the query of the URL. What is set stays for later attempts.
    public var query: [String: String] = [:]
    /// Set it to end the session; a standby is given up without that.
    public var isAborted = false
  }
}

extension RealtimeSession.Plan {
  /// Whether a new connection has to be given the conversation. A call keeps its own, and to transcribe or to translate is
  /// no conversation.
  var isReplayed: Bool {
    guard case .model = target else { return false }
    if case .transcription = parameters { return false }
    return true
  }

  var isTranslation: Bool { if case .translation = target { true } else { false } }
}
