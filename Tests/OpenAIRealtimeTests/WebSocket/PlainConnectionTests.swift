import RealtimeTestRig
import Testing
import WebSocketTransport

@testable import OpenAIRealtime

/// Connections without TLS: where a key may go unencrypted.
@Suite struct PlainConnectionTests {
  typealias Change = @Sendable (inout RealtimeOptions) -> Void

  private func href(_ base: String, _ change: Change = { _ in }, azure: Bool = false) throws -> String {
    var options = RealtimeOptions()
    change(&options)
    guard azure else {
      let client = OpenAI(apiKey: .static("k"), baseURL: base)
      return try options.urlBuilder.url(for: .model("m"), client: client).href
    }
    let client = try AzureOpenAI(baseURL: base, apiVersion: "v", apiKey: "k")
    return try options.urlBuilder.url(for: .model("m"), azure: client).href
  }

  @Test(arguments: [
    ("http://127.0.0.1:8080/v1", "ws://127.0.0.1:8080/v1"), ("http://localhost/v1", "ws://localhost/v1"),
    ("http://LOCALHOST:443/v1", "ws://localhost:443/v1"), ("ws://[::1]:1/v1", "ws://[::1]:1/v1"),
    ("http://127.9.9.9/", "ws://127.9.9.9"),
    ("http://a.localhost./v1", "ws://a.localhost./v1"),
    ("http://[::ffff:127.0.0.1]/v1", "ws://[::ffff:127.0.0.1]/v1"),
    ("https://127.0.0.1:8080/v1", "wss://127.0.0.1:8080/v1"), ("wss://localhost/v1", "wss://localhost/v1"),
    ("http://example.com/v1", "wss://example.com/v1"), ("ws://10.0.0.1:80/v1", "wss://10.0.0.1/v1"),
    ("http://localhost.example/v1", "wss://localhost.example/v1"),
    ("http://0.0.0.0:1/v1", "wss://0.0.0.0:1/v1"),
    ("http://127.0.0.1.example/v1", "wss://127.0.0.1.example/v1"), ("http://[::2]/v1", "wss://[::2]/v1"),
  ])
  func `http means ws on this machine and wss elsewhere`(_ base: String, _ expected: String) throws {
    #expect(try href(base) == "\(expected)/realtime?model=m")
    #expect(try href(base, { $0.api = .beta }) == "\(expected)/realtime?model=m")
    // Whatever the scheme means, the option that names its price makes plain text of http, and never of
    // https.
    let isPlain = !base.hasPrefix("https") && !base.hasPrefix("wss")
    let allowed = try href(base, { $0.dangerouslySendsKeyUnencrypted = true })
    #expect(allowed.hasPrefix("ws://") == isPlain)
  }

