internal import RealtimeJSON
internal import WebSocketTransport

/// An error as the service says it: in an `error` event, or in the body of a refusal.
public struct ServiceFailure: Error, Sendable, Equatable {
  /// The kind of error, such as `invalid_request_error`.
  public var type: String
  /// What went wrong, for programs; `nil` where the service says null, as Azure does with `server_error`.
  public var code: String?
  /// What happened, for people.
  public var message: String
  /// The parameter that is wrong; `nil` where it is none.
  public var param: String?
  /// Whether an `error` event names the client's event that caused it. The service does not always.
  public var echoesEventID: Bool

  /// An error as the service would say it.
  public init(
    type: String = "invalid_request_error", code: String?, message: String, param: String? = nil,
    echoesEventID: Bool = true
  ) {
    self.type = type
    self.code = code
    self.message = message
    self.param = param
    self.echoesEventID = echoesEventID
  }

  /// What the service says to `OpenAI-Beta: realtime=v1` since the end of the beta API.
  public static let betaDisabled = ServiceFailure(
    code: "beta_api_shape_disabled",
    message: "The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.")

  /// What the service says to a session with a model that it does not have.
  public static func modelNotFound(_ model: String) -> ServiceFailure {
    ServiceFailure(
      code: "model_not_found",
      message: "The model `\(shortened(model))` does not exist or you do not have access to it.")
  }

  /// What the service says when it fails by itself.
  public static let serverError = ServiceFailure(
    type: "server_error", code: nil,
    message: "The server had an error while processing your request. Sorry about that!")

  /// The two things that the service does with a session that it will not have: the error as the first event instead of
  /// `session.created`, then close 4000 with type and code as the reason.
  public var refusal: [SessionAction] {
    let reason = [type, code].compactMap(\.self).joined(separator: ".")
    return [.drop, .sendError(self), .close(.init(rawValue: 4000), reason: reason)]
  }

  func json(eventID: String?) -> JSONValue {
    [
      "type": .string(type), "code": .nullable(code), "message": .string(message), "param": .nullable(param),
      "event_id": .nullable(echoesEventID ? eventID : nil),
    ]
  }

  /// The body of an HTTP response.
  var body: [UInt8] {
    let error: JSONValue = [
      "message": .string(message), "type": .string(type), "param": .nullable(param), "code": .nullable(code),
    ]
    let body: JSONValue = ["error": error]
    return Array(body.jsonText.utf8)
  }
}
