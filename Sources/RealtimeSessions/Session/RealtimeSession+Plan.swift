internal import RealtimeJSON

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
    public var target: RealtimeTarget {
      get { storage.values.target }
      set { change { $0.target = newValue } }
    }
    /// The settings of the session: sent on every new connection before anything else, and merged with every
    /// `session.update` that is sent. `nil` takes the service's own. GA sessions only.
    public var parameters: SessionParameters? {
      get { storage.values.parameters }
      set { change(settings: DesiredSession.settings(newValue)) { $0.parameters = newValue } }
    }
    /// How each connection is made.
    public var options: RealtimeOptions {
      get { storage.values.options }
      set { change { $0.options = newValue } }
    }
    /// How often, and after how long, it connects again.
    public var reconnect: ReconnectPolicy {
      get { storage.values.reconnect }
      set { change { $0.reconnect = newValue } }
    }
    /// When the session is replaced before the service ends it. Calls are not: their end is that of the call.
    public var rollOver: RollOverPolicy {
      get { storage.values.rollOver }
      set { change { $0.rollOver = newValue } }
    }
    /// How fast the host is dialled by all sessions of the process together; `.shared` unless set.
    public var governors: DialGovernors {
      get { storage.values.governors }
      set { change { $0.governors = newValue } }
    }
    /// How much of the conversation is kept for the next session, and how it words what cannot be kept.
    public var memory: ConversationMirror.Configuration {
      get { storage.values.memory }
      set { change { $0.memory = newValue } }
    }
    /// Changes the items of a conversation before a new session is given them: shortens or summarises them, or adds
    /// some.
    public var editHistory: (@Sendable ([ConversationItem]) -> [ConversationItem])? {
      get { storage.values.editHistory }
      set { change { $0.editHistory = newValue } }
    }
    /// What the model is told after its conversation was restored, such as to go on without a greeting. `nil` says
    /// nothing.
    public var anchor: String? {
      get { storage.values.anchor }
      set { change { $0.anchor = newValue } }
    }
    /// What is held while no connection is there.
    public var holding: HeldEvents.Limits {
      get { storage.values.holding }
      set { change { $0.holding = newValue } }
    }
    /// How it is known what the user has heard. With `clock`, the default, audio counts as played as it comes.
    public var playback: PlaybackSource {
      get { storage.values.playback }
      set { change { $0.playback = newValue } }
    }
    /// Whether speech of the user interrupts what is playing: it is cleared, and the service is told what was heard.
    /// Not where the turn detection of the session is told so by `interrupt_response`.
    public var interruptsOnSpeech: Bool {
      get { storage.values.interruptsOnSpeech }
      set { change { $0.interruptsOnSpeech = newValue } }
    }
    /// Tokens of responses, in and out, that the conversation may take over all its connections; `nil` is no limit. The
    /// session ends with the response that reaches it. Whoever wants to say good-bye first keeps a ``UsageLedger``.
    public var tokenLimit: Int? {
      get { storage.values.tokenLimit }
      set { change { $0.tokenLimit = newValue } }
    }
    /// How long requests of remote tools wait for an answer.
    public var approvals: MCPApprovals.Limits {
      get { storage.values.approvals }
      set { change { $0.approvals = newValue } }
    }
    /// Called before each connection, the first one and standbys too, on the loop: to add headers or parameters, or to
    /// give up.
    public var beforeAttempt: (@Sendable (inout Attempt) -> Void)? {
      get { storage.values.beforeAttempt }
      set { change { $0.beforeAttempt = newValue } }
    }

    /// A session with a model; with an Azure client, with a deployment.
    public init(model: String) { self.init(.model(model)) }

    /// A side connection to a call that is in progress, by its id (`rtc_…`).
    public init(call: String) { self.init(.call(call)) }

    /// A session with any target.
    public init(_ target: RealtimeTarget) { storage = Storage(Values(target: target), settings: .null) }

    fileprivate struct Values: Sendable {
      var target: RealtimeTarget
      var parameters: SessionParameters?
      var options = RealtimeOptions()
      var reconnect = ReconnectPolicy.standard
      var rollOver = RollOverPolicy.beforeTheCap
      var governors = DialGovernors.shared
      var memory = ConversationMirror.Configuration()
      var editHistory: (@Sendable ([ConversationItem]) -> [ConversationItem])?
      var anchor: String?
      var holding = HeldEvents.Limits()
      var playback = PlaybackSource.clock
      var interruptsOnSpeech = true
      var tokenLimit: Int?
      var approvals = MCPApprovals.Limits()
      var beforeAttempt: (@Sendable (inout Attempt) -> Void)?

      init(target: RealtimeTarget) { self.target = target }
    }

    /// Never changed, so that all sessions that are made with the same plan share one.
    fileprivate final class Storage: Sendable {
      let values: Values
      /// The parameters as JSON, made once for all sessions of the plan. Not among the values, which are printed.
      let settings: JSONValue

      init(_ values: Values, settings: JSONValue) { (self.values, self.settings) = (values, settings) }
    }

    fileprivate var storage: Storage

    private mutating func change(settings: JSONValue? = nil, _ body: (inout Values) -> Void) {
      var values = storage.values
      body(&values)
      storage = Storage(values, settings: settings ?? storage.settings)
    }
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

extension RealtimeSession.Plan: CustomReflectable {
  /// Its members.
  public var customMirror: Mirror {
    Mirror(self, children: Mirror(reflecting: storage.values).children, displayStyle: .struct)
  }
}

extension RealtimeSession.Plan {
  /// Whether a new connection has to be given the conversation. A call keeps its own, and to transcribe or to translate
  /// is no conversation.
  var isReplayed: Bool {
    guard case .model = target else { return false }
    if case .transcription = parameters { return false }
    return true
  }

  /// The parameters as JSON; null without any.
  var settings: JSONValue { storage.settings }

  var isCall: Bool { if case .call = target { true } else { false } }

  var isTranslation: Bool { if case .translation = target { true } else { false } }
}
