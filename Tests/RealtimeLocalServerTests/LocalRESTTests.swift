import RealtimeJSON
import RealtimeTestRig
import Testing
import WebSocketTransport

@testable import RealtimeLocalServer

/// The service's REST calls at a local server, over real sockets.
@Suite struct LocalRESTTests {
  /// Makes calls, one after the other, and returns what came of them.
  private static func answers(
    _ calls: [(path: String, body: String)], key: String? = nil, method: String = "POST",
    begin: [String] = [], _ change: (inout RealtimeLocalServer.Configuration) -> Void = { _ in }
  ) throws -> (responses: [HTTPResponse], harness: LocalRig) {
    let harness = try LocalRig {
      $0.isSecure = false
      change(&$0)
    }
    for id in begin { harness.server.rest.begin(id) }
    var responses: [HTTPResponse] = []
    func next() {
      guard responses.count < calls.count else { return harness.server.close() }
      let call = calls[responses.count]
      var request = HTTPRequest(
        method,
        to: WebSocketEndpoint(host: "127.0.0.1", port: harness.server.port, isSecure: false, resource: call.path))
      if let key { request.headers = HTTPHeaders([("Authorization", "Bearer \(key)")]) }
      request.body = Array(call.body.utf8)
      request.send(on: harness.loop) { result in
        guard case .success(let response) = result else { return harness.server.close() }
        responses.append(response)
        next()
      }
    }
    next()
    harness.loop.run()
    try #require(responses.count == calls.count)
    return (responses, harness)
  }

