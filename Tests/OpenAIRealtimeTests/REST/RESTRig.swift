import RealtimeReactor
import RealtimeTestSupport
import Testing
import WebSocketTransport
@testable import OpenAIRealtime

/// A plain HTTP server on this machine that answers in the order of a list, its client, and what it was asked.
final class RESTRig {
  let loop: EventLoop
  private(set) var requests: [PlainRequest] = []
  private var answers: [PlainResponse?]
  private var server: WebSocketServer?

  /// - Parameter answers: `nil` ends the connection without a response: 426, which no call repeats.
  init(_ answers: [PlainResponse], on loop: EventLoop? = nil) throws {
    self.loop = try loop ?? EventLoop()
    self.answers = answers
    server = try WebSocketServer(
      configuration: .init(), on: self.loop,
      respond: { [unowned self] request in
        requests.append(request)
        return self.answers.isEmpty ? nil : self.answers.removeFirst()
      }, accept: { _, _ in })
  }

  var baseURL: String { "http://127.0.0.1:\(server?.localAddress.port ?? 0)/v1" }
  var client: OpenAI { OpenAI(apiKey: .static("test-key"), baseURL: baseURL) }

  /// Runs the loop until the call is over.
  func result<Value>(
    _ call: (EventLoop, @escaping (Result<Value, any Error>) -> Void) -> ConnectionCancellation
  ) throws -> Result<Value, any Error> {
    var results: [Result<Value, any Error>] = []
    var sentinel: Sentinel? = Sentinel()
    weak let watched = sentinel
    _ = call(loop) { [self, sentinel] result in
      withExtendedLifetime(sentinel) { results.append(result) }
      close()
    }
    sentinel = nil
    #expect(results.isEmpty, "never before the call returns")
    loop.run()
    #expect(results.count == 1)
    #expect(watched == nil, "nothing but the call's own cycles could keep it")
    return try #require(results.first)
  }

  /// The error of a call that fails.
  func error<Value>(
    _ call: (EventLoop, @escaping (Result<Value, any Error>) -> Void) -> ConnectionCancellation
  ) throws -> RealtimeAPIError {
    guard case .failure(let error as RealtimeAPIError) = try result(call) else { throw Unexpected() }
    return error
  }

  private final class Sentinel {}
  struct Unexpected: Error {}

  func close() { server?.close() }

  static func json(_ text: String, status: Int = 200, _ headers: [(String, String)] = []) -> PlainResponse {
    PlainResponse(
      status: status, headers: HTTPHeaders([("Content-Type", "application/json")] + headers), body: Array(text.utf8))
  }

  static func refusal(_ status: Int, code: String, _ headers: [(String, String)] = []) -> PlainResponse {
    json(
      #"{"error":{"message":"No: \#(code).","type":"invalid_request_error","code":"\#(code)","param":"p"}}"#,
      status: status, headers)
  }
}

extension PlainRequest {
  var text: String { String(decoding: body, as: UTF8.self) }
}
