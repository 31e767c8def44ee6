import RealtimeBuffers
import RealtimeTestSupport
import Testing
import WebSocketTransport

@testable import OpenAIRealtime

private func environment(_ values: [String: String]) -> ProcessEnvironment.Lookup {
  { values[$0] }
}

private func azure(
  endpoint: String? = "https://r.example",
  baseURL: String? = nil,
  apiVersion: String? = "v",
  deployment: String? = nil,
  apiKey: String? = "key",
  tokenProvider: (@Sendable () async throws -> String)? = nil,
  environment values: [String: String] = [:]
) throws(RealtimeConfigurationError) -> AzureOpenAI {
  try AzureOpenAI(
    location: (endpoint: endpoint, baseURL: baseURL),
    apiVersion: apiVersion,
    deployment: deployment,
    credential: (apiKey: apiKey, tokenProvider: tokenProvider),
    environment: environment(values)
  )
}

@Suite struct OpenAITests {
  @Test func `reads key and base URL from the environment`() throws {
    let values = ["OPENAI_API_KEY": "from-environment", "OPENAI_BASE_URL": "https://proxy.example/v1"]
    let client = OpenAI(apiKey: nil, baseURL: nil, environment: environment(values))
    #expect(try client.requiredKey().fixedSecret().value == "from-environment")
    #expect(client.baseURL == "https://proxy.example/v1")
  }

  @Test func `arguments beat the environment`() throws {
    let values = ["OPENAI_API_KEY": "e", "OPENAI_BASE_URL": "https://e.example"]
    let client = OpenAI(
      apiKey: .static("mine"), baseURL: "https://m.example", environment: environment(values))
    #expect(try client.requiredKey().fixedSecret().value == "mine")
    #expect(client.baseURL == "https://m.example")
  }

  @Test func `without either the public API is meant`() {
    #expect(
      OpenAI(apiKey: nil, baseURL: nil, environment: environment([:])).baseURL == "https://api.openai.com/v1")
  }

  @Test(arguments: [nil, APIKey.static("")])
  func `openai-node rule H6 - no key is refused`(_ key: APIKey?) {
    let client = OpenAI(apiKey: key, baseURL: nil, environment: environment([:]))
    let error = #expect(throws: RealtimeConfigurationError.self) { try client.requiredKey() }
    #expect(error?.kind == .missingAPIKey)
    #expect(error?.message.contains("OPENAI_API_KEY") == true)
  }

  @Test func `a region has a host of its own`() {
    #expect(
      DataResidency.allCases.map(\.baseURL) == [
        "https://api.openai.com/v1", "https://us.api.openai.com/v1", "https://eu.api.openai.com/v1",
        "https://ae.api.openai.com/v1", "https://au.api.openai.com/v1", "https://in.api.openai.com/v1",
        "https://jp.api.openai.com/v1",
      ])
    #expect(OpenAI(apiKey: .static("k"), residency: .europe).baseURL == "https://eu.api.openai.com/v1")
  }

  @Test func `a variable of white space counts as absent`() {
    #expect(ProcessEnvironment.value("A_VARIABLE_THAT_NOBODY_SETS") == nil)
    #expect(ProcessEnvironment.value("PATH")?.isEmpty == false)
  }
}

@Suite struct AzureOpenAITests {
  @Test(arguments: ["https://r.example", "https://r.example/", "https://r.example///"])
  func `openai-node rule U9 - an endpoint loses its slashes and gains openai`(_ endpoint: String) throws {
    #expect(try azure(endpoint: endpoint).baseURL == "https://r.example/openai")
  }

  /// What openai-node makes `/openai/openai` of.
  static let endpoints = [
    ("/openai", "/openai"), ("/openai/", "/openai"), ("//openai//", "/openai"), ("/openai/v1", "/openai"),
    ("/openai/v1/", "/openai"), ("/OpenAI/V1", "/OpenAI"), ("/openai/realtime", "/openai"),
    ("/openai/v1/realtime", "/openai"), ("/gateway", "/gateway/openai"), ("/gateway/openai/v1", "/gateway/openai"),
    ("/api/projects/p/", "/api/projects/p/openai"), ("/#part", "/openai"),
  ]

