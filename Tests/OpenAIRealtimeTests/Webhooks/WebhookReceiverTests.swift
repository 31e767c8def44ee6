import RealtimeEvents
import RealtimeJSON
import Testing
import WebSocketTransport
@testable import OpenAIRealtime

@Suite struct WebhookReceiverTests {
  private static let now: Int64 = 1_614_265_330
  private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  private static func receiver(_ secret: String = secret, maximumSeenCount: Int = 16) throws -> WebhookReceiver {
    try WebhookReceiver(secret: secret, maximumSeenCount: maximumSeenCount)
  }

  /// The headers of a webhook that is signed.
  private static func headers(
    _ body: String, id: String = "msg_1", timestamp: String = "\(now)", secret: String = secret
  ) throws -> HTTPHeaders {
    let key = try #require(WebhookKey.bytes(of: secret))
    let text = try #require(WebhookSignature(key: key).text(id: id, timestamp: timestamp, body: Array(body.utf8)))
    return HTTPHeaders([("Webhook-Id", id), ("webhook-timestamp", timestamp), ("WEBHOOK-SIGNATURE", text)])
  }

  private static let incoming = #"""
    {"object":"event","id":"evt_1","type":"realtime.call.incoming","created_at":1750287018,"data":{"call_id":"rtc_1",
    "sip_headers":[{"name":"From","value":"sip:+142555512112@sip.example.com"},{"name":"To","value":"sip:a@b"},
    {"name":"from","value":"second"},{"name":"Broken"},7],"sip_media_security":"srtp"}}
    """#

  private static func error(
    _ body: String = incoming, _ headers: HTTPHeaders, at now: Int64 = now, _ receiver: WebhookReceiver? = nil
  ) throws -> WebhookError? {
    var receiver = try receiver ?? self.receiver()
    do throws(WebhookError) {
      _ = try receiver.receive(Array(body.utf8), headers: headers, at: now)
      return nil
    } catch {
      return error
    }
  }

  // MARK: Signatures

  @Test(arguments: [
    (secret, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    ("plain-secret", "v1,3Iu+JbC8cHey9rJURLZfxQoX30vMfLebm9Kn1ePn6f4="),
  ])
  func `the vectors of others are verified, and what they sign is no event of the service`(
    _ secret: String, _ signature: String
  ) throws {
    let body = #"{"test": 2432232314}"#
    let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    let headers = HTTPHeaders([
      ("webhook-id", id), ("webhook-timestamp", "\(Self.now)"), ("webhook-signature", signature),
    ])
    #expect(try Self.error(body, headers, try Self.receiver(secret)) == .malformed)
    #expect(try Self.error(body + " ", headers, try Self.receiver(secret)) == .invalidSignature)
    #expect(try Self.error(body, headers, try Self.receiver("another")) == .invalidSignature)
    #expect(try Self.headers(body, id: id, secret: secret)["webhook-signature"] == signature)
  }

  @Test func `several header fields of signatures count together`() throws {
    let right = try Self.headers(Self.incoming)
    var headers = HTTPHeaders([("webhook-signature", "v1,AAAA")])
    for field in right.fields { headers.append(field.name, field.value) }
    #expect(try Self.error(headers) == nil)
  }

  @Test(arguments: ["webhook-id", "webhook-timestamp", "webhook-signature"])
  func `a header that is missing is named, and so is one that is there twice`(_ name: String) throws {
    let fields = try Self.headers(Self.incoming).fields.map { ($0.name, $0.value) }
    let others = HTTPHeaders(fields.filter { $0.0.lowercased() != name })
    #expect(try Self.error(others) == .missingHeader(name))
    if name != "webhook-signature" {
      #expect(try Self.error(HTTPHeaders(fields + [(name, "1")])) == .missingHeader(name))
    }
  }

  @Test(
    arguments: [
      (-301, WebhookError.tooOld), (-300, nil), (0, nil), (300, nil), (301, .tooNew),
      (-1_614_265_330, .tooOld), (Int64.max - now, .tooNew),
    ] as [(Int64, WebhookError?)])
  func `a time stamp is taken from 300 seconds ago to 300 seconds ahead`(_ offset: Int64, _ error: WebhookError?) throws
  {
    let headers = try Self.headers(Self.incoming, timestamp: "\(Self.now + offset)")
    #expect(try Self.error(headers) == error)
  }

  @Test(arguments: ["", "1614265330.5", "1e9", "+1614265330", "-1", " 1614265330", "now", "99999999999999999999", "１"])
  func `a time stamp is a whole number`(_ timestamp: String) throws {
    let error = try Self.error(try Self.headers(Self.incoming, timestamp: timestamp))
    #expect(error == (timestamp.isEmpty ? .missingHeader("webhook-timestamp") : .invalidTimestamp))
  }

  @Test func `no clock makes it trap`() throws {
    let headers = try Self.headers(Self.incoming)
    #expect(try Self.error(headers, at: .min) == .tooNew && Self.error(headers, at: .max) == .tooOld)
    let last = try Self.headers(Self.incoming, timestamp: "\(Int64.max)")
    #expect(try Self.error(last, at: .max) == nil)
  }

  @Test(arguments: [255, 256, 257]) func `an id has as many bytes as are remembered`(count: Int) throws {
    let headers = try Self.headers(Self.incoming, id: String(repeating: "i", count: count))
    #expect(try Self.error(headers) == (count > WebhookReceiver.maximumIDByteCount ? .idTooLong : nil))
  }

  // MARK: Secrets

  @Test func `the secret comes from the argument or from the environment`() throws {
    #expect(throws: WebhookError.missingSecret) {
      try WebhookReceiver(secret: nil, maximumSeenCount: 1, environment: { _ in nil })
    }
    var receiver = try WebhookReceiver(secret: nil, maximumSeenCount: 1) {
      $0 == "OPENAI_WEBHOOK_SECRET" ? Self.secret : nil
    }
    let event = try receiver.receive(Array(Self.incoming.utf8), headers: Self.headers(Self.incoming), at: Self.now)
    #expect(event.id == "evt_1")
    for secret in ["", "whsec_", "whsec_not base64!"] {
      #expect(throws: WebhookError.invalidSecret) { try WebhookReceiver(secret: secret) }
    }
  }

  // MARK: Events

  @Test func `an incoming call has its headers in order, repeated ones too`() throws {
    var receiver = try Self.receiver()
    let event = try receiver.receive(Array(Self.incoming.utf8), headers: Self.headers(Self.incoming), at: Self.now)
    guard case .callIncoming(let call) = event.content else { throw WebhookError.malformed }
    #expect(event.type == "realtime.call.incoming" && event.createdAt == 1_750_287_018 && event.deliveryID == "msg_1")
    #expect(call.callID == "rtc_1" && call.mediaSecurity == .srtp)
    #expect(call.sipHeaders.fields.map(\.name) == ["From", "To", "from"])
    #expect(call.sipHeaders.values(named: "FROM") == ["sip:+142555512112@sip.example.com", "second"])
    #expect(!"\(event) \(call)".contains("4255551") && "\(event)" == "realtime.call.incoming evt_1 (msg_1)")
  }

  @Test func `another type is an event with its data as it came`() throws {
    let body = #"{"id":"evt_2","type":"live.transport.incoming","data":{"session_id":"live_1"}}"#
    var receiver = try Self.receiver()
    let event = try receiver.receive(Array(body.utf8), headers: Self.headers(body), at: Self.now)
    #expect(event.content == .other(type: "live.transport.incoming", data: ["session_id": "live_1"]))
    #expect(event.type == "live.transport.incoming" && event.createdAt == nil)
  }

  @Test(arguments: [
    (#"{"type":"realtime.call.incoming","data":{"call_id":"c"}}"#, true),
    (#"{"type":"realtime.call.incoming","data":{"call_id":"c","sip_headers":7,"sip_media_security":null}}"#, true),
    (#"{"type":"x"}"#, true), (#"{"type":"realtime.call.incoming"}"#, false),
    (#"{"type":"realtime.call.incoming","data":{"call_id":""}}"#, false),
    (#"{"type":"realtime.call.incoming","data":{"call_id":1}}"#, false),
    (#"{"type":7}"#, false), ("{}", false), ("[]", false), ("", false), ("null", false), ("{", false),
  ])
  func `a signed body that is no event is malformed`(_ body: String, _ isEvent: Bool) throws {
    #expect(try Self.error(body, try Self.headers(body)) == (isEvent ? nil : .malformed))
  }

  // MARK: Replays

  @Test func `what has come before is refused for as long as it could be sent once more`() throws {
    var receiver = try Self.receiver()
    // A time stamp that lies ahead is good for longer.
    for (id, offset) in [("msg_1", Int64(0)), ("msg_2", 300), ("msg_3", -300)] {
      let headers = try Self.headers(Self.incoming, id: id, timestamp: "\(Self.now + offset)")
      _ = try receiver.receive(Array(Self.incoming.utf8), headers: headers, at: Self.now)
      for later in [0, 1, 299, 300] as [Int64] {
        let error = try Self.error(headers, at: Self.now + later, receiver)
        #expect(error == (offset < 0 && later > 0 ? .tooOld : .replayed))
      }
      #expect(try Self.error(headers, at: Self.now + offset + 300, receiver) == .replayed)
      #expect(try Self.error(headers, at: Self.now + offset + 301, receiver) == .tooOld)
    }
    #expect("\(receiver)" == "webhooks, 3 of them remembered")
  }

  @Test func `what is not taken is not remembered, and what is forgotten can come again`() throws {
    var receiver = try Self.receiver()
    let broken = try Self.headers("{}")
    #expect(throws: WebhookError.malformed) { try receiver.receive(Array("{}".utf8), headers: broken, at: Self.now) }
    let headers = try Self.headers(Self.incoming)
    let event = try receiver.receive(Array(Self.incoming.utf8), headers: headers, at: Self.now)
    #expect(try Self.error(headers, receiver) == .replayed)
    receiver.forget(event)
    receiver.forget(event)
    #expect(try receiver.receive(Array(Self.incoming.utf8), headers: headers, at: Self.now) == event)
    #expect(try Self.error(headers, receiver) == .replayed)
  }

  private static func error(_ headers: HTTPHeaders) throws -> WebhookError? { try error(incoming, headers) }
  private static func error(_ headers: HTTPHeaders, at now: Int64) throws -> WebhookError? {
    try error(incoming, headers, at: now)
  }
  private static func error(
    _ headers: HTTPHeaders, at now: Int64 = now, _ receiver: WebhookReceiver
  ) throws -> WebhookError? { try error(incoming, headers, at: now, receiver) }

  // MARK: Errors

  @Test(arguments: [
    (WebhookError.missingSecret, 500), (.invalidSecret, 500), (.missingHeader("webhook-id"), 400), (.idTooLong, 400),
    (.invalidTimestamp, 400), (.tooOld, 400), (.tooNew, 400), (.invalidSignature, 400), (.replayed, 200),
    (.malformed, 400),
  ])
  func `every error says what happened, and what the sender is told`(_ error: WebhookError, _ status: Int) {
    #expect(error.status == status && "\(error)".contains("webhook"))
  }
}
