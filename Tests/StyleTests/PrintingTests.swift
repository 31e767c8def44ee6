import RealtimeBuffers
import RealtimeSessions
import RealtimeTelephony
import RealtimeTestRig
import Testing

@testable import OpenAIRealtime
@testable import RealtimeLocalServer
@testable import RealtimeTLS
@testable import RealtimeWebSocketProtocol
@testable import WebSocketTransport

/// No way of printing shows what lets somebody in. Every public type either has no place for that, or has a
/// sample with a mark in every place that it has: a new type fails this until it is in one of the two lists.
@Suite struct PrintingTests {
  private static let mark = "hush-hush-17"

  private typealias Sample = (type: String, value: Any)

  private static func httpRequest() throws -> HTTPRequest {
    var request = try HTTPRequest("POST", "https://h/p?k=\(mark)")
    request.headers = configuration().headers
    request.body = Array(mark.utf8)
    return request
  }

  private static func incomingCall() -> RealtimeLocalServer.IncomingCall {
    var call = RealtimeLocalServer.IncomingCall(webhookURL: "http://h/?k=\(mark)", secret: mark)
    call.sipHeaders.append("From", mark)
    call.connection = configuration()
    return call
  }

  private static func plainRequest() throws -> PlainRequest {
    let text = "POST /p?k=\(mark) HTTP/1.1\r\nHost: h\r\nX-Key: \(mark)\r\n\r\n"
    let head = try RequestHead(HTTPHead(Array(text.utf8)))
    return PlainRequest(head: head, body: Array(mark.utf8), remoteAddress: nil)
  }

  // MARK: Samples

  private static func configuration() -> WebSocketConfiguration {
    let pem = PEMSource.bytes(Array(mark.utf8))
    let identity = TLSIdentity(certificateChain: pem, privateKey: pem, passphrase: mark)
    var configuration = WebSocketConfiguration(tls: .server(identity: identity))
    configuration.headers = HTTPHeaders([
      ("Authorization", "Bearer \(mark)"), ("X-Gateway-Key", mark), ("Cookie", "a=\(mark)"),
    ])
    configuration.subprotocols = ["realtime", "openai-insecure-api-key.\(mark)"]
    configuration.proxy = .server(proxy)
    configuration.proxyTLS = .server(identity: identity)
    configuration.hiddenTexts = [.init(mark)]
    return configuration
  }

  private static var proxy: ProxyEndpoint {
    ProxyEndpoint(.http, host: "127.0.0.1", port: 1, credentials: ProxyCredentials(user: mark, password: mark))
  }

  private static let baseURL = "https://\(mark):\(mark)@api.example/v1?key=\(mark)"

