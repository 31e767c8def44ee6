import Foundation
import RealtimeBuffers
import RealtimeEvents
import RealtimeReactor
import RealtimeTestSupport
import Testing
import WebSocketTransport
@testable import OpenAIRealtime

/// Calls of the REST API over real sockets.
@Suite struct RealtimeCallsTests {
  private typealias Completion = (Result<RESTReceipt, any Error>) -> Void

  /// One of the four, with what it is to send.
  enum Action: String, CaseIterable, Sendable {
    case accept, reject, refer, hangup

    var body: String {
      switch self {
      case .accept: #"{"type":"realtime","model":"gpt-realtime-2.1","instructions":"Be \"kind\"."}"#
      case .reject: #"{"status_code":486}"#
      case .refer: #"{"target_uri":"tel:+14155550100"}"#
      case .hangup: ""
      }
    }

    /// Whether it may be done twice.
    var isHarmless: Bool { self == .hangup }

    func call(
      _ calls: RealtimeCalls, _ id: String = "rtc_1", on loop: EventLoop, options: RESTOptions = .init(),
      _ completion: @escaping (Result<RESTReceipt, any Error>) -> Void
    ) -> ConnectionCancellation {
      switch self {
      case .accept:
        let session = RealtimeSessionParameters(model: "gpt-realtime-2.1", instructions: #"Be "kind"."#)
        return calls.accept(id, session, on: loop, options: options, completion: completion)
      case .reject: return calls.reject(id, statusCode: 486, on: loop, options: options, completion: completion)
      case .refer: return calls.refer(id, to: "tel:+14155550100", on: loop, options: options, completion: completion)
      case .hangup: return calls.hangup(id, on: loop, options: options, completion: completion)
      }
    }
  }

  // MARK: Requests

  @Test(arguments: Action.allCases) func `a call is one POST with its path, its body and its headers`(_ action: Action)
    throws
  {
    let rig = try RESTRig([PlainResponse(headers: HTTPHeaders([("x-request-id", "req_1")]))])
    var options = RESTOptions()
    options.organization = "org-1"
    options.project = "proj_1"
    options.connection.headers = HTTPHeaders([("X-Mine", "1"), ("accept", "text/html"), ("Authorization", "mine")])
    let receipt = try rig.result { action.call(rig.client.calls, on: $0, options: options, $1) }.get()
    #expect(receipt == RESTReceipt(status: 200, requestID: "req_1", attemptCount: 1))
    let request = try #require(rig.requests.first)
    #expect(rig.requests.count == 1 && request.method == "POST" && request.query == nil)
    #expect(request.path == "/v1/realtime/calls/rtc_1/\(action.rawValue)" && request.text == action.body)
    let headers = request.headers
    #expect(headers.values(named: "Authorization") == ["Bearer test-key"] && headers.values(named: "Accept") == ["*/*"])
    #expect(
      headers["OpenAI-Organization"] == "org-1" && headers["OpenAI-Project"] == "proj_1" && headers["X-Mine"] == "1")
    #expect(headers["Content-Type"] == "application/json")
    #expect(headers["Content-Length"] == "\(action.body.utf8.count)" && headers["x-stainless-retry-count"] == "0")
    #expect(headers["User-Agent"] == "swift-openai-realtime" && headers["OpenAI-Beta"] == nil)
  }

  @Test(arguments: [
    ("rtc_ab-c.d", "rtc_ab-c.d"), ("a/b?c#d", "a%2Fb%3Fc%23d"), ("../x", "..%2Fx"), ("ü", "%C3%BC"),
    ("a b%2F", "a%20b%252F"), ("!$&'()*+,;=:@~", "!$&'()*+,;=:@~"), ("...", "..."),
  ])
  func `an id is one segment of the path, whatever is in it`(_ id: String, _ segment: String) throws {
    let rig = try RESTRig([PlainResponse()])
    _ = try rig.result { rig.client.calls.hangup(id, on: $0, completion: $1) }.get()
    #expect(rig.requests.first?.path == "/v1/realtime/calls/\(segment)/hangup")
  }

