public import RealtimeEvents
public import RealtimeJSON
public import WebSocketTransport

/// An event that the service has sent to a webhook. A value. Prints its ids and its type.
public struct WebhookEvent: Sendable, Hashable {
  /// What it is about.
  public enum Content: Sendable, Hashable {
    /// `realtime.call.incoming`
    case callIncoming(IncomingCall)
    /// Any other type, with the event's `data` as it came.
    case other(type: String, data: JSONValue)
  }

  /// `webhook-id`: the same each time that the event is sent.
  public let deliveryID: String
  /// The event's own id (`evt_…`); empty where it has none.
  public let id: String
  /// When it happened, in seconds since 1970.
  public let createdAt: Int?
  /// What it is about.
  public let content: Content

  /// The type as the service says it.
  public var type: String {
    switch content {
    case .callIncoming: Self.callIncomingType
    case .other(let type, _): type
    }
  }

  private static let callIncomingType = "realtime.call.incoming"

  /// - Parameter body: that of a signed webhook.
  init(_ body: [UInt8], deliveryID: String) throws(WebhookError) {
    guard let json = try? JSONValue.parse(body), let type = json["type"]?.string else { throw .malformed }
    self.deliveryID = deliveryID
    id = json["id"]?.string ?? ""
    createdAt = json["created_at"]?.int
    let data = json["data"] ?? .null
    guard type == Self.callIncomingType else {
      content = .other(type: type, data: data)
      return
    }
    guard let call = IncomingCall(data) else { throw .malformed }
    content = .callIncoming(call)
  }
}

extension WebhookEvent: CustomStringConvertible, CustomReflectable {
  public var description: String { "\(type) \(id) (\(deliveryID))" }
  public var customMirror: Mirror { Mirror(self, children: ["type": type, "id": id, "deliveryID": deliveryID]) }
}

/// A phone call that waits to be accepted or rejected. A value. Prints without the values of its headers: they are
/// phone numbers.
public struct IncomingCall: Sendable, Hashable {
  /// The call (`rtc_…`), for `client.calls` and for the session beside it.
  public let callID: String
  /// The header fields of the SIP request, in order, repeated ones too, and looked up without regard to case: `From`,
  /// `To`, `Diversion`. Whoever called wrote them: believe none. Those that authenticate somebody are not among them.
  public let sipHeaders: HTTPHeaders
  /// How the voice is carried; `nil` where the service does not say.
  public let mediaSecurity: SIPMediaSecurity?

  /// `nil` for what names no call.
  init?(_ data: JSONValue) {
    guard let callID = data["call_id"]?.string, !callID.isEmpty else { return nil }
    self.callID = callID
    let headers = data["sip_headers"]?.array ?? JSONArray([])
    sipHeaders = HTTPHeaders(
      headers.compactMap { header in
        guard let name = header["name"]?.string, let value = header["value"]?.string else { return nil }
        return (name, value)
      })
    mediaSecurity = data["sip_media_security"]?.string.map { SIPMediaSecurity(rawValue: $0) }
  }
}

/// How the voice of a SIP call is carried. Other values are kept as they came.
public struct SIPMediaSecurity: OpenValue {
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }

  /// Unencrypted.
  public static var rtp: Self { Self(rawValue: "rtp") }
  /// Encrypted (RFC 3711).
  public static var srtp: Self { Self(rawValue: "srtp") }
}
