internal import RealtimeBuffers
internal import RealtimeEvents
public import WebSocketTransport

/// Takes what comes to a webhook: verifies that the service sent it, lately and for the first time, and reads the
/// event. A value without clock or socket; one belongs to one loop, or behind a lock.
///
/// ```swift
/// var webhooks = try WebhookReceiver()  // OPENAI_WEBHOOK_SECRET
/// func respond(to request: PlainRequest) -> PlainResponse {
///   do throws(WebhookError) {
///     let event = try webhooks.receive(request.body, headers: request.headers, at: unixTime())
///     if case .callIncoming(let call) = event.content { answer(call) }
///     return PlainResponse()
///   } catch {
///     return .text("\(error)\n", status: error.status)
///   }
/// }
/// ```
///
/// Signatures are those of Standard Webhooks: HMAC-SHA256 over id, time stamp and the bytes of the body, compared in
/// constant time. Prints without the secret.
public struct WebhookReceiver: Sendable {
  /// How far a time stamp may be from now, in seconds, into the past and into the future.
  public static let toleranceSeconds = 300
  /// Bytes that `webhook-id` may have.
  public static let maximumIDByteCount = 256
  /// Ids that are remembered unless another number is given.
  public static let defaultMaximumSeenCount = 4_096

  private let signature: WebhookSignature
  private var seen: SeenWebhooks

  /// - Parameters:
  ///   - secret: as the service shows it (`whsec_…`), or a text that is the key. `nil` reads `OPENAI_WEBHOOK_SECRET`.
  ///   - maximumSeenCount: ids that are remembered, each for as long as its webhook could be sent once more. With more
  ///     than so many in ten minutes the oldest are forgotten.
  /// - Throws: `.missingSecret` or `.invalidSecret`.
  public init(
    secret: String? = nil, maximumSeenCount: Int = Self.defaultMaximumSeenCount
  ) throws(WebhookError) {
    try self.init(secret: secret, maximumSeenCount: maximumSeenCount, environment: ProcessEnvironment.value)
  }

  init(secret: String?, maximumSeenCount: Int, environment: ProcessEnvironment.Lookup) throws(WebhookError) {
    guard let secret = secret ?? environment("OPENAI_WEBHOOK_SECRET") else { throw .missingSecret }
    guard let key = WebhookKey.bytes(of: secret) else { throw .invalidSecret }
    signature = WebhookSignature(key: key)
    seen = SeenWebhooks(maximumCount: maximumSeenCount)
  }

  /// Verifies a webhook and reads its event.
  ///
  /// - Parameters:
  ///   - body: the bytes that came, unchanged.
  ///   - headers: those that came with them.
  ///   - now: seconds since 1970.
  /// - Throws: why it is not taken. Nothing is remembered of it then.
  public mutating func receive(
    _ body: [UInt8], headers: HTTPHeaders, at now: Int64
  ) throws(WebhookError) -> WebhookEvent {
    let id = try Self.only("webhook-id", in: headers)
    let timestamp = try Self.only("webhook-timestamp", in: headers)
    let signatures = headers.values(named: "webhook-signature")
    guard !signatures.isEmpty else { throw .missingHeader("webhook-signature") }
    guard id.utf8.count <= Self.maximumIDByteCount else { throw .idTooLong }
    let sentAt = try Self.time(timestamp, now: now)
    let list = signatures.joined(separator: " ")
    guard signature.isSigned(id: id, timestamp: timestamp, body: body, by: list) else { throw .invalidSignature }
    guard !seen.contains(id, at: now) else { throw .replayed }
    let event = try WebhookEvent(body, deliveryID: id)
    // It can be sent once more for as long as its time stamp is taken, and that may lie ahead.
    let (end, isBeyond) = max(sentAt, now).addingReportingOverflow(Int64(Self.toleranceSeconds))
    seen.insert(id, until: isBeyond ? .max : end, at: now)
    return event
  }

  /// Forgets that an event has come, so that it is taken when the service sends it again: for one that could not be
  /// dealt with, and was answered with a status of 5xx.
  public mutating func forget(_ event: WebhookEvent) { seen.remove(event.deliveryID) }

  private static func only(_ name: String, in headers: HTTPHeaders) throws(WebhookError) -> String {
    let values = headers.values(named: name)
    guard values.count == 1, !values[0].isEmpty else { throw .missingHeader(name) }
    return values[0]
  }

  private static func time(_ text: String, now: Int64) throws(WebhookError) -> Int64 {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let time = Int64(text) else { throw .invalidTimestamp }
    let (age, isBeyond) = now.subtractingReportingOverflow(time)
    if isBeyond { throw now < time ? .tooNew : .tooOld }
    if age > toleranceSeconds { throw .tooOld }
    if age < -toleranceSeconds { throw .tooNew }
    return time
  }
}

extension WebhookReceiver: CustomStringConvertible, CustomReflectable {
  public var description: String { "webhooks, \(seen.count) of them remembered" }
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