  @Test(arguments: Action.allCases, ["", ".", ".."])
  func `an id that names no call is an error before anything is sent`(_ action: Action, _ id: String) throws {
    let rig = try RESTRig([])
    let result = try rig.result { action.call(rig.client.calls, id, on: $0, $1) }
    #expect { try result.get() } throws: { ($0 as? RealtimeConfigurationError)?.kind == .invalidArgument }
    #expect(rig.requests.isEmpty)
  }

  @Test(arguments: [(299, false), (300, true), (699, true), (700, false)])
  func `a call is rejected with a status of SIP`(_ status: Int, _ isValid: Bool) throws {
    let rig = try RESTRig([PlainResponse()])
    let result = try rig.result { rig.client.calls.reject("c", statusCode: status, on: $0, completion: $1) }
    #expect(((try? result.get()) != nil) == isValid && rig.requests.count == (isValid ? 1 : 0))
  }

  @Test func `a call is transferred to somebody, and rejected without a status too`() throws {
    let rig = try RESTRig([PlainResponse()])
    let result = try rig.result { rig.client.calls.refer("c", to: "", on: $0, completion: $1) }
    #expect(throws: RealtimeConfigurationError.self) { try result.get() }
    let other = try RESTRig([PlainResponse()])
    _ = try other.result { other.client.calls.reject("c", on: $0, completion: $1) }.get()
    #expect(other.requests.first?.text == "{}")
  }

  @Test func `Azure is sent its key on its own path, and no organisation`() throws {
    let rig = try RESTRig([PlainResponse()])
    let base = rig.baseURL.replacingOccurrences(of: "/v1", with: "/openai")
    let azure = try AzureOpenAI(baseURL: base, apiVersion: "v", apiKey: "azure-key")
    var options = RESTOptions()
    options.organization = "org-1"
    _ = try rig.result { azure.calls.hangup("rtc_1", on: $0, options: options, completion: $1) }.get()
    let request = try #require(rig.requests.first)
    #expect(request.path == "/openai/v1/realtime/calls/rtc_1/hangup" && request.headers["api-key"] == "azure-key")
    #expect(request.headers["Authorization"] == nil && request.headers["OpenAI-Organization"] == nil)
  }

  @Test func `a key that a function gives is asked for once, and a missing one is an error`() throws {
    let rig = try RESTRig([
      RESTRig.refusal(429, code: "rate_limit_exceeded", [("retry-after-ms", "1")]), PlainResponse(),
    ])
    let askedCount = Locked(0)
    let client = OpenAI(
      apiKey: .callback { answer in
        askedCount.withLock { $0 += 1 }
        answer(.success("late-key"))
      }, baseURL: rig.baseURL)
    _ = try rig.result { client.calls.hangup("c", on: $0, completion: $1) }.get()
    #expect(rig.requests.map { $0.headers["Authorization"] } == ["Bearer late-key", "Bearer late-key"])
    #expect(askedCount.withLock { $0 } == 1)
    let none = try RESTRig([])
    let keyless = OpenAI(apiKey: .static(""), baseURL: none.baseURL)
    let result = try none.result { keyless.calls.hangup("c", on: $0, completion: $1) }
    #expect { try result.get() } throws: { ($0 as? RealtimeConfigurationError)?.kind == .missingAPIKey }
  }

  // MARK: Errors

