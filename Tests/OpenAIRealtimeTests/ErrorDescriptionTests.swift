import RealtimeBuffers
import RealtimeJSON
import RealtimeLocalServer
import Testing

@testable import OpenAIRealtime
@testable import RealtimeReactor
@testable import RealtimeTLS
@testable import RealtimeWebSocketProtocol
@testable import WebSocketTransport

/// Every error of the package says what happened and what to do about it.
@Suite struct ErrorDescriptionTests {
  /// What somebody can do, in the words that the package uses.
  private static let cures = [
    "accept", "add", "ask for", "change", "check", "choose", "close", "connect", "copy", "correct", "cut",
    "finish",
    "give", "have",
    "leave", "let", "make", "name", "offer", "open", "pass", "put", "raise", "read", "remove", "report",
    "see ", "send",
    "set", "shorten", "switch", "trim", "try", "update", "use", "wait", "write",
  ]

  /// A cause and a cure are two clauses, and the last says what to do.
  private func expectCauseAndCure(_ error: any Error) {
    let text = String(describing: error)
    // What OpenSSL says stands after the cure.
    let own = text.firstRange(of: " (OpenSSL").map { String(text[..<$0.lowerBound]) } ?? text
    let clauses = own.split { ";.:,".contains($0) }.map { $0.drop { $0 == " " }.lowercased() }
    #expect(clauses.count > 1, "\(text)")
    let cure = clauses.dropFirst().first { clause in
      Self.cures.contains { clause.hasPrefix($0) || clause.contains(" \($0)") }
    }
    #expect(cure != nil, "no cure: \(text)")
  }

  @Test(arguments: WebSocketError.Kind.allCases)
  func `a WebSocketError`(_ kind: WebSocketError.Kind) {
    expectCauseAndCure(WebSocketError(kind))
    expectCauseAndCure(WebSocketError(kind, limit: 7))
    expectCauseAndCure(WebSocketTransportError(stage: .open, cause: .webSocket(WebSocketError(kind))))
  }

  private static func refusal(_ status: Int) -> HandshakeRefusal {
    HandshakeRefusal(status: status, headers: HTTPHeaders(), body: [], isBodyTruncated: false, limit: 1)
  }

  @Test func `a WebSocketTransportError`() {
    let causes: [WebSocketTransportError.Cause] = [
      .timedOut(after: .seconds(1)), .totalTimedOut(after: .seconds(1)), .closedBeforeOpen, .invalidURL,
      .invalidUnixSocketPath, .refused(Self.refusal(401)),
    ]
    for cause in causes { expectCauseAndCure(WebSocketTransportError(stage: .connect, cause: cause)) }
    for kind in [WebSocketError.Kind.invalidHeader, .reservedHeader] {
      var error = WebSocketTransportError(stage: .configuration, cause: .webSocket(WebSocketError(kind)))
      error.header = "X-Org"
      expectCauseAndCure(error)
      #expect("\(error)".contains("X-Org"))
    }
  }

  @Test func `a ReactorError, for every status of the system`() {
    for status in (1...133).map({ -CInt($0) }) + (3_000...3_014).map({ -CInt($0) }) + [-4_095] {
      expectCauseAndCure(ReactorError(status: status, operation: "connect to 192.0.2.1:1"))
    }
    expectCauseAndCure(ReactorError.loopIsClosed("connect"))
  }

  @Test func `a TLSError`() throws {
    var failures: [TLSError] = [
      OpenSSLErrors.internalFailure("do this"),
      TLSError.connectionFailure(verifyResult: 0, isEstablished: true),
      TLSError.connectionFailure(verifyResult: 0, isEstablished: false),
    ]
    func attempt(_ change: (inout TLSConfiguration) -> Void) {
      var configuration = TLSConfiguration()
      change(&configuration)
      do throws(TLSError) { _ = try TLSContext(client: configuration) } catch { failures.append(error) }
    }
    attempt { $0.trustRoots = .only([]) }
    attempt { $0.trustRoots = .only([.bytes([1])]) }
    attempt { $0.trustRoots = .only([.file(path: "/nowhere")]) }
    attempt {
      $0.minimumVersion = .tls13; $0.maximumVersion = .tls12
    }
    attempt { $0.applicationProtocols = [""] }
    attempt { $0.applicationProtocols = Array(repeating: String(repeating: "x", count: 255), count: 300) }
    attempt { $0.cipherOrder = .init(tls13: "none", tls12: "none") }
    attempt { $0.identity = TLSIdentity(certificateChain: .bytes([]), privateKey: .bytes([])) }
    do throws(TLSError) { _ = try TLSContext(server: TLSConfiguration()) } catch { failures.append(error) }
    #expect(failures.count == 12)
    for failure in failures { expectCauseAndCure(failure) }
  }

