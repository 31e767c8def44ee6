internal import RealtimeBuffers
public import WebSocketTransport

/// How a call of the REST API is made. Every member has a default.
public struct RESTOptions: Sendable {
  /// For calls that somebody waits for on the phone: 3 s to connect, 10 s to the first byte and in all.
  public static let callControlTimeLimits = HTTPRequest.TimeLimits(
    connect: .seconds(3), firstByte: .seconds(10), total: .seconds(10))
  /// For the others: 5 s to connect, 60 s to the first byte and in all.
  public static let ordinaryTimeLimits = HTTPRequest.TimeLimits(
    connect: .seconds(5), firstByte: .seconds(60), total: .seconds(60))

  /// Headers, TLS, proxy, the time for the key, and whether TLS may be left out: the same as for the sessions. What is
  /// about sessions alone does not count, nor do its time limits and `buildRealtimeURL`.
  public var connection = RealtimeOptions()
  /// How long a call may take; `total` counts from when the key is there, and is that of all attempts and the waits
  /// between them. `nil` is ``callControlTimeLimits`` for `calls` and ``ordinaryTimeLimits`` for `clientSecrets`.
  public var timeLimits: HTTPRequest.TimeLimits?
  /// When a call is made once more.
  public var retries = RetryPolicy()
  /// Sent as `OpenAI-Organization`. `nil` reads `OPENAI_ORG_ID`; never sent to Azure.
  public var organization: String?
  /// Sent as `OpenAI-Project`. `nil` reads `OPENAI_PROJECT_ID`; never sent to Azure.
  public var project: String?

  /// Everything as by default.
  public init() {}
}
