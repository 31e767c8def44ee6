/// Where the carriers of a gateway come in, on any of its loops: who is let in, and what becomes of them.
final class CallDesk: Sendable {
  private let configuration: PhoneGateway.Configuration
  private let onCall: @Sendable (PhoneCall) -> Void
  private let admission: PosixMutex<CallAdmission>

  init(_ configuration: PhoneGateway.Configuration, _ onCall: @escaping @Sendable (PhoneCall) -> Void) {
    self.configuration = configuration
    self.onCall = onCall
    admission = PosixMutex(CallAdmission(limit: configuration.maximumCallCount))
  }

  var figures: GatewayFigures { admission.withLock { $0.figures } }

  /// No more calls come.
  ///
  /// - Parameter emptied: Is told once none is open, nor any connection to the model, on any thread.
  func drain(_ emptied: (@Sendable () -> Void)? = nil) {
    for told in admission.withLock({ $0.drain(emptied) }) { told() }
  }

  /// Who drains has waited long enough for the model's side.
  func abandonConnections() {
    for told in admission.withLock({ $0.abandonConnections() }) { told() }
  }

  // MARK: Requests

  func respond(to request: PlainRequest) -> PlainResponse? {
    guard request.method == "GET" || request.method == "HEAD" else { return nil }
    switch request.path {
    case configuration.healthPath:
      switch admission.withLock({ $0.verdict }) {
      case .admitted: return .text("ok\n")
      case .full: return .text("full\n", status: 503)
      case .draining: return .text("draining\n", status: 503)
      }
    case configuration.figuresPath: return .text(figures.text)
    default: return nil
    }
  }

  func decide(on request: UpgradeRequest) -> UpgradeDecision {
    guard configuration.verification?.isValid(request) ?? true else {
      admission.withLock { $0.refuseUnverified() }
      return .refuse(status: 403)
    }
    guard admission.withLock({ $0.ask() }) == .admitted else {
      let seconds = Int(min(max(configuration.retryAfter, .seconds(1)), .seconds(86_400)) / .seconds(1))
      return .refuse(status: 503, headers: HTTPHeaders([("Retry-After", String(seconds))]))
    }
    return configuration.codec(request) == nil ? .refuse(status: 404) : .accept()
  }

  // MARK: Calls

  func accept(_ socket: WebSocket, _ request: UpgradeRequest) {
    // Between the decision and the socket others may have come.
    guard let codec = configuration.codec(request), admission.withLock({ $0.begin() }) == .admitted else {
      try? socket.close(.tryAgainLater)
      return
    }
    let calls = LoopCalls.of(socket.loop)
    let call = PhoneCall(
      socket, codec,
      .init(settings: configuration.call, plan: configuration.plan) { [self] plan, loop in
        let session = try configuration.service.session(
          plan, preparedBy: calls.prepared(for: self, target: plan.target), on: loop)
        count(session)
        return session
      })
    calls.add(call, of: self)
    onCall(call)
    call.onEnd { [self] report in
      calls.remove(call, of: self)
      for told in admission.withLock({ $0.end(report) }) { told() }
    }
  }

  /// A connection ends after its call: who drains waits for it, and for all who listen for its end.
  private func count(_ session: RealtimeSession) {
    let loop = session.loop
    session.onConnection { [self] event in
      switch event.kind {
      case .requested: admission.withLock { $0.beginConnection() }
      case .ended: loop.execute { [self] in for told in admission.withLock({ $0.endConnection() }) { told() } }
      case .dialled, .opened, .greeted, .live: break
      }
    }
  }

  func prepare(on loop: EventLoop) {
    guard let plan = configuration.prepared else { return }
    let prepared = try? configuration.service.prepare(plan, configuration.preparedConnections, on: loop)
    guard let prepared else { return }
    let calls = LoopCalls.of(loop)
    calls.keep(prepared, to: plan.target, for: self)
    // A loop that drains waits for its connections.
    loop.whenDraining { [weak self, weak calls] in if let self { calls?.endPreparing(for: self) } }
  }
}