  @Test func `a ProxyError`() {
    let kinds: [ProxyError.Kind] = [
      .invalidURL, .invalidCredentials, .authenticationRequired, .credentialsRejected,
      .authenticationUnsupported,
      .refused(status: 403), .unreachable(reply: 4),
      .malformedResponse(WebSocketError(.malformedHead)),
      .malformedReply, .unexpectedBytes, .closed,
    ]
    for kind in kinds { expectCauseAndCure(ProxyError(kind)) }
  }

  @Test func `a JSONError`() {
    let kinds: [JSONError.Kind] = [
      .unexpectedEnd, .unexpectedByte, .controlCharacter, .invalidEscape, .trailingBytes, .depthLimitExceeded,
      .documentTooLarge, .invalidUTF8, .wrongType, .invalidBase64, .invalidBase64Padding, .outputTooSmall,
    ]
    for kind in kinds { expectCauseAndCure(JSONError(kind: kind, offset: 3)) }
  }

  @Test func `a RealtimeSendError, alone and as a cause`() {
    let errors: [RealtimeSendError] = [
      .notOpen, .queueFull(maximumByteCount: 1), .bufferFull(maximumByteCount: 1),
      .tooLarge(maximumByteCount: 1),
      .messageUnderWay, .notUTF8, .inputIsClosed,
    ]
    for error in errors {
      expectCauseAndCure(error)
      let told = OpenAIRealtimeError(OpenAIRealtimeWS.sendFailure, cause: error)
      #expect("\(told)" == "OpenAIRealtimeError: could not send data: \(error)")
      #expect(told.message == "could not send data")
    }
    let close = OpenAIRealtimeError(
      OpenAIRealtimeWS.closeFailure, cause: WebSocketError(.closeCodeNotSendable))
    #expect(
      "\(close)"
        == "OpenAIRealtimeError: could not close the connection: \(WebSocketError(.closeCodeNotSendable))")
  }

  @Test func `a RealtimeConfigurationError`() throws {
    var errors: [any Error] = []
    func attempt(_ body: () throws -> Void) {
      do { try body() } catch { errors.append(error) }
    }
    let loop = try EventLoop()
    func connect(
      _ key: APIKey?, _ base: String = "https://h/v1", _ target: RealtimeTarget = .model("m"),
      api: RealtimeAPI = .ga
    ) {
      attempt {
        var options = RealtimeOptions()
        options.api = api
        _ = try OpenAIRealtimeWS(
          OpenAI(apiKey: key, baseURL: base, environment: { _ in nil }), target, on: loop, options: options)
      }
    }
    connect(nil)
    connect(.static("a\n"))
    connect(.static("a\0b"))
    connect(.static("ä"))
    connect(.callback { $0(.success("k")) })
    for base in [
      "", "https://", "h", "ftp://h", "https://h:x", "https://h:99999", "https://[::g]", "https://1.2.3.999",
      "https://a b",
    ] {
      if !base.isEmpty { connect(.static("k"), base) }
    }
    connect(.static("k"), "https://h", .model(""))
    connect(.static("k"), "https://h", .transcription, api: .beta)
    connect(.static("k"), "https://h", .translation(model: ""))
    let azure = try AzureOpenAI(baseURL: "https://h", apiVersion: "v", apiKey: "k")
    attempt { _ = try AzureRealtimeTarget.clientDeployment.resolved(for: azure) }
    attempt { _ = try RealtimeURLBuilder(api: .ga).url(for: .translation(model: "m"), azure: azure) }
    attempt { _ = try RealtimeURLBuilder(api: .beta).url(for: .call("c"), azure: azure) }
    attempt { _ = try AzureOpenAI(endpoint: "https://h", baseURL: "https://h", apiVersion: "v", apiKey: "k") }
    attempt { _ = try AzureOpenAI(endpoint: "https://h/v1", apiVersion: "v", apiKey: "k") }
    attempt { _ = try AzureOpenAI(endpoint: "https://h?a=b", apiVersion: "v", apiKey: "k") }
    attempt { _ = try AzureOpenAI(endpoint: "https://h?api-version=w", apiVersion: "v", apiKey: "k") }
    attempt { try RealtimeOrigin.check(RealtimeURL("wss://other"), isThatOf: RealtimeURL("https://h")) }
    attempt { try RealtimeOrigin.check(RealtimeURL("https://h"), isThatOf: RealtimeURL("https://h")) }
    attempt { throw RealtimeConfigurationError.notOnEventLoop }
    attempt { _ = try APIKey.checked(.success("")) }
    attempt { _ = try APIKey.checked(.failure(CancellationError())) }
    #expect(errors.count == 28)
    for error in errors {
      #expect(error is RealtimeConfigurationError)
      expectCauseAndCure(error)
    }
  }

  @Test(arguments: [301, 400, 401, 403, 404, 407, 408, 418, 429, 200, 500, 503])
  func `a refusal says what the service said and what to do`(_ status: Int) {
    let body = Array(
      #"{"error":{"message":"Wrong key.\u0007\nCheck it","code":"invalid_api_key","type":"t"}}"#.utf8)
    let refusal = RealtimeRefusal(
      HandshakeRefusal(
        status: status, headers: HTTPHeaders([("x-request-id", "req_7")]), body: body, isBodyTruncated: false,
        limit: 1 << 10))
    expectCauseAndCure(WebSocketTransportError(stage: .upgrade, cause: .refused(refusal.answer)))
    for said in ["\(status)", "invalid_api_key", "Wrong key.  Check it", "req_7"] {
      #expect("\(refusal)".contains(said))
    }
    let error = OpenAIRealtimeError(
      "Unexpected server response: \(status)",
      cause: WebSocketTransportError(stage: .upgrade, cause: .refused(refusal.answer)))
    #expect("\(error)" == "OpenAIRealtimeError: \(error.message): \(refusal)")
    let long = RealtimeRefusal(
      HandshakeRefusal(
        status: status, headers: HTTPHeaders(),
        body: Array(#"{"error":{"message":"\#(String(repeating: "x", count: 5_000))"}}"#.utf8),
        isBodyTruncated: false,
        limit: 8 << 10))
    #expect("\(long)".count < 600)
    let packed = RealtimeRefusal(
      HandshakeRefusal(
        status: status, headers: HTTPHeaders([("Content-Encoding", "br")]), body: [1], isBodyTruncated: false,
        limit: 8))
    #expect("\(packed)".contains("content coding br"))
  }

  @Test func `errors of the service and of this side, heard and not heard`() {
    let unheard = Log<OpenAIRealtimeError>()
    let dispatcher = RealtimeEventDispatcher(emitter: RealtimeEmitter { unheard($0) })
    for message in [
      #"{"type":"error","error":{"message":"No such item","type":"invalid_request_error"}}"#, "{", "[]",
    ] { dispatcher.receive(message.utf8Span.span.bytes) }
    #expect(unheard.entries.count == 3)
    for error in unheard.entries {
      expectCauseAndCure(error)
      #expect("\(error)".contains("rt.on(.error) { error in … }"))
      #expect(!"\(error)".contains("rt.on('error'") && error.message.contains("rt.on('error'"))
    }
    for type in ["invalid_request_error", "server_error", "insufficient_quota"] {
      expectCauseAndCure(OpenAIRealtimeError("m code=c", error: ErrorDetails(type: type, message: "m")))
    }
  }

  @Test func `a RealtimeLocalServerError`() throws {
    let reactor = ReactorError(status: -98, operation: "listen at 127.0.0.1:1")
    expectCauseAndCure(RealtimeLocalServerError.loops(reactor))
    expectCauseAndCure(
      RealtimeLocalServerError.listening(
        WebSocketTransportError(stage: .configuration, cause: .network(reactor))))
    expectCauseAndCure(RealtimeLocalServerError.certificate(OpenSSLErrors.internalFailure("make a key")))
  }
}
