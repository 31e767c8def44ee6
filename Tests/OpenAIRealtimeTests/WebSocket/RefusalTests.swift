import OpenAIRealtime
import RealtimeTestRig
import Testing
import WebSocketTransport

/// What the service says when it refuses a connection, as the caller gets it.
@Suite struct RefusalTests {
  private static let key = "sk-only-for-refusal-tests"

  private func refusal(_ answer: UpgradeDecision) throws -> (OpenAIRealtimeError, RealtimeCloseReport) {
    let rig = try RealtimeRig(decide: { _ in answer })
    let client = OpenAI(apiKey: .static(Self.key), baseURL: "https://api.example/v1")
    let rt = try OpenAIRealtimeWS(client, .model("m"), on: rig.loop, options: rig.options)
    var errors: [OpenAIRealtimeError] = []
    rt.on(.error) { errors.append($0) }
    rt.sendRaw("kept")
    rig.run(until: rt)
    #expect(errors.count == 1)
    return (try #require(errors.first), try #require(rt.closeReport))
  }

  @Test(
    arguments: [
      (401, "invalid_api_key"), (403, "model_not_allowed"), (404, "model_not_found"),
      (429, "rate_limit_exceeded"),
      (500, "server_error"), (503, "overloaded"),
    ])
  func `a refusal is the API's error with status, request id and Retry-After`(_ status: Int, _ code: String)
    throws
  {
    let body =
      #"{"error":{"message":"No, because.","type":"invalid_request_error","param":"model","code":"\#(code)"}}"#
    let headers = HTTPHeaders([("Retry-After", "7"), ("x-request-id", "req_42")])
    let (error, report) = try refusal(.refuse(status: status, headers: headers, body: Array(body.utf8)))
    #expect(error.message == "Unexpected server response: \(status)")
    let refusal = try #require(error.refusal)
    #expect(refusal.status == status)
    #expect(refusal.requestID == "req_42")
    #expect(refusal.retryAfter == .seconds(7))
    #expect(
      refusal.error
        == ErrorDetails(type: "invalid_request_error", code: code, message: "No, because.", param: "model"))
    #expect(
      refusal.description
        .hasPrefix(
          "the service refused the connection with status \(status), code \(code), request req_42: No, because.; "
        ))
    #expect("\(error)" == "OpenAIRealtimeError: Unexpected server response: \(status): \(refusal)")
    #expect(report.code == .abnormalClosure && report.initiator == .nobody)
    #expect(report.error?.refusal?.status == status)
    #expect(report.refusal?.status == status)
    #expect(report.unsentEvents == ["kept"])
  }

  @Test(
    arguments: [
      (#"{"statusCode":401,"message":"Access denied"}"#, ErrorDetails(type: "", message: "Access denied")),
      (#"{"error":{"code":404,"message":"gone"}}"#, ErrorDetails(type: "", code: "404", message: "gone")),
      ("", nil), ("<html>", nil), (#"{"error":"text"}"#, nil), ("[1]", nil),
      (#"{"error":{"message":1}}"#, nil),
    ])
  func `a body is an error only in one of the API's forms`(_ body: String, _ details: ErrorDetails?) throws {
    let (error, _) = try refusal(.refuse(status: 401, body: Array(body.utf8)))
    #expect(error.refusal?.error == details)
    #expect(error.refusal?.answer.body == Array(body.utf8))
  }

  @Test func `a body that was cut is no error, and its beginning is kept`() throws {
    let body = #"{"error":{"message":"\#(String(repeating: "x", count: 9_000))"}}"#
    let (error, _) = try refusal(.refuse(status: 500, body: Array(body.utf8)))
    #expect(error.refusal?.error == nil)
    #expect(error.refusal?.answer.body == Array(body.utf8.prefix(8 << 10)))
  }

  @Test(
    arguments: [
      ("", nil), ("7", 7), ("-7", nil), ("7 s", nil), ("99999999999999999999", 86_400),
      ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
    ] as [(String, Int?)])
  func `Retry-After in seconds or as a date is a duration`(_ text: String, _ seconds: Int?) throws {
    let headers = HTTPHeaders([("Retry-After", text)])
    let (error, _) = try refusal(.refuse(status: 429, headers: headers))
    #expect(error.refusal?.retryAfter == seconds.map { .seconds($0) })
    #expect(error.refusal?.answer.retryAfter == text)
  }

  @Test func `a server that repeats the key does not get it into the error`() throws {
    let body = #"{"error":{"message":"Incorrect API key provided: \#(Self.key).","code":"\#(Self.key)"}}"#
    let headers = HTTPHeaders([("x-request-id", "req \(Self.key)"), ("Content-Type", "Bearer \(Self.key)")])
    let (error, report) = try refusal(.refuse(status: 401, headers: headers, body: Array(body.utf8)))
    #expect(error.refusal?.error?.message == "Incorrect API key provided: ***.")
    #expect(error.refusal?.requestID == "req ***")
    var text = ""
    dump(error, to: &text)
    dump(report, to: &text)
    dump(error.refusal, to: &text)
    #expect(!text.contains(Self.key))
    let body8K = error.refusal.map { String(decoding: $0.answer.body, as: UTF8.self) }
    #expect(body8K?.contains(Self.key) == false)
  }

  @Test func `a key that the body's limit cuts in two does not show its first half`() throws {
    let body = String(repeating: "x", count: (8 << 10) - 10) + Self.key
    let (error, _) = try refusal(.refuse(status: 401, body: Array(body.utf8)))
    let text = error.refusal.map { String(decoding: $0.answer.body, as: UTF8.self) }
    #expect(text?.hasSuffix("xxx***") == true)
  }

  @Test func `the local server's refusals are the API's errors`() throws {
    let turn = try LocalRig { $0.requiredAPIKey = "another-key" }
    let rt = try turn.connect()
    var refusal: RealtimeRefusal?
    rt.on(.error) { refusal = $0.refusal }
    rt.onClose { _ in turn.server.close() }
    turn.loop.run()
    #expect(refusal?.status == 401)
    #expect(refusal?.error?.code == "invalid_api_key")
    #expect(refusal?.error?.type == "invalid_request_error")
  }

  @Test func `a server that shares no code with us refuses, and is understood`() throws {
    let server = try RawServer(answering: .tooMany)
    let client = OpenAI(apiKey: .static(Self.key), baseURL: "https://api.example/v1")
    let loop = try EventLoop()
    let rt = try OpenAIRealtimeWS(client, .model("m"), on: loop, options: server.options)
    var refusal: RealtimeRefusal?
    rt.on(.error) { refusal = $0.refusal }
    loop.run()
    #expect(refusal?.status == 429)
    #expect(refusal?.retryAfter == .seconds(2))
    #expect(refusal?.requestID == "req_raw")
    #expect(refusal?.error?.message == "Slow down, ***")
    #expect(refusal?.error?.param == nil)
  }
}
