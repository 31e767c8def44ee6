internal import RealtimeJSON
public import WebSocketTransport

extension RealtimeLocalServer {
  /// Somebody who calls in over SIP, and the application that is told. Prints without the secret and the phone numbers.
  public struct IncomingCall: Sendable, CustomReflectable {
    /// Where the webhook goes: `http://…` or `https://…`.
    public var webhookURL: String
    /// What it is signed with: `whsec_` and base64, or a text.
    public var secret: String
    /// The header fields of the SIP request, in order.
    public var sipHeaders: HTTPHeaders
    /// `rtp` or `srtp`.
    public var mediaSecurity = "srtp"
    /// How the webhook is sent: which certificates to trust.
    public var connection = WebSocketConfiguration()

    /// A call from one of the numbers that are free for fiction.
    public init(webhookURL: String, secret: String) {
      self.webhookURL = webhookURL
      self.secret = secret
      sipHeaders = HTTPHeaders([
        ("From", "sip:+12025550123@sip.example.com"), ("To", "sip:+12025550199@sip.example.com"),
        ("Call-ID", "local@sip.example.com"),
      ])
    }

    /// Shows nothing.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
  }

  /// The latest calls of the REST API, served and refused, oldest first; those of the whole group for a member of one.
  public var restRequests: [RESTRequest] { rest.requests }

  /// Where a phone call is in its life; `nil` for one that is not known, or not any more.
  public func callState(_ callID: String) -> CallState? { rest.call(callID)?.state }

  /// Where a phone call was transferred to, the last time.
  public func transferTarget(ofCall callID: String) -> String? { rest.call(callID)?.transferTarget }

  /// Lets somebody call in: the call rings from now on, and the application is sent a signed webhook.
  ///
  /// - Parameters:
  ///   - call: who calls, and whom to tell.
  ///   - completion: what the application responded, or why it could not; called once, on the loop, and not before this
  ///     returns.
  /// - Returns: the call's id.
  /// - Throws: `HTTPRequestError` for a URL that cannot be used.
  @discardableResult
  public func receiveCall(
    _ call: IncomingCall, completion: @escaping (Result<HTTPResponse, HTTPRequestError>) -> Void = { _ in }
  ) throws(HTTPRequestError) -> String {
    loop.preconditionOnLoop("RealtimeLocalServer.receiveCall")
    let identifiers = IdentifierSource.random()
    let callID = identifiers.next(.sipCall)
    let webhook = LocalWebhook(call: call, id: callID, identifiers, unixTime: configuration.unixTime)
    let request = try webhook.request(to: call.webhookURL, secret: call.secret)
    rest.begin(callID)
    request.send(on: loop, connection: call.connection, completion: completion)
    return callID
  }

  /// The caller presses a key: the sessions beside the call are told.
  ///
  /// - Parameters:
  ///   - key: `0` to `9`, `*`, `#`, `A` to `D`.
  ///   - callID: as `receiveCall` returned it.
  public func pressKey(_ key: String, inCall callID: String) {
    let event: JSONValue = [
      "type": "input_audio_buffer.dtmf_event_received", "event": .string(key),
      "received_at": .number(configuration.unixTime),
    ]
    rest.perform([.send(event.jsonText)], besides: callID)
  }

  /// The caller speaks, and is done: the sessions beside the call begin to respond, as turn detection does it.
  public func speak(inCall callID: String) { rest.perform([.respond], besides: callID) }

  /// The caller hangs up: the sessions beside the call are closed with code 1000.
  ///
  /// - Returns: false where there is no such call, or it is over.
  @discardableResult
  public func hangUp(call callID: String) -> Bool { (try? rest.end(callID)) != nil }
}
