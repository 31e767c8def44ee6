extension PhoneGateway {
  /// What a gateway takes, and what becomes of it.
  public struct Configuration: Sendable {
    /// Where carriers connect, with which certificate, and the limits of their sockets. A carrier's socket is full at
    /// `connection.highWatermarkByteCount`, 256 KiB here, which are 20 seconds of G.711.
    public var server: WebSocketServer.Configuration
    /// Whose model answers.
    public var service: CallService
    /// What a carrier speaks, by its upgrade: a new codec for each call. `nil` refuses it with 404.
    public var codec: @Sendable (UpgradeRequest) -> (any CarrierCodec)?
    /// Tells a carrier's upgrade from anybody else's, which gets 403 and no socket. `nil`, the default, takes all: only
    /// where nobody else reaches the port.
    public var verification: (any CarrierVerification)?
    /// What the session of a call is to be, or `nil` to refuse the call. See `PhoneCall`.
    public var plan: @Sendable (CarrierStart) -> RealtimeSession.Plan?
    /// Settings of each call.
    public var call = CallSettings()
    /// Calls at once, on all loops. Further ones get 503 with `Retry-After`. From 1; default 1 000.
    public var maximumCallCount = 1_000
    /// What `Retry-After` says, in whole seconds up to a day. Default 5 s.
    public var retryAfter: Duration = .seconds(5)
    /// Connections to the model that each loop keeps ready, for calls whose plan has the same target, so that an
    /// answered call speaks sooner: to the target of this plan, with its options. `nil`, the default, for none.
    public var prepared: RealtimeSession.Plan?
    /// How many of them, and for how long.
    public var preparedConnections = PreparedConnections.Settings()
    /// The path at which `GET` is answered with 200 while calls are taken, and 503 while there are too many or the
    /// gateway drains.
    public var healthPath = "/health"
    /// The path at which `GET` is answered with `GatewayFigures.text`.
    public var figuresPath = "/figures"

    /// Everything else as by default.
    ///
    /// - Parameters:
    ///   - identity: The certificate and key for `wss`; `nil` for `ws`, as behind a proxy that does TLS.
    ///   - service: Whose model answers.
    ///   - codec: What a carrier speaks, by its upgrade.
    ///   - plan: What the session of a call is to be.
    public init(
      identity: TLSIdentity?, service: CallService,
      codec: @escaping @Sendable (UpgradeRequest) -> (any CarrierCodec)?,
      plan: @escaping @Sendable (CarrierStart) -> RealtimeSession.Plan?
    ) {
      server = WebSocketServer.Configuration(identity: identity)
      server.connection.highWatermarkByteCount = 256 << 10
      server.connection.lowWatermarkByteCount = 64 << 10
      server.connection.limits.messageByteCount = 128 << 10
      self.service = service
      self.codec = codec
      self.plan = plan
    }
  }
}
