extension RealtimeSession {
  /// Starts a session. Key and base URL are the client's; see `Plan` for the rest.
  ///
  /// - Throws: `RealtimeConfigurationError` for a base URL that is none. What is wrong with a key, a target or an option
  ///   ends the session with the cause `.misconfigured`.
  ///
  /// - Parameter prepared: Has the first connection ready: to the plan's target, with its options. `beforeAttempt` changes later
  ///   ones only.
  public convenience init(
    _ client: OpenAI = OpenAI(), _ plan: Plan, startingWith prepared: PreparedSessions? = nil, on loop: EventLoop
  ) throws {
    self.init(plan, try Dialer(client, plan.target).starting(with: prepared), on: loop)
  }

  /// The same with an Azure client: the target's model is a deployment.
  public convenience init(
    azure client: AzureOpenAI, _ plan: Plan, startingWith prepared: PreparedSessions? = nil, on loop: EventLoop
  ) throws {
    self.init(plan, try Dialer(azure: client, plan.target).starting(with: prepared), on: loop)
  }
}
