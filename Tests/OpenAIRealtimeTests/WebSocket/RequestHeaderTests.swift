import OpenAIRealtime
import RealtimeTestRig
import Testing
import WebSocketTransport

/// What reaches the wire, as a server sees it that shares no code with the project.
@Suite(.serialized) struct RequestHeaderTests {
  private let client = OpenAI(apiKey: .static("test-key"), baseURL: "https://api.example/v1")
  private static let ours = [
    "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Accept-Encoding: identity",
  ]

  /// The request head of a connection that `connect` makes.
  private func head(
    _ change: (inout RealtimeOptions) -> Void = { _ in },
    _ connect: (EventLoop, RealtimeOptions, @escaping (Result<OpenAIRealtimeWS, any Error>) -> Void) throws ->
      Void
  ) throws -> [String] {
    let server = try RawServer()
    let loop = try EventLoop()
    var options = server.options
    change(&options)
    let closeCodes = Log<CloseCode>()
    try connect(loop, options) { result in
      do { try result.get().socket.on(.close) { closeCodes($0.code) } } catch { Issue.record(error) }
    }
    loop.run()
    #expect(closeCodes.entries == [.normalClosure])
    return try server.nextHead()
  }

  private func head(
    _ target: RealtimeTarget,
    _ change: (inout RealtimeOptions) -> Void = { _ in }
  ) throws -> [String] {
    try head(change) { loop, options, completion in
      completion(.success(try OpenAIRealtimeWS(client, target, on: loop, options: options)))
    }
  }

  private func azureHead(
    _ client: AzureOpenAI,
    _ target: AzureRealtimeTarget,
    _ change: (inout RealtimeOptions) -> Void = { _ in }
  ) throws -> [String] {
    try head(change) { loop, options, completion in
      // Asking a provider keeps no loop alive.
      let limit = loop.schedule(after: .seconds(30)) {}
      OpenAIRealtimeWS.azure(client, target, on: loop, options: options) { result in
        limit.cancel()
        completion(result)
      }
    }
  }

  private func azureClient(_ tokenProvider: (@Sendable () async throws -> String)? = nil) throws
    -> AzureOpenAI
  {
    try AzureOpenAI(
      endpoint: "https://api.example",
      apiVersion: "2024-10-01-preview",
      deployment: "voice",
      apiKey: tokenProvider == nil ? "azure-key" : nil,
      tokenProvider: tokenProvider
    )
  }

