public import RealtimeEvents
internal import RealtimeJSON
public import WebSocketTransport

/// Makes keys that live for minutes, for clients that must not have the account's: browsers, phones, programs of
/// others. A value; got from ``OpenAI/clientSecrets`` or ``AzureOpenAI/clientSecrets``.
///
/// ```swift
/// let made = try await client.clientSecrets.create(.realtime(RealtimeSessionParameters(model: "gpt-realtime-2.1")))
/// send(made.secret.value, toTheBrowserUntil: made.secret.expiresAt)
/// ```
///
/// A secret is good for several sessions until it expires, and sessions go on after that. What it throws, and when the
/// completion is called, is as for ``RealtimeCalls``.
public struct ClientSecrets: Sendable {
  let service: RESTService

  /// A secret for sessions of conversation or transcription.
  ///
  /// - Parameters:
  ///   - session: what the sessions are like; `nil` leaves that to whoever has the secret. One of a translation is made
  ///     by ``createForTranslation(model:_:expiresAfter:options:)``.
  ///   - seconds: its life, 10 to 7200. `nil` is the service's default, 600.
  ///   - options: how the call is made.
  nonisolated(nonsending) public func create(
    _ session: SessionParameters? = nil, expiresAfter seconds: Int? = nil, options: RESTOptions = .init()
  ) async throws -> CreatedClientSecret {
    try await service.perform(options) { try .create(session, seconds) }
  }

  /// The same for callers without `await`.
  @discardableResult
  public func create(
    _ session: SessionParameters? = nil, expiresAfter seconds: Int? = nil, on loop: EventLoop,
    options: RESTOptions = .init(), completion: @escaping (Result<CreatedClientSecret, any Error>) -> Void
  ) -> ConnectionCancellation {
    service.perform(on: loop, options, "ClientSecrets.create", completion: completion) { try .create(session, seconds) }
  }

  /// A secret for sessions that translate speech. Not on Azure.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - session: what the sessions are like beside that.
  ///   - seconds: its life, 10 to 7200. `nil` is the service's default, 600.
  ///   - options: how the call is made.
  nonisolated(nonsending) public func createForTranslation(
    model: String, _ session: TranslationSessionParameters = .init(), expiresAfter seconds: Int? = nil,
    options: RESTOptions = .init()
  ) async throws -> CreatedClientSecret {
    try await service.perform(options) { try translation(model, session, seconds) }
  }

  /// The same for callers without `await`.
  @discardableResult
  public func createForTranslation(
    model: String, _ session: TranslationSessionParameters = .init(), expiresAfter seconds: Int? = nil,
    on loop: EventLoop, options: RESTOptions = .init(),
    completion: @escaping (Result<CreatedClientSecret, any Error>) -> Void
  ) -> ConnectionCancellation {
    service.perform(on: loop, options, "ClientSecrets.createForTranslation", completion: completion) {
      try translation(model, session, seconds)
    }
  }

  private func translation(
    _ model: String, _ session: TranslationSessionParameters, _ seconds: Int?
  ) throws(RealtimeConfigurationError) -> RESTCall<CreatedClientSecret> {
    guard !service.isAzure else {
      throw RealtimeConfigurationError(
        .invalidTarget, "Realtime translation sessions are not available on Azure.")
    }
    return try .createForTranslation(model, session, seconds)
  }
}

/// A short-lived key, and what its sessions are like. Prints without the key.
public struct CreatedClientSecret: Sendable, Hashable {
  /// The key (`ek_…`) and when it expires, in seconds since 1970.
  public let secret: ClientSecret
  /// The session as the service made it out of what was asked for; `nil` where the service does not say.
  public let session: Session?
  /// How it was made.
  public let receipt: RESTReceipt

  /// The key as that of a client.
  public var apiKey: APIKey { .static(secret.value) }

  /// `nil` for what holds no key.
  init?(_ response: HTTPResponse, _ receipt: RESTReceipt) {
    guard let json = try? JSONValue.parse(response.body), let value = json["value"]?.string, !value.isEmpty
    else { return nil }
    secret = ClientSecret(value: value, expiresAt: json["expires_at"]?.int)
    session = json["session"].flatMap { Session($0) }
    self.receipt = receipt
  }
}

extension OpenAI {
  /// Keys that live for minutes.
  public var clientSecrets: ClientSecrets { ClientSecrets(service: RESTService(self)) }
}

extension AzureOpenAI {
  /// Keys that live for minutes.
  public var clientSecrets: ClientSecrets { ClientSecrets(service: RESTService(self)) }
}

extension RESTCall<CreatedClientSecret> {
  static func create(_ session: SessionParameters?, _ seconds: Int?) throws(RealtimeConfigurationError) -> RESTCall {
    try secret("client_secrets", session.map { ClientEvent.sessionUpdate($0).json["session"] ?? .null }, seconds)
  }

  static func createForTranslation(
    _ model: String, _ parameters: TranslationSessionParameters, _ seconds: Int?
  ) throws(RealtimeConfigurationError) -> RESTCall {
    guard !model.isEmpty else { throw .invalidArgument("A translation needs a model.") }
    var session: JSONValue = ["model": .string(model)]
    let others = ClientEvent.sessionUpdate(.translation(parameters)).json["session"]?.object ?? JSONObject()
    for (name, value) in others { session[name] = value }
    return try secret("translations/client_secrets", session, seconds)
  }

  private static func secret(
    _ path: String, _ session: JSONValue?, _ seconds: Int?
  ) throws(RealtimeConfigurationError) -> RESTCall {
    if let seconds, !(10...7_200).contains(seconds) {
      throw .invalidArgument("A client secret lives for 10 to 7200 seconds.")
    }
    var body = JSONValue.object([:])
    if let seconds { body["expires_after"] = ["anchor": "created_at", "seconds": .number(JSONNumber(seconds))] }
    if let session { body["session"] = session }
    return RESTCall(
      path: path, body: Array(body.jsonText.utf8), accept: "application/json", isHarmless: true,
      timeLimits: RESTOptions.ordinaryTimeLimits, settled: nil, read: { CreatedClientSecret($0, $1) })
  }
}