  private static func values() throws -> [Sample] {
    let configuration = configuration()
    var options = RealtimeOptions()
    options.webSocket = configuration
    var report = ConnectionReport(now: .zero)
    report.proxy = proxy
    var server = WebSocketServer.Configuration(identity: configuration.tls.identity)
    server.connection = configuration
    var local = RealtimeLocalServer.Configuration()
    local.requiredAPIKey = mark
    let azure = try AzureOpenAI(baseURL: baseURL, apiVersion: "v", apiKey: mark)
    let azureToken = try AzureOpenAI(baseURL: baseURL, apiVersion: "v", tokenProvider: { mark })
    let key = APIKey.static(mark)
    var calls = RESTOptions()
    calls.connection = options
    let made = HTTPResponse(status: 200, body: Array(#"{"value":"\#(mark)"}"#.utf8))
    let secret = CreatedClientSecret(made, RESTReceipt(status: 200, requestID: nil, attemptCount: 1))
    let caller = #"[{"name":"From","value":"\#(mark)"}]"#
    let event = #"{"type":"realtime.call.incoming","data":{"call_id":"c","sip_headers":\#(caller)}}"#
    let webhook = try WebhookEvent(Array(event.utf8), deliveryID: "d")
    guard case .callIncoming(let call) = webhook.content else { throw WebhookError.malformed }
    let field = HTTPHeaders.Field(name: "X", value: mark)
    let tool = MCPTool(
      serverLabel: "l", serverURL: "https://u:\(mark)@h/?t=\(mark)", authorization: mark,
      headers: .value(["X": mark]))
    return [
      ("OpenAIRealtime.APIKey", key), ("OpenAIRealtime.OpenAI", OpenAI(apiKey: key, baseURL: baseURL)),
      ("OpenAIRealtime.OpenAI", OpenAI(apiKey: key, baseURL: "no URL \(mark)")),
      ("OpenAIRealtime.RESTOptions", calls), ("OpenAIRealtime.RealtimeCalls", azure.calls),
      ("OpenAIRealtime.ClientSecrets", OpenAI(apiKey: key, baseURL: baseURL).clientSecrets),
      ("OpenAIRealtime.CreatedClientSecret", try #require(secret)),
      ("OpenAIRealtime.WebhookReceiver", try WebhookReceiver(secret: mark)),
      ("OpenAIRealtime.WebhookEvent", webhook), ("OpenAIRealtime.WebhookEvent.Content", webhook.content),
      ("OpenAIRealtime.IncomingCall", call), ("OpenAIRealtime.AzureOpenAI", azure),
      ("OpenAIRealtime.AzureOpenAI", azureToken),
      ("OpenAIRealtime.RealtimeURL", try RealtimeURL(baseURL)), ("OpenAIRealtime.RealtimeOptions", options),
      ("WebSocketTransport.WebSocketConfiguration", configuration), ("WebSocketTransport.ProxyEndpoint", proxy),
      ("WebSocketTransport.ProxyCredentials", ProxyCredentials(user: mark, password: mark)),
      ("WebSocketTransport.ProxySelection", ProxySelection.server(proxy)),
      ("WebSocketTransport.WebSocketEndpoint", try WebSocketEndpoint("wss://h/p?key=\(mark)")),
      ("WebSocketTransport.ConnectionReport", report),
      ("WebSocketTransport.WebSocketServer.Configuration", server),
      ("WebSocketTransport.UpgradeDecision", UpgradeDecision.accept(headers: configuration.headers)),
      (
        "WebSocketTransport.UpgradeDecision",
        UpgradeDecision.refuse(status: 401, headers: configuration.headers)
      ),
      ("WebSocketTransport.PlainRequest", try plainRequest()),
      ("WebSocketTransport.PlainResponse", PlainResponse(headers: configuration.headers)),
      ("WebSocketTransport.HTTPRequest", try httpRequest()),
      ("RealtimeLocalServer.RealtimeLocalServer.IncomingCall", incomingCall()),
      (
        "RealtimeLocalServer.RealtimeLocalServer.RESTRequest",
        RealtimeLocalServer.RESTRequest(try plainRequest(), number: 1)
      ),
      (
        "WebSocketTransport.HTTPResponse",
        HTTPResponse(status: 200, headers: configuration.headers, body: Array(mark.utf8))
      ),
      ("RealtimeTLS.TLSConfiguration", configuration.tls),
      ("RealtimeTLS.TLSIdentity", configuration.tls.identity as Any),
      ("RealtimeTLS.PEMSource", PEMSource.bytes(Array(mark.utf8))),
      (
        "RealtimeTLS.TLSConfiguration.TrustRoots",
        TLSConfiguration.TrustRoots.only([.bytes(Array(mark.utf8))])
      ),
      ("RealtimeWebSocketProtocol.HTTPHeaders", configuration.headers),
      ("RealtimeWebSocketProtocol.HTTPHeaders.Field", field),
      (
        "RealtimeWebSocketProtocol.HandshakeResponse",
        HandshakeResponse(subprotocol: nil, headers: configuration.headers, deflate: nil)
      ),
      ("RealtimeLocalServer.RealtimeLocalServer.Configuration", local),
      ("RealtimeLocalServer.UpgradeRefusal", UpgradeRefusal(status: 401, headers: configuration.headers)),
      ("MCPTool", tool), ("MCPTool", Tool.mcp(tool)),
      ("RealtimeTelephony.CarrierToken", CarrierToken.telnyx(mark)),
      ("RealtimeTelephony.CallService", CallService.openAI(OpenAI(apiKey: .static(mark)))),
      (
        "RealtimeTelephony.PhoneGateway.Configuration",
        PhoneGateway.Configuration(
          identity: configuration.tls.identity, service: .openAI(OpenAI(apiKey: .static(mark))),
          codec: { _ in nil }, plan: { _ in nil })
      ),
      (
        "RealtimeTelephony.TwilioSignature",
        TwilioSignature(authToken: mark, url: baseURL, sharedKeys: ["k": mark])
      ),
      (
        "RealtimeTelephony.CarrierStart",
        CarrierStart(streamID: "s", callID: "c", format: .muLaw, parameters: ["from": mark])
      ),
      ("ClientSecret", ClientSecret(value: mark, expiresAt: 1)),
    ]
  }

  /// What is there while a connection is made, and when a server that repeats everything has refused it.
  private static func live() throws -> [Sample] {
    var requests: [UpgradeRequest] = []
    let rig = try RealtimeRig(decide: { request in
      requests.append(request)
      return .refuse(
        status: 401, headers: HTTPHeaders([("x-request-id", mark), ("X-Echo", "Bearer \(mark)")]),
        body: Array(#"{"error":{"message":"\#(mark) is wrong","code":"\#(mark)"}}"#.utf8))
    })
    var options = rig.options
    options.headers = configuration().headers
    let client = OpenAI(apiKey: .static(mark), baseURL: baseURL)
    let rt = try OpenAIRealtimeWS(client, .model("m"), on: rig.loop, options: options)
    rt.sendRaw(#"{"authorization":"\#(mark)"}"#)
    let handle = RealtimeHandle(rt)
    let events = handle.events()
    let sessions = try OpenAIRealtimeWS.prepare(client, .model("m"), on: rig.loop, options: options)
    var samples: [Sample] = [
      ("OpenAIRealtime.OpenAIRealtimeWS", rt), ("WebSocketTransport.WebSocket", rt.socket),
      ("WebSocketTransport.ConnectionCancellation", rt.cancellation), ("RealtimeReactor.EventLoop", rig.loop),
      ("OpenAIRealtime.PreparedSessions", sessions),
      ("RealtimeTelephony.PhoneCall", PhoneCall(rt.socket, TwilioCodec(), to: .openAI(client)) { _ in nil }),
      ("RealtimeEvents.RealtimeHandle", handle),
      ("RealtimeEvents.EventSequence", events), ("RealtimeEvents.EventSequence.Iterator", events.makeAsyncIterator()),
    ]
    for (_, value) in samples { expectHidden(value) }
    var errors: [OpenAIRealtimeError] = []
    rt.on(.error) { errors.append($0) }
    rt.onClose { _ in sessions.close() }
    rig.run(until: rt)
    let error = try #require(errors.first)
    let refusal = try #require(error.refusal)
    let close = try #require(rt.closeReport)
    #expect(close.unsentEvents.count == 1 && requests.count == 1)
    let transport = try #require(close.error)
    samples += [
      ("RealtimeEvents.OpenAIRealtimeError", error), ("OpenAIRealtime.RealtimeRefusal", refusal),
      ("RealtimeWebSocketProtocol.HandshakeRefusal", refusal.answer),
      ("OpenAIRealtime.RealtimeCloseReport", close),
      ("OpenAIRealtime.RealtimeConnectionReport", rt.connectionReport),
      ("WebSocketTransport.WebSocketCloseReport", close.transport),
      ("WebSocketTransport.WebSocketTransportError", transport),
      ("WebSocketTransport.WebSocketTransportError.Cause", transport.cause),
      ("WebSocketTransport.UpgradeRequest", try #require(requests.first)),
    ]
    return samples
  }

  /// A session while it connects and when it is over.
  private static func session() throws -> [Sample] {
    let rig = try RealtimeRig(decide: { _ in .refuse(status: 401, body: Array(mark.utf8)) })
    var plan = RealtimeSession.Plan(model: "m")
    plan.options = rig.options
    plan.options.headers = configuration().headers
    let tool = MCPTool(serverLabel: "l", serverURL: "https://h", authorization: mark)
    plan.parameters = .realtime(RealtimeSessionParameters(tools: [.mcp(tool)]))
    let attempts = Locked<[RealtimeSession.Attempt]>([])
    plan.beforeAttempt = { attempt in
      attempt.headers.append("X-Late", mark)
      attempt.query["key"] = mark
      attempts.withLock { $0.append(attempt) }
    }
    let client = OpenAI(apiKey: .static(mark), baseURL: baseURL)
    let session = try RealtimeSession(client, plan, on: rig.loop)
    session.sendRaw(#"{"authorization":"\#(mark)"}"#)
    let ticket = plan.governors.request(.standby, to: DialHost(client), on: rig.loop) { _ in }
    expectHidden(session)
    session.on(.error) { _ in }
    var events: [RealtimeSession.ConnectionEvent] = []
    session.onConnection { events.append($0) }
    var reports: [RealtimeSession.CloseReport] = []
    session.onClose { report in
      reports.append(report)
      rig.finish()
    }
    rig.run()
    return [
      ("RealtimeSessions.RealtimeSession", session), ("RealtimeSessions.RealtimeSession.Plan", plan),
      ("RealtimeSessions.RealtimeSession.ConnectionEvent", try #require(events.last)),
      ("RealtimeSessions.RealtimeSession.ConnectionEvent.Kind", try #require(events.last).kind),
      ("RealtimeSessions.RealtimeSession.Attempt", try #require(attempts.withLock { $0.first })),
      ("RealtimeSessions.RealtimeSession.CloseReport", try #require(reports.first)),
      ("RealtimeSessions.RealtimeSession.Playback", session.playback),
      ("RealtimeSessions.RealtimeTools", session.tools), ("RealtimeSessions.DialGovernors", plan.governors),
      ("RealtimeSessions.DialTicket", try #require(ticket)), ("RealtimeSessions.DialHost", DialHost(client)),
    ]
  }

  private static func servers() throws -> [Sample] {
    let loop = try EventLoop()
    var local = RealtimeLocalServer.Configuration()
    local.requiredAPIKey = mark
    local.isSecure = false
    let server = try RealtimeLocalServer(configuration: local, on: loop)
    var options = RealtimeOptions()
    options.headers.append("X", mark)
    let rt = try OpenAIRealtimeWS(
      OpenAI(apiKey: .static(mark), baseURL: server.baseURL), .model("gpt-realtime"), on: loop,
      options: options)
    rt.once(.sessionCreated) { _ in rt.close() }
    rt.onClose { _ in server.close() }
    loop.run()
    let pool = try PreparedConnections(
      to: WebSocketEndpoint("ws://127.0.0.1:1/?k=\(mark)"), configuration: configuration(), on: loop)
    let connection = try TCPConnection.connect(to: .loopback(port: 1), on: loop, owner: Owner(pool: pool))
    let group = try EventLoopGroup(configuration: .init())
    let locals = try RealtimeLocalServerGroup(configuration: local, on: group)
    var sockets = WebSocketServer.Configuration()
    sockets.connection.headers.append("X", mark)
    let webSockets = try WebSocketServerGroup(configuration: sockets, on: group) { _, _ in }
    let plain = try WebSocketServer(configuration: sockets, on: loop) { _, _ in }
    let samples: [Sample] = [
      ("RealtimeLocalServer.RealtimeLocalServer", server),
      ("RealtimeLocalServer.RealtimeLocalServer.Request", try #require(server.requests.first)),
      ("WebSocketTransport.PreparedConnections", pool), ("RealtimeReactor.TCPConnection", connection),
      ("RealtimeReactor.LoopHandle", connection as LoopHandle),
      ("RealtimeLocalServer.RealtimeLocalServerGroup", locals),
      ("WebSocketTransport.WebSocketServerGroup", webSockets), ("WebSocketTransport.WebSocketServer", plain),
    ]
    for (_, value) in samples { expectHidden(value) }
    pool.close()
    connection.close()
    plain.close()
    webSockets.close()
    locals.close()
    loop.run()
    _ = try group.stop()
    return samples
  }

  private final class Owner: TCPConnectionOwner {
    let configuration = PrintingTests.mark
    let pool: PreparedConnections

    init(pool: PreparedConnections) { self.pool = pool }
    func didReceive(_ bytes: RawSpan, on connection: TCPConnection) {}
    func didReceiveEnd(_ connection: TCPConnection) {}
    func didClose(_ connection: TCPConnection, error: ReactorError?) {}
  }

  // MARK: The tests

  /// Prints it alone and inside of others, and walks its mirrors.
  private static func expectHidden(_ value: Any) {
    var dumped = ""
    dump(value, to: &dumped)
    dump([value], to: &dumped)
    let texts = [
      "\(value)", String(reflecting: value), String(describing: [value]), String(reflecting: ["a": value]),
      "\(Optional(value) as Any)", "\((1, value))", dumped, walk(Mirror(reflecting: value), depth: 0),
    ]
    let bytes = "\(Array(mark.utf8))".dropFirst().dropLast()
    for text in texts where text.contains(mark) || text.contains(bytes) {
      Issue.record("\(type(of: value)) prints a secret: \(text.prefix(400))")
    }
  }

  private static func walk(_ mirror: Mirror, depth: Int) -> String {
    guard depth < 12 else { return "" }
    var text = ""
    for child in mirror.children {
      text += "\(child.label ?? "") \(child.value) \(walk(Mirror(reflecting: child.value), depth: depth + 1))"
    }
    return mirror.superclassMirror.map { text + walk($0, depth: depth + 1) } ?? text
  }

  @Test func `no way of printing shows a secret, and every public type was looked at`() throws {
    let samples = try Self.values() + Self.live() + Self.session() + Self.servers()
    for (_, value) in samples { Self.expectHidden(value) }
    let types = try PublicTypes()
    let sampled = Set(samples.map(\.type))
    #expect(types.names.subtracting(PrintedTypes.withoutSecret).subtracting(sampled).sorted() == [], "not looked at")
    #expect(PrintedTypes.withoutSecret.subtracting(types.names).sorted() == [], "gone")
    #expect(sampled.subtracting(types.names).sorted() == ["ClientSecret", "MCPTool"])
  }

  @Test func `members of generated types that sound like a secret are known`() throws {
    let sounds = ["authorization", "headers", "secret", "token", "password", "apikey", "credential"]
    let suspects = try PublicTypes().generatedMembers.filter { member in
      let name = member.split(separator: ".")[1].lowercased()
      return sounds.contains { name == $0 || name.hasSuffix($0) } || member == "ClientSecret.value"
    }
    #expect(suspects.sorted() == PrintedTypes.generatedMembers.sorted())
  }

  @Test func `header fields print by their names, and are read as ever`() {
    let headers = HTTPHeaders([("Authorization", "Bearer k"), ("X-Trace", "1")])
    #expect("\(headers)" == "[Authorization: ***, X-Trace: ***]")
    #expect(headers["x-trace"] == "1" && "\(headers.fields[1])" == "X-Trace: ***")
    #expect("\(OpenAI(apiKey: .static("k"), baseURL: "https://h/v1"))".contains("wss") == false)
    #expect("\(OpenAI(apiKey: .static("k"), baseURL: "https://u:p@h/v1"))".contains("https://***@h/v1"))
  }
}
