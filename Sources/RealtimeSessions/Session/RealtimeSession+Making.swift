extension RealtimeSession {
  /// Starts a session. Key and base URL are the client's; see `Plan` for the rest.
  ///
  /// - Parameters:
  ///   - client: whose key and base URL are used.
  ///   - plan: what the session is to be.
  ///   - prepared: has the first connection ready: to the plan's target, with its options. `beforeAttempt` changes
  ///     later ones only.
  ///   - loop: where the session lives.
  /// - Throws: `RealtimeConfigurationError` for a base URL that is none. What is wrong with a key, a target or an
  ///   option ends the session with the cause `.misconfigured`.
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
