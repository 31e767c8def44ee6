/// That the service has done what a call asked for. A value.
public struct RESTReceipt: Sendable, Hashable {
  /// The HTTP status: 200, or 404 for a hang-up that found no call.
  public let status: Int
  /// `x-request-id`, which the service's support asks for.
  public let requestID: String?
  /// Requests that it took, the first one included.
  public let attemptCount: Int
}
