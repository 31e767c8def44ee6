import Foundation
import OpenAIRealtime
import RealtimeTestRig
import Synchronization
import Testing
import WebSocketTransport

/// How often a key provider was asked, and what it answers.
private final class Provider: Sendable {
  struct Failure: Error, CustomStringConvertible { let description = "the vault is shut" }

  private let count = Mutex(0)
  let answer: Result<String, Failure>

  init(_ answer: Result<String, Failure> = .success("fresh-key")) {
    self.answer = answer
  }

  var askedCount: Int { count.withLock { $0 } }

  var asAsync: @Sendable () async throws -> String {
    {
      self.count.withLock { $0 += 1 }
      return try self.answer.get()
    }
  }

  var asCallback: APIKey {
    .callback { completion in
      self.count.withLock { $0 += 1 }
      // From another thread, as a real one would.
      Thread.detachNewThread { completion(self.answer.mapError { $0 }) }
    }
  }
}

@Suite struct CreatingTests {
  private static let event = #"{"type":"session.created","event_id":"e1"}"#

  private func headers(of rig: RealtimeRig) -> [String] {
    rig.requests.flatMap { request in
      request.headers.fields.filter { ["authorization", "api-key"].contains($0.name.lowercased()) }
        .map { "\($0.name): \($0.value)" }
    }
  }

  @Test func `openai-node rule K2 - create asks the provider once and then opens`() async throws {
    let provider = Provider()
    let outcome = try await LoopActor.run { _, loop in
      let rig = try RealtimeRig(on: loop, accept: { socket in socket.send(Self.event) })
      let client = OpenAI(apiKey: .provider(provider.asAsync), baseURL: "https://api.example/v1")
      let rt = try await OpenAIRealtimeWS.create(client, model: "m", options: rig.options)
      #expect(loop.isOnLoop)
      let id = try await rt.emitted(.sessionCreated).eventID
      #expect(loop.isOnLoop)
      rt.close()
      rig.finish()
      return [id, rt.url.requestTarget] + headers(of: rig)
    }
    #expect(outcome == ["e1", "/v1/realtime?model=m", "Authorization: Bearer fresh-key"])
    #expect(provider.askedCount == 1)
  }

  @Test func `openai-node rule K2 - create works with a fixed key too`() async throws {
    let outcome = try await LoopActor.run { _, loop in
      let rig = try RealtimeRig(on: loop, accept: { socket in socket.send(Self.event) })
      let rt = try await OpenAIRealtimeWS.create(rig.client, .call("rtc_1"), options: rig.options)
      _ = try await rt.emitted(.sessionCreated)
      rt.close()
      rig.finish()
      return headers(of: rig)
    }
    #expect(outcome == ["Authorization: Bearer test-key"])
  }

