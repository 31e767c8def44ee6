/// What one session does: how it replies, how late it is, and what happens to it at which moment.
///
/// ```swift
/// let failure = ServiceFailure(code: "invalid_value", message: "There is no such tool.")
/// let script = SessionScript()
///   .at(.afterSending("response.output_audio.delta", 3), .reset)
///   .at(.onReceiving("session.update"), .drop, .sendError(failure))
/// ```
public struct SessionScript: Sendable {
  /// At a moment, these actions in order.
  public struct Step: Sendable, Equatable {
    /// When it happens.
    public var moment: SessionMoment
    /// What happens then, in this order.
    public var actions: [SessionAction]

    /// A step at this moment.
    public init(_ moment: SessionMoment, _ actions: [SessionAction]) {
      self.moment = moment
      self.actions = actions
    }
  }

  /// What the model answers; `nil` for the server's script.
  public var reply: ReplyScript?
  /// `nil` for the server's pace.
  public var pace: ReplyPace?
  /// `nil` for the server's limits.
  public var limits: LocalSessionLimits?
  /// How late every event is. Default: not at all.
  public var latency = EventLatency()
  /// Steps of the same moment happen in this order.
  public var steps: [Step] = []

  /// A script that replies like this; `nil` for the server's own way.
  public init(reply: ReplyScript? = nil, steps: [Step] = []) {
    self.reply = reply
    self.steps = steps
  }

  /// The same with one step more.
  public func at(_ moment: SessionMoment, _ actions: SessionAction...) -> SessionScript { at(moment, actions) }

  /// The same with one step more.
  public func at(_ moment: SessionMoment, _ actions: [SessionAction]) -> SessionScript {
    var script = self
    script.steps.append(Step(moment, actions))
    return script
  }

  /// The session is refused as the service does it once the connection is open: the error comes instead of
  /// `session.created`, then close 4000.
  public static func refused(_ failure: ServiceFailure) -> SessionScript {
    let first = ["session.created", "transcription_session.created"]
    return first.reduce(SessionScript()) { $0.at(.beforeSending($1), failure.refusal) }
  }
}
