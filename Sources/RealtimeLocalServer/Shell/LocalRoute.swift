internal import RealtimeBuffers
internal import RealtimeEvents
internal import WebSocketTransport

/// What an upgrade request asks for: the session it opens, or why it is refused. No state, no effects.
struct LocalRoute: Equatable {
  /// What kind of session.
  enum Kind: Equatable {
    case realtime
    case transcription
    case translation
  }

  var kind: Kind
  var generation: RealtimeAPI
  /// `nil` where the request names none, as for a call.
  var requestedModel: String?
  /// The call that the request is a side connection to.
  var callID: String?
  /// Whether the model is a deployment of the Azure service, whose name is the customer's.
  var isDeployment: Bool
  /// To be named in the response, where the client offered it.
  var subprotocol: String?

  var model: String { requestedModel ?? Self.defaultModel }

  static let defaultModel = "gpt-realtime-2.1"

  /// Routes a request by its path, its query and its headers.
  init(path: String, query: String?, headers: HTTPHeaders, subprotocols: [String]) throws(UpgradeRefusal) {
    let query = QueryParameters(query ?? "")
    let isBeta = headers["OpenAI-Beta"] == "realtime=v1" || subprotocols.contains("openai-beta.realtime-v1")
    subprotocol = subprotocols.contains("realtime") ? "realtime" : nil
    generation = isBeta ? .beta : .ga
    kind = query["intent"] == "transcription" ? .transcription : .realtime
    requestedModel = query["model"]
    isDeployment = path.hasPrefix("/openai/")
    switch path {
    case "/v1/realtime", "/openai/v1/realtime":
      guard query["model"] != nil || query["call_id"] != nil || kind == .transcription else {
        throw .missing("model")
      }
      callID = query["call_id"]
      // A call has its model already.
      if callID != nil { requestedModel = nil }
    case "/openai/realtime":
      // The preview of the Azure service: the deployment stands for the model, the names are the beta ones.
      guard query["api-version"] != nil else { throw .missing("api-version") }
      guard let deployment = query["deployment"] else { throw .missing("deployment") }
      requestedModel = deployment
      generation = .beta
    case "/v1/realtime/translations":
      guard query["model"] != nil else { throw .missing("model") }
      kind = .translation
    default:
      throw UpgradeRefusal(
        status: 404, ServiceFailure(code: "not_found", message: "There is nothing at this path."))
    }
  }
}

extension UpgradeRefusal {
  /// What the service says to a side connection to a call that is over or never was: status 404. It cannot be told
  /// apart from another project's call.
  public static let callNotFound = UpgradeRefusal(
    status: 404,
    ServiceFailure(code: "call_id_not_found", message: "No session found for the provided call_id"))

  static func missing(_ parameter: String) -> UpgradeRefusal {
    let message = "You must provide the query parameter '\(parameter)'."
    return UpgradeRefusal(status: 400, ServiceFailure(code: "missing_\(parameter)", message: message))
  }

  static let wrongKey = UpgradeRefusal(
    status: 401,
    ServiceFailure(
      code: "invalid_api_key",
      message: "The API key is missing or is not the one this server was given."))

  static let tooManySessions = UpgradeRefusal(
    status: 429,
    ServiceFailure(
      code: "rate_limit_exceeded", message: "The server has reached its maximum number of sessions."),
    retryAfter: "1")
}

/// The parameters of a query string in form encoding; the first of a name counts, an empty one counts as absent.
struct QueryParameters {
  private let values: [FormEncoding.Parameter]

  init(_ query: String) {
    values = FormEncoding.parse(query).filter { !$0.value.isEmpty }
  }

  subscript(name: String) -> String? { values.first { $0.name == name }?.value }
}