  @Test func `openai-node rules H1 and H3 - GA sends the credential and nothing else`() throws {
    #expect(
      try head(.model("gpt-realtime"))
        == ["GET /v1/realtime?model=gpt-realtime HTTP/1.1", "Host: api.example"] + Self.ours
        + ["Authorization: Bearer test-key"]
    )
  }

  @Test func `openai-node rule H1 - the caller's headers go along, but not over the credential`() throws {
    let head = try head(.call("rtc_1")) { options in
      options.headers = HTTPHeaders([
        ("authorization", "Bearer other"), ("X-Trace", "a, b"), ("OpenAI-Beta", "mine=1"),
        ("User-Agent", "me"),
      ])
    }
    #expect(
      head == ["GET /v1/realtime?call_id=rtc_1 HTTP/1.1", "Host: api.example"] + Self.ours
        + ["X-Trace: a, b", "OpenAI-Beta: mine=1", "User-Agent: me", "Authorization: Bearer test-key"]
    )
  }

  @Test func `openai-node rule H2 - beta says so over the caller`() throws {
    let head = try head(.model("m")) { options in
      options.api = .beta
      options.headers = HTTPHeaders([("openai-beta", "mine=1")])
    }
    #expect(
      head == ["GET /v1/realtime?model=m HTTP/1.1", "Host: api.example"] + Self.ours
        + ["Authorization: Bearer test-key", "OpenAI-Beta: realtime=v1"]
    )
  }

  @Test func `openai-node rule H4 - a static Azure key is api-key and leaves Authorization alone`() throws {
    let head = try azureHead(azureClient(), .clientDeployment) { options in
      options.headers = HTTPHeaders([("API-KEY", "other"), ("Authorization", "Basic mine")])
    }
    #expect(
      head == ["GET /openai/v1/realtime?model=voice HTTP/1.1", "Host: api.example"] + Self.ours
        + ["Authorization: Basic mine", "api-key: azure-key"]
    )
  }

  @Test func `openai-node rule H4 - an Azure token is a bearer and leaves api-key alone`() async throws {
    let head = try await onThread {
      try azureHead(azureClient { "token" }, .transcription) { options in
        options.headers = HTTPHeaders([("api-key", "mine")])
      }
    }
    #expect(
      head == ["GET /openai/v1/realtime?intent=transcription HTTP/1.1", "Host: api.example"] + Self.ours
        + ["api-key: mine", "Authorization: Bearer token"]
    )
  }

  @Test func `openai-node rules H2, H4 and U7 - Azure beta has its path and says beta`() throws {
    #expect(
      try azureHead(azureClient(), .deployment("other")) { $0.api = .beta }
        == [
          "GET /openai/realtime?api-version=2024-10-01-preview&deployment=other HTTP/1.1",
          "Host: api.example",
        ] + Self.ours + ["api-key: azure-key", "OpenAI-Beta: realtime=v1"]
    )
  }

  @Test func `openai-node rule C8 - what the socket offers is the caller's choice`() throws {
    let head = try head(.model("m")) { options in
      options.webSocket.subprotocols = ["a", "b"]
    }
    #expect(head.contains("Sec-WebSocket-Protocol: a, b"))
  }

  @Test func `openai-node rule S3 - a redirect is an error and no second request is made`() throws {
    let server = try RawServer(answering: .redirect)
    let loop = try EventLoop()
    let log = Log<String>()
    let rt = try OpenAIRealtimeWS(client, .model("m"), on: loop, options: server.options)
    rt.on(.error) { log($0.message) }
    rt.socket.on(.close) { log("\($0.code)") }
    loop.run()
    #expect(log.entries == ["Unexpected server response: 302", "1006"])
    #expect(try server.requestCount() == 1)
  }

  static let brokenKeys = [
    "sk-hush\r\nX-Injected: 1", "sk-hush\n", "sk-hush\r", "\nsk-hush", " sk-hush", "sk-hush ", "sk-hush\t",
    "sk-\0hush", "sk-\u{7F}hush", "sk-\u{1B}hush", "sk-hush\u{2026}", "sk–hush", "sk-hush\u{A0}",
  ]

  @Test(arguments: brokenKeys)
  func `a key that would break the request is refused, named as the key, and not quoted`(_ key: String) throws {
    let loop = try EventLoop()
    let client = OpenAI(apiKey: .static(key), baseURL: "https://api.example/v1")
    let azure = try AzureOpenAI(
      endpoint: "https://r.example", apiVersion: "v", deployment: "d", apiKey: key)
    var results: [Result<OpenAIRealtimeWS, any Error>] = []
    results.append(Result { try OpenAIRealtimeWS(client, .model("m"), on: loop) })
    OpenAIRealtimeWS.create(client, .model("m"), on: loop) { results.append($0) }
    OpenAIRealtimeWS.azure(azure, on: loop) { results.append($0) }
    let provided = OpenAI(apiKey: .callback { $0(.success(key)) }, baseURL: "https://api.example/v1")
    OpenAIRealtimeWS.create(provided, .model("m"), on: loop) { results.append($0) }
    results.append(
      Result {
        let sessions = try OpenAIRealtimeWS.prepare(client, .model("m"), on: loop)
        defer { sessions.close() }
        return try sessions.connect()
      })
    loop.run()
    #expect(results.count == 5)
    for result in results {
      let error = #expect(throws: RealtimeConfigurationError.self) { try result.get() }
      #expect(error?.kind == .invalidAPIKey)
      #expect(error.map { "\($0)" }?.contains("API key") == true)
      #expect(error.map { "\($0)" }?.contains("hush") == false)
    }
  }

  @Test(arguments: ["OpenAI-Organization", "OpenAI-Project", "User-Agent", "x-gateway-key"])
  func `a header's value that would break the request is named by its header`(_ name: String) throws {
    let loop = try EventLoop()
    var options = RealtimeOptions()
    options.headers.append("X-Fine", "fine")
    options.headers.append(name, "hush\r\nX-Injected: 1")
    let error = #expect(throws: WebSocketTransportError.self) {
      try OpenAIRealtimeWS(client, .model("m"), on: loop, options: options)
    }
    #expect(error?.stage == .configuration && error?.header == name)
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("the value of the header \(name)") && !text.contains("hush"))
  }
}
