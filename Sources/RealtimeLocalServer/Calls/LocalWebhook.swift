internal import RealtimeEvents
internal import RealtimeJSON
internal import WebSocketTransport

/// The webhook that tells an application of a phone call, signed as the service signs. A value.
struct LocalWebhook {
  private let id: String
  private let timestamp: Int
  private let body: [UInt8]

  init(
    call: RealtimeLocalServer.IncomingCall, id callID: String, _ identifiers: IdentifierSource, unixTime: Int
  ) {
    id = identifiers.next(.webhook)
    timestamp = unixTime
    let headers = call.sipHeaders.fields.map { field -> JSONValue in
      ["name": .string(field.name), "value": .string(field.value)]
    }
    let data: JSONValue = [
      "call_id": .string(callID), "sip_headers": .list(headers), "sip_media_security": .string(call.mediaSecurity),
    ]
    let event: JSONValue = [
      "object": "event", "id": .string(identifiers.next(.webhookEvent)), "type": "realtime.call.incoming",
      "created_at": .number(unixTime), "data": data,
    ]
    body = Array(event.jsonText.utf8)
  }

  /// - Parameter secret: one that is no key signs all the same, and nobody will take it.
  /// - Throws: `HTTPRequestError` for a URL that cannot be used.
  func request(to url: String, secret: String) throws(HTTPRequestError) -> HTTPRequest {
    var request = try HTTPRequest("POST", url)
    let signature = WebhookSignature(key: WebhookKey.bytes(of: secret) ?? Array(secret.utf8))
    request.headers = HTTPHeaders([
      ("Content-Type", "application/json"), ("webhook-id", id), ("webhook-timestamp", "\(timestamp)"),
      ("webhook-signature", signature.text(id: id, timestamp: "\(timestamp)", body: body) ?? ""),
    ])
    request.body = body
    return request
  }
}