  @Test func `azure awaits a token and opens the client's deployment`() async throws {
    let provider = Provider()
    let client = try AzureOpenAI(
      baseURL: "https://api.example/openai", apiVersion: "v", deployment: "voice",
      tokenProvider: provider.asAsync)
    let outcome = try await LoopActor.run { _, loop in
      let rig = try RealtimeRig(on: loop, accept: { socket in socket.send(Self.event) })
      let rt = try await OpenAIRealtimeWS.azure(client, options: rig.options)
      _ = try await rt.emitted(.sessionCreated)
      let other = try await OpenAIRealtimeWS.azure(client, .deployment("other"), options: rig.options)
      _ = try await other.emitted(.sessionCreated)
      rt.close()
      other.close()
      rig.finish()
      return [rt.url.requestTarget, other.url.requestTarget] + headers(of: rig)
    }
    #expect(
      outcome == [
        "/openai/v1/realtime?model=voice", "/openai/v1/realtime?model=other",
        "Authorization: Bearer fresh-key",
        "Authorization: Bearer fresh-key",
      ])
    #expect(provider.askedCount == 2)
  }

  @Test func `openai-node rule L5 - await throws when the connection closes first`() async throws {
    let message = try await LoopActor.run { _, loop in
      let rig = try RealtimeRig(on: loop, accept: { try? $0.close(.goingAway, reason: "") })
      let rt = try await OpenAIRealtimeWS.create(rig.client, model: "m", options: rig.options)
      defer { rig.finish() }
      do {
        _ = try await rt.emitted(.sessionCreated)
        return "an event"
      } catch let error as OpenAIRealtimeError {
        return error.message
      }
    }
    #expect(message == "the connection closed with code 1001 before the event came")
  }

  @Test func `a caller that is on no loop is told so`() async throws {
    let provider = Provider()
    let client = OpenAI(apiKey: .provider(provider.asAsync), baseURL: "https://api.example/v1")
    let error = await #expect(throws: RealtimeConfigurationError.self) {
      try await OpenAIRealtimeWS.create(client, model: "m").url
    }
    #expect(error?.kind == .notOnEventLoop)
    #expect(provider.askedCount == 0)
  }

  // MARK: Without await

  /// What a factory's completion is given, and whether it was called before the factory returned.
  private func outcome(
    _ start:
      @escaping @Sendable (
        EventLoop, RealtimeOptions, @escaping (Result<OpenAIRealtimeWS, any Error>) -> Void
      ) -> Void,
    _ change: @escaping @Sendable (inout RealtimeOptions) -> Void = { _ in }
  ) async throws -> String {
    try await onThread { try Self.outcome(start, change) }
  }

  private static func outcome(
    _ start: (EventLoop, RealtimeOptions, @escaping (Result<OpenAIRealtimeWS, any Error>) -> Void) -> Void,
    _ change: (inout RealtimeOptions) -> Void
  ) throws -> String {
    let rig = try RealtimeRig()
    let loop = rig.loop
    let outcomes = Log<String>()
    var options = rig.options
    change(&options)
    start(loop, options) { result in
      #expect(loop.isOnLoop)
      switch result {
      case .failure(let error):
        outcomes((error as? RealtimeConfigurationError)?.message ?? "\(error)")
        rig.finish()
      case .success(let rt):
        outcomes("opening \(rt.url.requestTarget)")
        rt.socket.on(.open) { rt.close() }
        rt.socket.on(.close) { _ in rig.finish() }
      }
    }
    #expect(outcomes.entries.isEmpty)
    rig.run(in: .ofTheSystem)
    #expect(outcomes.entries.count == 1)
    #expect(rig.accepted.count == (outcomes.entries.first?.hasPrefix("opening") == true ? 1 : 0))
    return outcomes.entries.first ?? ""
  }

  private func create(_ key: APIKey?, _ target: RealtimeTarget = .model("m"), api: RealtimeAPI = .ga)
    async throws -> String
  {
    let client = OpenAI(apiKey: key, baseURL: "https://api.example/v1")
    return try await outcome(
      { loop, options, completion in
        OpenAIRealtimeWS.create(client, target, on: loop, options: options, completion: completion)
      }, { $0.api = api })
  }

  private func azure(
    _ provider: Provider,
    deployment: String? = nil,
    _ target: AzureRealtimeTarget = .clientDeployment,
    api: RealtimeAPI = .ga
  ) async throws -> String {
    let client = try AzureOpenAI(
      baseURL: "https://api.example/openai", apiVersion: "v", deployment: deployment,
      tokenProvider: provider.asAsync)
    return try await outcome(
      { loop, options, completion in
        OpenAIRealtimeWS.azure(client, target, on: loop, options: options, completion: completion)
      }, { $0.api = api })
  }

  @Test func `create calls back on the loop, and not before it returns`() async throws {
    #expect(try await create(.static("k")) == "opening /v1/realtime?model=m")
    let provider = Provider()
    #expect(try await create(.provider(provider.asAsync)) == "opening /v1/realtime?model=m")
    #expect(try await create(provider.asCallback) == "opening /v1/realtime?model=m")
    #expect(provider.askedCount == 2)
  }

  @Test func `the loop runs on for a key, when nothing else is alive on it`() async throws {
    for key in [APIKey.provider(Provider(.success("")).asAsync), Provider(.success("")).asCallback] {
      let failureCount = try await onThread {
        let loop = try EventLoop()
        let client = OpenAI(apiKey: key, baseURL: "https://api.example/v1")
        let failures = Log<String>()
        OpenAIRealtimeWS.create(client, .model("m"), on: loop) { result in
          if case .failure(let error) = result { failures("\(error)") }
        }
        loop.run()
        return failures.entries.count
      }
      #expect(failureCount == 1)
    }
  }

  @Test func `openai-node rule K3 - what goes wrong with a provider is said`() async throws {
    let failing = Provider(.failure(Provider.Failure()))
    let quoted = "Failed to get token from 'apiKey' function: the vault is shut"
    #expect(try await create(.provider(failing.asAsync)) == quoted)
    #expect(try await create(failing.asCallback) == quoted)
    let empty = "Expected 'apiKey' function argument to return a string but it returned "
    #expect(try await create(Provider(.success("")).asCallback) == empty)
    #expect(try await create(.provider(Provider(.success("")).asAsync)) == empty)
  }

  @Test func `openai-node rule K2 - a bad target costs a key in GA and none in beta`() async throws {
    let provider = Provider()
    #expect(try await create(.provider(provider.asAsync), .model("")).hasPrefix("Pass exactly one of"))
    #expect(provider.askedCount == 1)
    #expect(
      try await create(.provider(provider.asAsync), .model(""), api: .beta).hasPrefix("Pass exactly one of"))
    #expect(provider.askedCount == 1)
  }

  @Test func `openai-node rules K2 and U8 - the URL builder is asked once, after the key`() async throws {
    let order = Mutex<[String]>([])
    let client = OpenAI(
      apiKey: .provider {
        order.withLock { $0.append("key") }
        return "k"
      },
      baseURL: "https://elsewhere.example/v1"
    )
    let outcome = try await outcome(
      { loop, options, completion in
        OpenAIRealtimeWS.create(client, .model("m"), on: loop, options: options, completion: completion)
      },
      { options in
        options.buildRealtimeURL = { _, _ in
          order.withLock { $0.append("builder") }
          return try RealtimeURL("wss://api.example/own?x=1")
        }
      })
    #expect(outcome == "opening /own?x=1")
    #expect(order.withLock { $0 } == ["key", "builder"])
  }

  @Test func `openai-node rule K4 - Azure GA checks the target before it asks for the key`() async throws {
    let provider = Provider()
    #expect(try await azure(provider) == "No deployment name provided")
    #expect(try await azure(provider, deployment: "voice", .deployment("")) == "No deployment name provided")
    #expect(provider.askedCount == 0)
    #expect(try await azure(provider, .call("rtc_1")) == "opening /openai/v1/realtime?call_id=rtc_1")
    #expect(try await azure(provider, deployment: "voice") == "opening /openai/v1/realtime?model=voice")
  }

  @Test func `openai-node rule K6 - Azure beta asks for the key first`() async throws {
    let provider = Provider()
    #expect(try await azure(provider, api: .beta) == "No deployment name provided")
    #expect(provider.askedCount == 1)
    #expect(
      try await azure(provider, .deployment("d"), api: .beta)
        == "opening /openai/realtime?api-version=v&deployment=d")
    #expect(
      try await azure(provider, .call("rtc_1"), api: .beta)
        == "Azure `callID` connections require the stable Realtime helpers."
    )
  }

  // MARK: The initialiser

  @Test func `openai-node rule K1 - the initialiser refuses a provider before it looks at the target`()
    async throws
  {
    let loop = try EventLoop()
    let provider = Provider()
    let client = OpenAI(apiKey: .provider(provider.asAsync), baseURL: "no URL")
    let error = #expect(throws: RealtimeConfigurationError.self) {
      try OpenAIRealtimeWS(client, .model(""), on: loop)
    }
    #expect(error?.kind == .apiKeyNeedsCreate)
    #expect(provider.askedCount == 0)
  }

  @Test func `openai-node rule H6 - without a key nothing is opened`() async throws {
    let loop = try EventLoop()
    let client = OpenAI(apiKey: .static(""), baseURL: "https://api.example/v1")
    let error = #expect(throws: RealtimeConfigurationError.self) {
      try OpenAIRealtimeWS(client, .model("m"), on: loop)
    }
    #expect(error?.kind == .missingAPIKey)
    #expect(try await create(.static("")).hasPrefix("No API key"))
  }

  @Test(arguments: ["no URL", "ftp://api.example/v1", "https://"])
  func `a base URL that cannot be used is refused`(_ baseURL: String) throws {
    let loop = try EventLoop()
    let error = #expect(throws: RealtimeConfigurationError.self) {
      try OpenAIRealtimeWS(OpenAI(apiKey: .static("k"), baseURL: baseURL), .model("m"), on: loop)
    }
    #expect(error?.kind == .invalidURL)
  }
}