  private static func json(_ response: HTTPResponse?) throws -> JSONValue {
    try JSONValue.parse(try #require(response).body)
  }

  private static let session = #"{"type":"realtime","model":"gpt-realtime-2.1","instructions":"Be kind."}"#

  @Test func `a call is accepted once, transferred, and hung up once`() throws {
    let calls = [
      ("accept", Self.session), ("accept", Self.session), ("reject", ""), ("refer", #"{"target_uri":"tel:+1"}"#),
      ("hangup", ""), ("hangup", ""), ("accept", Self.session),
    ]
    let (responses, harness) = try Self.answers(
      calls.map { ("/v1/realtime/calls/rtc_1/\($0.0)", $0.1) }, begin: ["rtc_1"])
    #expect(responses.map(\.status) == [200, 409, 409, 200, 200, 404, 404])
    #expect(responses.allSatisfy { $0.headers["x-request-id"]?.hasPrefix("req_") == true })
    #expect(responses[0].body.isEmpty && harness.server.transferTarget(ofCall: "rtc_1") == "tel:+1")
    #expect(try Self.json(responses[5])["error"]?["code"] == "call_id_not_found")
    #expect(harness.server.callState("rtc_1") == .ended)
    #expect(harness.server.restRequests.map(\.status) == responses.map(\.status))
    #expect(harness.server.restRequests.map(\.number) == Array(1...7))
    #expect(harness.server.restRequests[0].body == Array(Self.session.utf8))
  }

  @Test(arguments: [
    ("accept", "", 400), ("accept", "{", 400), ("accept", "[]", 422), ("accept", "{}", 422),
    ("accept", #"{"type":"transcription"}"#, 422), ("accept", #"{"type":"realtime","model":"gpt-none"}"#, 404),
    ("accept", #"{"type":"realtime","instructions":7}"#, 422), ("accept", #"{"type":"realtime","nonsense":1}"#, 422),
    ("refer", "", 400), ("refer", "{}", 422), ("refer", #"{"target_uri":""}"#, 422),
    ("reject", #"{"status_code":200}"#, 422), ("reject", #"{"status_code":"486"}"#, 422),
  ])
  func `a body that is wrong is refused, and the call rings on`(_ action: String, _ body: String, _ status: Int) throws
  {
    let (responses, harness) = try Self.answers([("/v1/realtime/calls/c/\(action)", body)], begin: ["c"])
    #expect(responses[0].status == status && harness.server.callState("c") == .incoming)
    #expect(try Self.json(responses[0])["error"]?["message"]?.string?.isEmpty == false)
  }

  @Test(arguments: [("", 603), ("{}", 603), (#"{"status_code":486}"#, 486)])
  func `a call is rejected with a status`(_ body: String, _ status: Int) throws {
    let (responses, harness) = try Self.answers([("/openai/v1/realtime/calls/c/reject", body)], begin: ["c"])
    #expect(responses[0].status == 200 && harness.server.callState("c") == .rejected(status))
  }

  @Test func `a key is asked for, other methods are not served, and other paths are another's`() throws {
    let path = "/v1/realtime/client_secrets"
    #expect(try Self.answers([(path, "{}")], key: "wrong") { $0.requiredAPIKey = "right" }.responses[0].status == 401)
    #expect(try Self.answers([(path, "{}")], key: "right") { $0.requiredAPIKey = "right" }.responses[0].status == 200)
    #expect(try Self.answers([(path, "")], method: "GET").responses[0].status == 405)
    #expect(try Self.answers([("/v1/realtime/other", "")], method: "GET").responses[0].status == 426)
  }

  @Test func `a plan refuses what would have been served`() throws {
    let (responses, harness) = try Self.answers(
      [("/v1/realtime/calls/c/hangup", ""), ("/v1/realtime/calls/c/hangup", "")], begin: ["c"]
    ) {
      $0.restPlan = { $0.number == 1 ? .tooManyRequests(retryAfter: "2", milliseconds: 1_500) : nil }
    }
    #expect(responses.map(\.status) == [429, 200] && harness.server.callState("c") == .ended)
    #expect(responses[0].headers["Retry-After"] == "2" && responses[0].retryDelay == .milliseconds(1_500))
  }

  @Test func `a client secret has its time and the session as the service makes it`() throws {
    let body = #"{"expires_after":{"anchor":"created_at","seconds":60},"session":\#(Self.session)}"#
    let (responses, _) = try Self.answers([
      ("/v1/realtime/client_secrets", body), ("/v1/realtime/client_secrets", "{}"),
      ("/v1/realtime/translations/client_secrets", #"{"session":{"model":"gpt-realtime-translate","audio":{}}}"#),
    ])
    #expect(responses.map(\.status) == [200, 200, 200])
    let secrets = try responses.map(Self.json)
    #expect(Set(secrets.compactMap { $0["value"]?.string }).count == 3)
    #expect(secrets.allSatisfy { $0["value"]?.string?.hasPrefix("ek_") == true })
    #expect(
      secrets[0]["session"]?["instructions"] == "Be kind." && secrets[0]["session"]?["object"] == "realtime.session")
    #expect(try #require(secrets[1]["expires_at"]?.int) - #require(secrets[0]["expires_at"]?.int) >= 540)
    #expect(secrets[2]["session"]?["type"] == "translation")
  }

  @Test(arguments: [
    (#"{"expires_after":{"seconds":9}}"#, 422), (#"{"expires_after":{"seconds":10}}"#, 200),
    (#"{"expires_after":{"seconds":7200}}"#, 200), (#"{"expires_after":{"seconds":7201}}"#, 422),
    (#"{"expires_after":{"seconds":"60"}}"#, 422), (#"{"expires_after":{"anchor":"now","seconds":60}}"#, 422),
    (#"{"session":{"type":"transcription"}}"#, 200), (#"{"session":{"type":"realtime","model":"x"}}"#, 404), ("7", 422),
  ])
  func `what is asked of a client secret is checked`(_ body: String, _ status: Int) throws {
    #expect(try Self.answers([("/v1/realtime/client_secrets", body)]).responses[0].status == status)
  }

  @Test func `a client secret opens a session where a key is required, until it has expired`() throws {
    let harness = try LocalRig {
      $0.isSecure = false
      $0.requiredAPIKey = "right"
    }
    var request = HTTPRequest(
      "POST",
      to: WebSocketEndpoint(
        host: "127.0.0.1", port: harness.server.port, isSecure: false, resource: "/v1/realtime/client_secrets"))
    request.headers = HTTPHeaders([("Authorization", "Bearer right")])
    request.body = Array("{}".utf8)
    var secret: String?
    request.send(on: harness.loop) { result in
      secret = (try? result.get()).flatMap { try? JSONValue.parse($0.body) }?["value"]?.string
      harness.loop.stop()
    }
    harness.loop.run()
    let value = try #require(secret)
    let clients = try [value, value + "x"].map {
      try harness.dial(headers: [("Authorization", "Bearer \($0)")])
    }
    clients[0].onEvent = { _ in clients[0].close() }
    harness.run(clients[0], clients[1])
    #expect(clients[0].events.types == ["session.created"] && clients[1].error?.refusal?.status == 401)
  }

  @Test func `the servers of a group have their calls together, on whatever loop a session is`() throws {
    var configuration = RealtimeLocalServer.Configuration()
    configuration.isSecure = false
    configuration.servesUnknownCalls = false
    let servers = try RealtimeLocalServerGroup(configuration: configuration, loops: 2)
    _ = try servers.onEachServer { $0.rest.begin("c") }
    let loop = try EventLoop()
    func endpoint(_ resource: String) -> WebSocketEndpoint {
      WebSocketEndpoint(host: "127.0.0.1", port: servers.port, isSecure: false, resource: resource)
    }
    func call(_ action: String, _ body: String, then next: @escaping () -> Void) {
      var request = HTTPRequest("POST", to: endpoint("/v1/realtime/calls/c/\(action)"))
      request.body = Array(body.utf8)
      request.send(on: loop) { result in
        #expect((try? result.get().status) == 200)
        next()
      }
    }
    var (openCount, codes) = (0, [CloseCode]())
    call("accept", Self.session) {
      for _ in 0..<8 {
        guard let socket = try? WebSocket(to: endpoint("/v1/realtime?call_id=c"), on: loop) else { return }
        socket.on(.open) {
          openCount += 1
          if openCount == 8 { call("hangup", "") {} }
        }
        socket.on(.close) { codes.append($0.code) }
      }
    }
    loop.run()
    #expect(openCount == 8 && codes == [CloseCode](repeating: .normalClosure, count: 8))
    #expect(try servers.onEachServer { $0.callState("c") } == [.ended, .ended])
    #expect(try servers.drain(deadline: .seconds(10)) == 0)
  }
}