  @Test func `Azure does the same`() throws {
    #expect(
      try href("http://127.0.0.1:9/openai", azure: true) == "ws://127.0.0.1:9/openai/v1/realtime?model=m")
    #expect(try href("http://h/openai", azure: true) == "wss://h/openai/v1/realtime?model=m")
    #expect(
      try href("http://[::1]/openai", { $0.api = .beta }, azure: true)
        == "ws://[::1]/openai/realtime?api-version=v&deployment=m")
  }

  static let routes: [(name: String, isPlain: Bool, change: Change)] = [
    ("a proxy for everything", false, { $0.webSocket.proxy = .server(.init(.http, host: "127.0.0.1", port: 3128)) }),
    ("no proxy", true, { $0.webSocket.proxy = .none }),
    ("the environment's proxies", true, { $0.webSocket.proxy = .environment }),
    ("another host", false, { $0.webSocket.connectOverride = .init(host: "10.0.0.1", port: 1) }),
    ("another port here", true, { $0.webSocket.connectOverride = .init(host: "127.0.0.1", port: 1) }),
    ("a Unix socket", true, { $0.webSocket.connectOverride = .init(unixSocketPath: "/run/s") }),
  ]

  @Test(arguments: routes)
  func `the way decides, not the name`(_ row: (name: String, isPlain: Bool, change: Change)) throws {
    #expect(try href("http://localhost/v1", row.change).hasPrefix("ws://") == row.isPlain, "\(row.name)")
  }

  @Test func `another name for a Unix socket or a sidecar's port is this machine too`() throws {
    #expect(
      try href("http://sidecar/v1", { $0.webSocket.connectOverride = .init(unixSocketPath: "/s") }).hasPrefix(
        "ws://"))
    #expect(
      try href("http://sidecar/v1", { $0.webSocket.connectOverride = .init(host: "::1", port: 1) }).hasPrefix(
        "ws://"))
    #expect(
      try href("https://sidecar/v1", { $0.webSocket.connectOverride = .init(unixSocketPath: "/s") })
        .hasPrefix("wss://"))
  }

  @Test func `a custom URL may be ws by the same rule`() throws {
    let custom: @Sendable (String) -> Change = { text in
      { $0.buildRealtimeURL = { _, _ in try RealtimeURL(text) } }
    }
    #expect(try href("https://h/v1", custom("ws://127.0.0.1:1/x")) == "ws://127.0.0.1:1/x")
    for refused in ["ws://h/x", "http://127.0.0.1/x"] {
      let error = #expect(throws: RealtimeConfigurationError.self) {
        try href("https://h/v1", custom(refused))
      }
      #expect(error?.kind == .insecureURL)
    }
    let allowed: Change = {
      custom("ws://h/x")(&$0)
      $0.dangerouslySendsKeyUnencrypted = true
    }
    #expect(try href("https://h/v1", allowed) == "ws://h/x")
  }

  @Test func `a plain local server is spoken to by every way of connecting`() throws {
    let turn = try LocalRig {
      $0.isSecure = false
      $0.requiredAPIKey = "test-key"
    }
    #expect(turn.server.baseURL.hasPrefix("http://127.0.0.1:"))
    let client = turn.client()
    let sessions = try OpenAIRealtimeWS.prepare(client, .model("gpt-realtime-2.1"), on: turn.loop)
    var created = 0
    func end(_ rt: OpenAIRealtimeWS) {
      rt.on(.error) { Issue.record($0) }
      rt.once(.sessionCreated) { _ in
        created += 1
        rt.close()
        if created == 3 {
          sessions.close()
          turn.server.close()
        }
      }
    }
    end(try OpenAIRealtimeWS(client, .model("gpt-realtime-2.1"), on: turn.loop))
    OpenAIRealtimeWS.create(client, .model("gpt-realtime-2.1"), on: turn.loop) { result in
      if let rt = try? result.get() { end(rt) }
    }
    func takeOne() {
      guard sessions.readyCount > 0 else {
        turn.loop.schedule(after: .milliseconds(1)) { takeOne() }
        return
      }
      if let rt = try? sessions.connect() { end(rt) }
    }
    takeOne()
    turn.loop.run()
    #expect(created == 3)
  }

  /// The system's word for this machine, led astray.
  private struct Astray: NameResolver {
    func resolve(
      host: String, port: UInt16, on loop: EventLoop,
      completion: @escaping (Result<[SocketAddress], ReactorError>) -> Void
    ) {
      completion(.success(SocketAddress(host: "192.0.2.1", port: port).map { [$0] } ?? []))
    }
  }

  @Test func `a name of this machine that leads elsewhere gets no key`() throws {
    let loop = try EventLoop()
    var options = RealtimeOptions()
    options.webSocket.resolver = Astray()
    let client = OpenAI(apiKey: .static("k"), baseURL: "http://localhost:1/v1")
    let rt = try OpenAIRealtimeWS(client, .model("m"), on: loop, options: options)
    var errors: [OpenAIRealtimeError] = []
    rt.on(.error) { errors.append($0) }
    loop.run()
    #expect((errors.first?.cause as? WebSocketTransportError)?.stage == .resolve)
    #expect(errors.first.map { "\($0)" }?.contains("unencrypted") == true)
    #expect(rt.closeReport?.connection.transport.attempts.isEmpty == true)
  }

  @Test func `a server without TLS behind an http base URL is a mistake of the configuration`() throws {
    let turn = try LocalRig { $0.isSecure = false }
    let client = OpenAI(apiKey: .static("hush"), baseURL: "http://gateway.example/v1")
    var options = RealtimeOptions()
    options.webSocket.connectOverride = .init(host: "127.0.0.1", port: turn.server.port)
    options.webSocket.proxy = .none
    // The way to the test's server is local, which would make it plain: so the URL is given.
    let destination = RealtimeDestination(
      try RealtimeURL("wss://gateway.example/v1/realtime"), .model("m"), of: client)
    let rt = try OpenAIRealtimeWS(destination, on: turn.loop, options: options) {
      try WebSocket(
        to: WebSocketEndpoint(destination.url), configuration: options.webSocket, on: turn.loop)
    }
    var errors: [OpenAIRealtimeError] = []
    rt.on(.error) { errors.append($0) }
    rt.onClose { _ in turn.server.close() }
    turn.loop.run()
    let cause = errors.first?.cause as? RealtimeConfigurationError
    #expect(cause?.kind == .insecureURL)
    #expect((cause?.cause as? WebSocketTransportError)?.stage == .tls)
    let text = errors.first.map { "\($0)" } ?? ""
    #expect(
      text.contains("http") && text.contains("dangerouslySendsKeyUnencrypted") && !text.contains("hush"))
  }

  @Test func `a certificate that is refused stays what it is, whatever the base URL says`() throws {
    let rig = try RealtimeRig(hosts: ["another.example"])
    let client = OpenAI(apiKey: .static("k"), baseURL: "http://api.example/v1")
    let destination = RealtimeDestination(
      try RealtimeURL("wss://api.example/v1/realtime"), .model("m"), of: client)
    let rt = try OpenAIRealtimeWS(destination, on: rig.loop, options: rig.options) {
      try WebSocket(
        to: WebSocketEndpoint(destination.url), configuration: rig.options.webSocket, on: rig.loop)
    }
    var errors: [OpenAIRealtimeError] = []
    rt.on(.error) { errors.append($0) }
    rig.run(until: rt)
    #expect(errors.first?.cause is WebSocketTransportError)
  }
}
