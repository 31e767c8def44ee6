internal import RealtimeEvents
internal import RealtimeJSON
internal import WebSocketTransport

/// What becomes of an upgrade request: decided from the request, the configuration, and the calls and client secrets
/// that there are.
struct Admission {
  /// A session that is about to open.
  struct Session {
    var route: LocalRoute
    var script: SessionScript
    /// What the call beside it was accepted with.
    var parameters: JSONValue?
  }

  enum Verdict {
    case serve(Session)
    case refuse(UpgradeRefusal)
    case withhold(UpgradeDecision.Withholding)
  }

  /// The request as it is recorded, with the status that the client gets.
  private(set) var request: RealtimeLocalServer.Request
  let verdict: Verdict

  /// - Parameters:
  ///   - number: of the request.
  ///   - openCount: sessions that are open now.
  init(
    _ upgrade: UpgradeRequest, number: Int, openCount: Int, now: Duration,
    _ configuration: RealtimeLocalServer.Configuration, _ rest: LocalREST
  ) {
    request = RealtimeLocalServer.Request(upgrade, number: number, time: now)
    do throws(UpgradeRefusal) {
      let route = try Self.route(of: upgrade, openCount: openCount, configuration, rest)
      request.model = route.requestedModel
      request.callID = route.callID
      var verdict = Self.verdict(on: route, configuration.plan(request), configuration)
      if case .serve(var session) = verdict, let callID = route.callID {
        session.parameters = try rest.join(callID)
        verdict = .serve(session)
      }
      self.verdict = verdict
    } catch {
      verdict = .refuse(error)
    }
    request.status = verdict.status
  }

  private static func route(
    of upgrade: UpgradeRequest, openCount: Int, _ configuration: RealtimeLocalServer.Configuration, _ rest: LocalREST
  ) throws(UpgradeRefusal) -> LocalRoute {
    let route = try LocalRoute(
      path: upgrade.path, query: upgrade.query, headers: upgrade.headers, subprotocols: upgrade.subprotocols)
    if let key = configuration.requiredAPIKey {
      let isAccepted = APIKeyCheck.accepts(upgrade.headers, subprotocols: upgrade.subprotocols, key: key)
      guard isAccepted || rest.acceptsSecret(upgrade.headers, subprotocols: upgrade.subprotocols) else {
        throw .wrongKey
      }
    }
    guard openCount < configuration.maximumSessionCount else { throw .tooManySessions }
    return route
  }

  private static func verdict(
    on route: LocalRoute, _ plan: ConnectionPlan, _ configuration: RealtimeLocalServer.Configuration
  ) -> Verdict {
    switch plan {
    case .serve(let script):
      .serve(Session(route: route, script: configuration.failure(of: route).map(SessionScript.refused) ?? script))
    case .refuse(let refusal): .refuse(refusal)
    case .ignore: .withhold(.silence)
    case .endStream: .withhold(.endStream)
    case .reset: .withhold(.reset)
    }
  }
}

extension Admission.Verdict {
  /// 0 where there is no answer.
  fileprivate var status: Int {
    switch self {
    case .serve: 101
    case .refuse(let refusal): refusal.status
    case .withhold: 0
    }
  }
}

extension RealtimeLocalServer.Configuration {
  /// Why the service would not have such a session, whatever the plan; `nil` when it would.
  fileprivate func failure(of route: LocalRoute) -> ServiceFailure? {
    if route.generation == .beta, !route.isDeployment, !servesBetaAPI { return .betaDisabled }
    guard let model = route.requestedModel, !models.accepts(model, isDeployment: route.isDeployment) else { return nil }
    return .modelNotFound(model)
  }

  /// What the session of an admitted request is made from.
  func session(_ number: Int, _ admitted: Admission.Session) -> LocalSession.Configuration {
    var session = LocalSession.Configuration()
    session.number = number
    session.generation = admitted.route.generation
    session.isTranscription = admitted.route.kind == .transcription
    session.isCall = admitted.route.callID != nil
    session.model = admitted.parameters?["model"]?.string ?? admitted.route.model
    session.parameters = admitted.parameters
    session.script = admitted.script.reply ?? script
    session.pace = admitted.script.pace ?? pace
    session.limits = admitted.script.limits ?? sessionLimits
    return session
  }
}

extension UpgradeRefusal {
  var decision: UpgradeDecision { .refuse(status: status, headers: headers, body: body) }
}