  @Test(arguments: [
    (302, RealtimeAPIError.Kind.otherStatus), (400, .badRequest), (401, .authentication), (403, .permissionDenied),
    (404, .notFound), (409, .conflict), (418, .otherStatus), (422, .unprocessable), (500, .server), (599, .server),
  ])
  func `a refusal is an error with its class, its code and the id of the request`(
    _ status: Int, _ kind: RealtimeAPIError.Kind
  ) throws {
    let rig = try RESTRig([RESTRig.refusal(status, code: "some_code", [("x-request-id", "req_9")])])
    let error = try rig.error { Action.accept.call(rig.client.calls, on: $0, $1) }
    #expect(error.kind == kind && error.status == status && error.requestID == "req_9" && error.attemptCount == 1)
    #expect(
      error.error?.code == "some_code" && error.error?.param == "p" && error.error?.type == "invalid_request_error")
    #expect(
      "\(error)".hasPrefix(
        "the service responded with status \(status), code some_code, request req_9: No: some_code.; "))
    #expect(rig.requests.count == 1)
  }

  @Test func `a refusal without JSON is an error with its class alone`() throws {
    let page = PlainResponse(
      status: 502, headers: HTTPHeaders([("Content-Type", "text/html")]), body: Array("<html>Bad gateway</html>".utf8))
    let rig = try RESTRig([page])
    let error = try rig.error { Action.accept.call(rig.client.calls, on: $0, $1) }
    #expect(error.kind == .server && error.error == nil && error.response?.body == page.body)
    #expect("\(error)" == "the service responded with status 502; try again later")
  }

  @Test func `a refusal that repeats the key shows it to nobody`() throws {
    let key = "sk-proj-0123456789abcdefghijklmnop"
    let rig = try RESTRig([
      RESTRig.json(
        #"{"error":{"message":"Incorrect key \#(key).","code":"invalid_api_key"}}"#, status: 401, [("x-echo", key)])
    ])
    let client = OpenAI(apiKey: .static(key), baseURL: rig.baseURL)
    let error = try rig.error { client.calls.hangup("c", on: $0, completion: $1) }
    #expect(error.error?.message == "Incorrect key ***." && error.response?.headers["x-echo"] == "***")
    #expect(error.response.map { String(decoding: $0.body, as: UTF8.self).contains(key) } == false)
  }

  @Test func `the words of every request stay in what the service says`() throws {
    let message = "Limit 0, used 0: send application/json to org-1, */*."
    let rig = try RESTRig([RESTRig.json(#"{"error":{"message":"\#(message)","code":0}}"#, status: 400)])
    var options = RESTOptions()
    options.organization = "org-1"
    let error = try rig.error { Action.accept.call(rig.client.calls, on: $0, options: options, $1) }
    #expect(error.error?.message == message && error.error?.code == "0")
  }

  @Test(arguments: [true, false]) func `a hang-up that finds no call is done, another refusal of it is not`(
    isOver: Bool
  ) throws {
    let rig = try RESTRig([RESTRig.refusal(404, code: isOver ? "call_id_not_found" : "not_found")])
    let result = try rig.result { Action.hangup.call(rig.client.calls, on: $0, $1) }
    #expect((try? result.get().status) == (isOver ? 404 : nil))
    for action in Action.allCases where action != .hangup {
      let rig = try RESTRig([RESTRig.refusal(404, code: "call_id_not_found")])
      #expect(try rig.error { action.call(rig.client.calls, on: $0, $1) }.kind == .notFound)
    }
  }

  // MARK: Once more

  @Test(arguments: Action.allCases, [429, 503, 500, 409])
  func `a call is made once more where that is harmless, and only there`(_ action: Action, _ status: Int) throws {
    let refusal = RESTRig.refusal(status, code: "x", [("retry-after-ms", "1")])
    let rig = try RESTRig([refusal, refusal, PlainResponse()])
    let result = try rig.result { action.call(rig.client.calls, on: $0, $1) }
    if action.isHarmless || status == 429 || status == 503 {
      #expect(try result.get().attemptCount == 3)
      #expect(rig.requests.map { $0.headers["x-stainless-retry-count"] } == ["0", "1", "2"])
    } else {
      #expect((try? result.get()) == nil && rig.requests.count == 1)
    }
  }

  @Test func `the attempts come to an end, and the last answer is the error`() throws {
    let answers = (1...4).map { RESTRig.refusal(503, code: "busy_\($0)", [("retry-after-ms", "1")]) }
    let rig = try RESTRig(answers)
    let error = try rig.error { Action.hangup.call(rig.client.calls, on: $0, $1) }
    #expect(error.error?.code == "busy_3" && error.attemptCount == 3 && rig.requests.count == 3)
    #expect("\(error)".contains("after 3 attempts"))
  }

  @Test func `a wait that would end too late is not begun`() throws {
    let rig = try RESTRig([RESTRig.refusal(429, code: "rate_limit_exceeded", [("Retry-After", "11")])])
    let error = try rig.error { Action.hangup.call(rig.client.calls, on: $0, $1) }
    #expect(error.kind == .rateLimited && error.retryAfter == .seconds(11) && rig.requests.count == 1)
    #expect("\(error)".contains("after 11.0 seconds"))
  }

  @Test(arguments: Action.allCases) func `what reached nobody is sent again`(_ action: Action) throws {
    let rig = try RESTRig([])
    let client = rig.client
    // Nobody listens there from now on.
    rig.close()
    var options = RESTOptions()
    options.retries.firstWait = .milliseconds(1)
    let error = try rig.error { action.call(client.calls, on: $0, options: options, $1) }
    #expect(error.kind == .connection && error.attemptCount == 3 && error.cause?.mayHaveBeenSent == false)
    #expect("\(error)".contains("nothing of the request was sent"))
  }

  @Test(arguments: Action.allCases) func `what may have reached the service is sent again where that is harmless`(
    _ action: Action
  ) throws {
    let loop = try EventLoop()
    let server = try CuttingServer(on: loop)
    let client = OpenAI(apiKey: .static("k"), baseURL: "http://127.0.0.1:\(server.port)/v1")
    var options = RESTOptions()
    options.retries.firstWait = .milliseconds(1)
    var result: Result<RESTReceipt, any Error>?
    _ = action.call(client.calls, on: loop, options: options) {
      result = $0
      server.close()
    }
    loop.run()
    guard case .failure(let error as RealtimeAPIError) = result else { throw RESTRig.Unexpected() }
    #expect(error.kind == .connection && error.cause?.mayHaveBeenSent == true)
    #expect(error.attemptCount == (action.isHarmless ? 3 : 1) && server.requestCount == error.attemptCount)
  }

  // MARK: Time

  @Test func `a service that says nothing is an error of time`() throws {
    let loop = try EventLoop()
    let server = try CuttingServer(on: loop, cuts: false)
    let client = OpenAI(apiKey: .static("k"), baseURL: "http://127.0.0.1:\(server.port)/v1")
    for (limits, deadline) in [
      (
        HTTPRequest.TimeLimits(connect: nil, firstByte: .milliseconds(20), total: nil),
        HTTPRequestError.Deadline.firstByte
      ),
      (HTTPRequest.TimeLimits(connect: nil, firstByte: nil, total: .milliseconds(20)), .total),
    ] {
      var options = RESTOptions()
      options.retries = .none
      options.timeLimits = limits
      var result: Result<RESTReceipt, any Error>?
      _ = client.calls.hangup("c", on: loop, options: options) {
        result = $0
        loop.stop()
      }
      loop.run()
      guard case .failure(let error as RealtimeAPIError) = result, case .timedOut(deadline, _) = error.cause?.cause
      else { throw RESTRig.Unexpected() }
      #expect(error.kind == .timedOut)
    }
    server.close()
    loop.run()
  }

  @Test func `a limit may be the longest time that there is`() throws {
    let rig = try RESTRig([PlainResponse()])
    let longest = Duration(attoseconds: .max)
    var options = RESTOptions()
    options.timeLimits = HTTPRequest.TimeLimits(connect: longest, firstByte: longest, total: longest)
    options.connection.apiKeyTimeLimit = longest
    let result = try rig.result { Action.hangup.call(rig.client.calls, on: $0, options: options, $1) }
    #expect(try result.get().status == 200)
  }

  @Test func `calls of a ringing phone have less time than others`() throws {
    let limits = RESTOptions.callControlTimeLimits
    #expect(limits == .init(connect: .seconds(3), firstByte: .seconds(10), total: .seconds(10)))
    #expect(try RESTCall<RESTReceipt>.hangup("c").timeLimits == limits)
    #expect(try RESTCall<CreatedClientSecret>.create(nil, nil).timeLimits == RESTOptions.ordinaryTimeLimits)
  }

  // MARK: Giving up, waiting

  @Test func `a call is given up while the key is asked for, while it is made, and between attempts`() throws {
    let stuck = OpenAI(apiKey: .callback { _ in }, baseURL: "http://127.0.0.1:1/v1")
    let loop = try EventLoop()
    let silent = try CuttingServer(on: loop, cuts: false)
    let busy = try RESTRig([RESTRig.refusal(503, code: "busy", [("Retry-After", "5")])], on: loop)
    let clients = [stuck, OpenAI(apiKey: .static("k"), baseURL: "http://127.0.0.1:\(silent.port)/v1"), busy.client]
    for (index, client) in clients.enumerated() {
      var result: Result<RESTReceipt, any Error>?
      let cancellation = client.calls.hangup("c", on: loop) {
        result = $0
        loop.stop()
      }
      // Once it has come as far as it will.
      let isUnderWay = { index == 0 || (index == 1 ? silent.requestCount : busy.requests.count) > 0 }
      let timer = loop.schedule(every: .milliseconds(1)) { _ in
        if isUnderWay() { Thread.detachNewThread { cancellation.cancel() } }
      }
      loop.run()
      timer.cancel()
      #expect(throws: CancellationError.self) { try result?.get() }
    }
    silent.close()
    busy.close()
    loop.run()
  }

  @Test func `a task on a loop waits for each call`() async throws {
    try await LoopActor.run { _, loop in
      let rig = try RESTRig((0..<4).map { _ in PlainResponse() }, on: loop)
      let calls = rig.client.calls
      try await calls.accept("c", RealtimeSessionParameters(model: "m"))
      try await calls.refer("c", to: "sip:a@b")
      try await calls.reject("c", statusCode: 603)
      #expect(try await calls.hangup("c").attemptCount == 1)
      #expect(rig.requests.map(\.path) == ["accept", "refer", "reject", "hangup"].map { "/v1/realtime/calls/c/\($0)" })
      rig.close()
    }
  }

  @Test func `a task that runs on no loop is told so`() async throws {
    let client = OpenAI(apiKey: .static("k"), baseURL: "http://127.0.0.1:1/v1")
    await #expect {
      try await client.calls.hangup("c")
    } throws: {
      ($0 as? RealtimeConfigurationError)?.kind == .notOnEventLoop
    }
  }
}

/// Reads requests, and ends each connection without a response, or says nothing at all.
private final class CuttingServer: TCPConnectionOwner {
  private var listener: TCPListener?
  private let cuts: Bool
  private(set) var requestCount = 0

  init(on loop: EventLoop, cuts: Bool = true) throws {
    self.cuts = cuts
    listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) { [unowned self] in $0.owner = self }
  }

  var port: UInt16 { listener?.localAddress.port ?? 0 }

  func close() { listener?.close() }

  func didReceive(_ bytes: RawSpan, on connection: TCPConnection) {
    requestCount += 1
    if cuts { connection.close() }
  }

  func didReceiveEnd(_ connection: TCPConnection) { connection.close() }
  func didClose(_ connection: TCPConnection, error: ReactorError?) {}
}