  @Test(arguments: endpoints)
  func `an endpoint that has a path already is understood`(_ endpoint: String, _ base: String) throws {
    let client = try azure(endpoint: "https://r.example\(endpoint)")
    #expect(client.baseURL == "https://r.example\(base)")
    let url = try RealtimeURLBuilder(api: .ga).url(for: .model("d"), azure: client)
    #expect(url.href == "wss://r.example\(base)/v1/realtime?model=d")
    let fromEnvironment = try azure(
      endpoint: nil, environment: ["AZURE_OPENAI_ENDPOINT": "https://r.example\(endpoint)"])
    #expect(fromEnvironment.baseURL == client.baseURL)
  }

  @Test(arguments: [
    "/v1", "/v1/realtime", "/realtime/", "/openai/deployments", "/openai/deployments/d", "/openai/v1/chat/completions",
    "/openai/v2", "/openai/v1/realtime/calls", "/openai?subscription-key=hush", "/openai/v1?a=b", "/?api-version=v",
  ])
  func `an endpoint that means something else is refused, and not quoted`(_ endpoint: String) {
    let error = #expect(throws: RealtimeConfigurationError.self) {
      try azure(endpoint: "https://me:hush@r.example\(endpoint)")
    }
    #expect(error?.kind == .invalidClient)
    #expect(error.map { "\($0)" }?.contains("hush") == false)
  }

  @Test func `an endpoint without a scheme is refused`() {
    let error = #expect(throws: RealtimeConfigurationError.self) { try azure(endpoint: "r.example") }
    #expect(error?.kind == .invalidURL)
  }

  @Test func `a base URL stays as it is`() throws {
    #expect(try azure(endpoint: nil, baseURL: "https://r.example/x/").baseURL == "https://r.example/x/")
  }

  @Test func `reads everything from the environment`() throws {
    let values = [
      "AZURE_OPENAI_API_KEY": "key", "AZURE_OPENAI_ENDPOINT": "https://e.example/",
      "OPENAI_API_VERSION": "2025",
    ]
    let client = try azure(endpoint: nil, apiVersion: nil, apiKey: nil, environment: values)
    #expect(client.baseURL == "https://e.example/openai")
    #expect(client.apiVersion == "2025")
    guard case .apiKey(let secret) = client.credential else { return #expect(Bool(false)) }
    #expect(secret.value == "key")
    let withBase = values.merging(["OPENAI_BASE_URL": "https://b.example"]) { $1 }
    #expect(try azure(endpoint: nil, environment: withBase).baseURL == "https://b.example")
  }

  @Test func `an argument is not contradicted by the environment`() throws {
    let values = ["AZURE_OPENAI_API_KEY": "key", "OPENAI_BASE_URL": "https://b.example"]
    let client = try azure(apiKey: nil, tokenProvider: { "token" }, environment: values)
    #expect(client.baseURL == "https://r.example/openai")
    guard case .tokenProvider = client.credential else { return #expect(Bool(false)) }
  }

  @Test func `openai-node rule K7 - too little or too much is refused`() {
    let attempts: [(() throws -> AzureOpenAI, String)] = [
      ({ try azure(apiVersion: nil) }, "OPENAI_API_VERSION environment variable is missing or empty"),
      ({ try azure(apiVersion: "") }, "OPENAI_API_VERSION environment variable is missing or empty"),
      ({ try azure(apiKey: nil) }, "Missing credentials. Please pass one of `apiKey` and `tokenProvider`"),
      ({ try azure(apiKey: "") }, "Missing credentials."),
      (
        { try azure(tokenProvider: { "t" }) },
        "arguments are mutually exclusive; only one can be passed at a time."
      ),
      ({ try azure(baseURL: "https://b") }, "baseURL and endpoint are mutually exclusive"),
      ({ try azure(endpoint: nil) }, "Must provide one of the `baseURL` or `endpoint` arguments"),
    ]
    for (attempt, message) in attempts {
      let error = #expect(throws: RealtimeConfigurationError.self) { try attempt() }
      #expect(error?.kind == .invalidClient)
      #expect(error?.message.contains(message) == true)
    }
  }

  @Test func `openai-node rules K4 and K6 - the deployment of a connection`() throws {
    let client = try azure(deployment: "own")
    #expect(try AzureRealtimeTarget.clientDeployment.resolved(for: client) == .model("own"))
    #expect(try AzureRealtimeTarget.deployment("other").resolved(for: client) == .model("other"))
    #expect(try AzureRealtimeTarget.call("rtc_1").resolved(for: azure()) == .call("rtc_1"))
    #expect(try AzureRealtimeTarget.transcription.resolved(for: azure()) == .transcription)
    let missing: [() throws -> RealtimeTarget] = [
      { try AzureRealtimeTarget.clientDeployment.resolved(for: azure()) },
      { try AzureRealtimeTarget.clientDeployment.resolved(for: azure(deployment: "")) },
      { try AzureRealtimeTarget.deployment("").resolved(for: client) },
    ]
    for attempt in missing {
      let error = #expect(throws: RealtimeConfigurationError.self) { try attempt() }
      #expect(error?.message == "No deployment name provided")
    }
  }
}

@Suite struct APIKeyTests {
  struct VaultError: Error, CustomStringConvertible { let description = "the vault is shut" }

  @Test func `no way of printing shows the key`() throws {
    let key = APIKey.static("sk-hush")
    let client = OpenAI(apiKey: key, baseURL: "https://h")
    let azureClient = try azure(apiKey: "sk-hush")
    var dumped = ""
    dump(key, to: &dumped)
    dump(client, to: &dumped)
    dump(azureClient, to: &dumped)
    let texts = [
      "\(key)", String(reflecting: key), "\(client)", String(reflecting: client), "\([key])",
      "\(azureClient)", String(reflecting: azureClient), "\(Optional(key) as Any)", dumped,
    ]
    for text in texts { #expect(!text.contains("hush")) }
    #expect("\(key)" == "***")
    #expect(String(reflecting: key) == "***")
  }

  @Test func `openai-node rule K1 - a function-based key needs create`() {
    let asked: [APIKey] = [.provider { fatalError("asked") }, .callback { _ in fatalError("asked") }]
    for key in asked {
      let error = #expect(throws: RealtimeConfigurationError.self) { try key.fixedSecret() }
      #expect(error?.kind == .apiKeyNeedsCreate)
      #expect(
        error?.message == """
          Cannot open Realtime WebSocket with a function-based apiKey.
          Use the .create() method so that the key is resolved before connecting.
          """
      )
    }
  }

  /// What comes of asking for a key, on a loop of its own.
  private func ask(_ key: APIKey) async throws -> Result<Secret, RealtimeConfigurationError> {
    try await onThread {
      let loop = try EventLoop()
      var results: [Result<Secret, RealtimeConfigurationError>] = []
      KeyRequest(on: loop, limit: .seconds(30)).start(key) { result in
        #expect(loop.isOnLoop)
        results.append(
          result.mapError { error in
            error as? RealtimeConfigurationError ?? .apiKeyTimedOut(after: .zero, mainActorIsBlocked: false)
          })
      }
      #expect(results.isEmpty)
      loop.run()
      #expect(results.count == 1)
      return try #require(results.first)
    }
  }

  @Test func `openai-node rule K2 - a provider is asked, a fixed key is given`() async throws {
    #expect(try await ask(.provider { "fresh" }).get().value == "fresh")
    #expect(try await ask(.callback { $0(.success("fresh")) }).get().value == "fresh")
    #expect(try await ask(.static("fixed")).get().value == "fixed")
  }

  @Test func `openai-node rule K3 - a provider that throws is quoted and kept as the cause`() async throws {
    for key in [APIKey.provider { throw VaultError() }, .callback { $0(.failure(VaultError())) }] {
      let result = try await ask(key)
      let error = #expect(throws: RealtimeConfigurationError.self) { try result.get() }
      #expect(error?.message == "Failed to get token from 'apiKey' function: the vault is shut")
      #expect(error?.cause is VaultError)
    }
  }

  @Test func `openai-node rule K3 - a provider that gives nothing is an error`() async throws {
    for key in [APIKey.provider { "" }, .callback { $0(.success("")) }] {
      let result = try await ask(key)
      let error = #expect(throws: RealtimeConfigurationError.self) { try result.get() }
      #expect(error?.kind == .apiKeyProviderFailed)
      #expect(error?.message == "Expected 'apiKey' function argument to return a string but it returned ")
    }
  }

  @Test func `only the first answer of a callback counts`() async throws {
    let key = APIKey.callback { answer in
      answer(.success("first"))
      answer(.failure(VaultError()))
      answer(.success("third"))
    }
    #expect(try await ask(key).get().value == "first")
  }
}
