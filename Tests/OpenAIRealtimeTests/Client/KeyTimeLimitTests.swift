import Foundation
import OpenAIRealtime
import RealtimeTestSupport
import Synchronization
import Testing
import WebSocketTransport

/// A function that gives a key too late or never, and whether it was told to give up.
private final class Vault: Sendable {
  private let wasCancelled = Atomic(false)

  var isCancelled: Bool { wasCancelled.load(ordering: .relaxed) }

  var shut: @Sendable () async throws -> String {
    {
      do {
        try await Task.sleep(for: .seconds(3600))
      } catch {
        self.wasCancelled.store(true, ordering: .relaxed)
      }
      return "too late"
    }
  }
}

extension LoopActor {
  fileprivate func open(_ client: OpenAI, _ options: RealtimeOptions) async throws {
    _ = try await OpenAIRealtimeWS.create(client, model: "m", options: options)
  }

  fileprivate func openPrepared(_ client: OpenAI, _ options: RealtimeOptions) async throws {
    let sessions = try OpenAIRealtimeWS.prepare(client, .model("m"), on: loop, options: options)
    defer { sessions.close() }
    _ = try await sessions.create()
  }
}

/// No key in time: an error that says so, and no connection is tried.
@Suite struct KeyTimeLimitTests {
  private static func options(_ limit: Duration?) -> RealtimeOptions {
    var options = RealtimeOptions()
    options.apiKeyTimeLimit = limit
    // Nothing listens there.
    options.webSocket.connectOverride = .init(host: "127.0.0.1", port: 1)
    return options
  }

  private static func client(_ key: APIKey) -> OpenAI {
    OpenAI(apiKey: key, baseURL: "https://api.example/v1")
  }

  private static func kind(_ result: Result<OpenAIRealtimeWS, any Error>) -> RealtimeConfigurationError.Kind? {
    guard case .failure(let error) = result else { return nil }
    return (error as? RealtimeConfigurationError)?.kind
  }

  @Test func `the limit is ten seconds unless another is set`() {
    #expect(RealtimeOptions().apiKeyTimeLimit == .seconds(10))
  }

  @Test func `a key that does not come ends the creation, and nothing else is alive then`() async throws {
    let vault = Vault()
    for key in [APIKey.provider(vault.shut), .callback { _ in }] {
      let kinds = try await onThread {
        let loop = try EventLoop()
        var kinds: [RealtimeConfigurationError.Kind?] = []
        OpenAIRealtimeWS.create(
          Self.client(key), .model("m"), on: loop, options: Self.options(.milliseconds(20))
        ) { kinds.append(Self.kind($0)) }
        loop.run()
        return kinds
      }
      #expect(kinds == [.apiKeyTimedOut])
    }
    while !vault.isCancelled { await Task.yield() }
  }

  @Test func `every way to a connection has the limit`() async throws {
    let client = Self.client(.provider(Vault().shut))
    let azure = try AzureOpenAI(
      baseURL: "https://api.example/openai", apiVersion: "v", deployment: "d", tokenProvider: Vault().shut)
    let kinds = try await onThread {
      let loop = try EventLoop()
      var kinds: [RealtimeConfigurationError.Kind?] = []
      let options = Self.options(.milliseconds(20))
      OpenAIRealtimeWS.azure(azure, on: loop, options: options) { kinds.append(Self.kind($0)) }
      let sessions = try OpenAIRealtimeWS.prepare(client, .model("m"), on: loop, options: options)
      sessions.create { result in
        kinds.append(Self.kind(result))
        sessions.close()
      }
      loop.run()
      return kinds
    }
    #expect(kinds == [.apiKeyTimedOut, .apiKeyTimedOut])
    for isPrepared in [false, true] {
      let error = await #expect(throws: RealtimeConfigurationError.self) {
        try await withLoopThread { loop in
          let call = LoopActor(on: loop)
          let options = Self.options(.milliseconds(20))
          try await isPrepared ? call.openPrepared(client, options) : call.open(client, options)
        }
      }
      #expect(error?.kind == .apiKeyTimedOut)
    }
  }

  @MainActor @Test func `a provider on the main actor under a loop on the main thread is told of`() throws {
    let loop = try EventLoop()
    let key = APIKey.provider { @MainActor in "never reached" }
    var message = ""
    OpenAIRealtimeWS.create(
      Self.client(key), .model("m"), on: loop, options: Self.options(.milliseconds(20))
    ) { result in
      if case .failure(let error) = result { message = "\(error)" }
    }
    loop.run()
    for part in ["0.02 seconds", "apiKeyTimeLimit", "main actor is blocked", "EventLoopGroup.shared"] {
      #expect(message.contains(part))
    }
  }

  @Test func `elsewhere the error does not blame the main actor`() async throws {
    let error = await #expect(throws: RealtimeConfigurationError.self) {
      try await withLoopThread { loop in
        try await LoopActor(on: loop).open(Self.client(.callback { _ in }), Self.options(.seconds(2)))
      }
    }
    #expect(error?.message.contains("main actor is blocked") == false)
    #expect(error?.message.contains("EventLoopGroup.shared") == true)
  }

  @Test(arguments: [nil, Duration.seconds(3600)])
  func `a key that comes in time, or without a limit, is used`(_ limit: Duration?) async throws {
    let key = APIKey.provider {
      try await Task.sleep(for: .milliseconds(30))
      return "k"
    }
    try await withLoopThread { loop in try await LoopActor(on: loop).open(Self.client(key), Self.options(limit)) }
  }

  @Test func `a cancelled task does not wait for a key that never comes`() async throws {
    for key in [APIKey.provider(Vault().shut), .callback { _ in }] {
      try await withLoopThread { loop in
        let task = Task { try await LoopActor(on: loop).open(Self.client(key), Self.options(nil)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
      }
    }
  }

  @Test func `a loop that closes ends what waits for a key`() async throws {
    let outcomes = try await onThread {
      let loop = try EventLoop()
      var outcomes: [String] = []
      OpenAIRealtimeWS.create(
        Self.client(.callback { _ in }), .model("m"), on: loop, options: Self.options(nil)
      ) { result in
        if case .failure(let error) = result { outcomes.append("\(error)") }
      }
      loop.close()
      return outcomes
    }
    #expect(outcomes.count == 1)
    #expect(
      outcomes[0].hasPrefix(
        "The event loop was closed before the function that gives the API key had done so."))
  }
}
