internal import RealtimeEvents
internal import RealtimeJSON
internal import WebSocketTransport

/// The bodies of calls of the REST API: what they have to be, and what the service makes of them. No state, no effects.
enum RESTBody {
  /// The life of a client secret, in seconds.
  private static let lives = 10...7_200
  private static let ordinaryLife = 600

  /// The settings that a call is accepted with.
  static func session(_ body: [UInt8], models: ModelPolicy) throws(UpgradeRefusal) -> JSONValue {
    let session = try object(body)
    guard session["type"]?.string == "realtime" else { throw .unprocessable(.missing("type")) }
    _ = try completed(session, models: models, id: "", now: 0)
    return session
  }

  static func rejection(_ body: [UInt8]) throws(UpgradeRefusal) -> Int {
    guard !body.isEmpty, let code = try object(body)["status_code"] else { return 603 }
    guard let status = code.int, (300...699).contains(status) else {
      throw .unprocessable(.outOfRange("status_code", expected: "a SIP status from 300 to 699"))
    }
    return status
  }

  static func transferTarget(_ body: [UInt8]) throws(UpgradeRefusal) -> String {
    guard let target = try object(body)["target_uri"]?.string, !target.isEmpty else {
      throw .unprocessable(.missing("target_uri"))
    }
    return target
  }

  /// How long a secret lives, and the session that it is for as the service shows it.
  ///
  /// - Parameters:
  ///   - id: of that session.
  ///   - now: seconds since 1970.
  static func secret(
    _ body: [UInt8], isTranslation: Bool, models: ModelPolicy, id: String, now: Int
  ) throws(UpgradeRefusal) -> (seconds: Int, session: JSONValue) {
    let request = try object(body)
    let expiry = request["expires_after"] ?? .emptyObject
    let seconds = expiry["seconds"].map { $0.int ?? 0 } ?? ordinaryLife
    guard lives.contains(seconds), expiry["anchor"].map({ $0 == "created_at" }) ?? true else {
      throw .unprocessable(.outOfRange("expires_after.seconds", expected: "10 to 7200 seconds from created_at"))
    }
    let session = request["session"] ?? ["type": "realtime"]
    guard isTranslation else { return (seconds, try completed(session, models: models, id: id, now: now)) }
    guard let model = session["model"]?.string else { throw .unprocessable(.missing("session.model")) }
    guard models.accepts(model, isDeployment: false) else { throw UpgradeRefusal(status: 404, .modelNotFound(model)) }
    var shown = session
    for (name, value) in ["type": "translation", "id": .string(id)] as JSONObject { shown[name] = value }
    return (seconds, shown)
  }

  /// The session that comes of these settings.
  private static func completed(
    _ session: JSONValue, models: ModelPolicy, id: String, now: Int
  ) throws(UpgradeRefusal) -> JSONValue {
    let kind = session["type"]?.string.flatMap(SessionSettings.Kind.init) ?? .realtime
    let model = session["model"]?.string ?? LocalRoute.defaultModel
    guard models.accepts(model, isDeployment: false) else { throw UpgradeRefusal(status: 404, .modelNotFound(model)) }
    var settings = SessionSettings(
      kind: kind, generation: .ga, id: id, model: model, expiresAt: now, clientSecret: "")
    do throws(ServiceFailure) { try settings.update(session, isVoiceFixed: false) } catch {
      throw .unprocessable(error)
    }
    return settings.json
  }

  private static func object(_ body: [UInt8]) throws(UpgradeRefusal) -> JSONValue {
    guard let json = try? JSONValue.parse(body) else {
      throw UpgradeRefusal(
        status: 400, ServiceFailure(code: nil, message: "We could not parse the JSON body of your request."))
    }
    guard json.isObject else {
      throw .unprocessable(.wrongType("body", expected: "an object", got: json.kindDescription))
    }
    return json
  }
}

extension UpgradeRefusal {
  fileprivate static func unprocessable(_ failure: ServiceFailure) -> UpgradeRefusal {
    UpgradeRefusal(status: 422, failure)
  }
}
