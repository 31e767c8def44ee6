import Synchronization
import Testing

@testable import OpenAIRealtime

private func openAI(_ baseURL: String) -> OpenAI {
  OpenAI(apiKey: .static("test-key"), baseURL: baseURL)
}

private func azure(_ baseURL: String, deployment: String? = nil) throws -> AzureOpenAI {
  try AzureOpenAI(
    baseURL: baseURL, apiVersion: "2024-10-01-preview", deployment: deployment, apiKey: "test-key")
}

private func href(
  _ baseURL: String,
  _ target: RealtimeTarget,
  _ api: RealtimeAPI = .ga,
  custom: RealtimeURLBuilder.Custom? = nil
) throws -> String {
  try RealtimeURLBuilder(api: api, custom: custom).url(for: target, client: openAI(baseURL)).href
}

private func azureHref(_ baseURL: String, _ target: RealtimeTarget, _ api: RealtimeAPI = .ga) throws -> String {
  try RealtimeURLBuilder(api: api).url(for: target, azure: azure(baseURL)).href
}

@Suite struct RealtimeURLBuilderTests {
  typealias Row = (base: String, target: RealtimeTarget, url: String)

  static let both: [Row] = [
    (
      "https://api.openai.com/v1", .model("gpt-realtime"),
      "wss://api.openai.com/v1/realtime?model=gpt-realtime"
    ),
    (
      "https://api.openai.com/v1/", .model("gpt-realtime"),
      "wss://api.openai.com/v1/realtime?model=gpt-realtime"
    ),
    ("http://example.com/v1", .model("m"), "wss://example.com/v1/realtime?model=m"),
    ("ws://example.com/v1", .model("m"), "wss://example.com/v1/realtime?model=m"),
    ("wss://example.com/v1", .model("m"), "wss://example.com/v1/realtime?model=m"),
    ("https://example.com", .model("m"), "wss://example.com/realtime?model=m"),
    (
      "https://example.com/custom/path/", .call("rtc_123"),
      "wss://example.com/custom/path/realtime?call_id=rtc_123"
    ),
    ("https://example.com/V1//", .model("m"), "wss://example.com/V1//realtime?model=m"),
    (
      "https://api.openai.com/v1", .model("gpt realtime & more=?#é/+😀"),
      "wss://api.openai.com/v1/realtime?model=gpt+realtime+%26+more%3D%3F%23%C3%A9%2F%2B%F0%9F%98%80"
    ),
  ]

  @Test(arguments: both, [RealtimeAPI.ga, .beta])
  func `openai-node rule U3 - the path, the scheme and one parameter`(_ row: Row, _ api: RealtimeAPI) throws {
    #expect(try href(row.base, row.target, api) == row.url)
  }

  @Test func `openai-node rule U3 - transcription is an intent`() throws {
    #expect(
      try href("https://api.openai.com/v1", .transcription)
        == "wss://api.openai.com/v1/realtime?intent=transcription"
    )
  }

  @Test(arguments: [
    ("https://example.com/v1?x=1", "wss://example.com/v1/realtime?x=1&model=new"),
    ("https://example.com/v1/?x=1&y=a/b", "wss://example.com/v1/realtime?x=1&y=a%2Fb&model=new"),
    ("https://example.com/v1?model=a&model=b", "wss://example.com/v1/realtime?model=new"),
    ("https://example.com/v1#part", "wss://example.com/v1/realtime?model=new"),
  ])
  func `openai-node rule U3 - a query in the base URL does not swallow the path here`(
    _ base: String,
    _ url: String
  ) throws {
    #expect(try href(base, .model("new")) == url)
    #expect(try href(base, .model("new"), .beta) == url)
  }

  @Test(arguments: [
    ("http://h:443/v1", "wss://h/v1/realtime?model=m"),
    ("https://h:443/v1", "wss://h/v1/realtime?model=m"),
    ("https://h:80/v1", "wss://h:80/v1/realtime?model=m"),
    ("http://h:80/v1", "wss://h/v1/realtime?model=m"),
    ("https://EXAMPLE.com/a/../v1", "wss://example.com/v1/realtime?model=m"),
    ("https://me:pw@h/v1", "wss://me:pw@h/v1/realtime?model=m"),
  ])
  func `openai-node rule U4 - what the URL standard does is visible`(_ base: String, _ url: String) throws {
    #expect(try href(base, .model("m")) == url)
  }

  @Test(arguments: [
    "https://example.com/openai/", "https://example.com/openai", "https://example.com/openai/v1/",
    "https://example.com/openai//v1//", "https://example.com//openai///", "https://example.com/openai/?a=b#h",
  ])
  func `openai-node rule U6 - Azure has one versioned path and no query`(_ base: String) throws {
    #expect(try azureHref(base, .model("dep")) == "wss://example.com/openai/v1/realtime?model=dep")
    #expect(try azureHref(base, .call("rtc_1")) == "wss://example.com/openai/v1/realtime?call_id=rtc_1")
    #expect(
      try azureHref(base, .transcription) == "wss://example.com/openai/v1/realtime?intent=transcription")
  }

  @Test(arguments: [
    ("https://example.com/openai/v10", "/openai/v10/v1/realtime"),
    ("https://example.com/V1", "/V1/v1/realtime"),
    ("https://example.com/v1", "/v1/realtime"), ("https://example.com", "/v1/realtime"),
    ("https://example.com/xv1", "/xv1/v1/realtime"),
  ])
  func `openai-node rule U6 - v1 is appended unless it is the last segment`(_ base: String, _ path: String)
    throws
  {
    #expect(try azureHref(base, .model("dep")) == "wss://example.com\(path)?model=dep")
  }

  @Test(arguments: [
    ("https://example.com/openai/", "wss://example.com/openai/realtime"),
    ("https://example.com/openai/v1/", "wss://example.com/openai/v1/realtime"),
    ("https://example.com/openai//", "wss://example.com/openai//realtime"),
  ])
  func `openai-node rule U7 - Azure beta names version and deployment`(_ base: String, _ url: String) throws {
    #expect(
      try azureHref(base, .model("dep"), .beta) == "\(url)?api-version=2024-10-01-preview&deployment=dep"
    )
  }

  @Test func `openai-node rule U7 - Azure beta has no calls`() {
    let error = #expect(throws: RealtimeConfigurationError.self) {
      try azureHref("https://example.com/openai", .call("rtc_1"), .beta)
    }
    #expect(error?.message == "Azure `callID` connections require the stable Realtime helpers.")
  }

  @Test func `translation has a path of its own`() throws {
    let target = RealtimeTarget.translation(model: "gpt-translate")
    #expect(
      try href("https://api.openai.com/v1/", target)
        == "wss://api.openai.com/v1/realtime/translations?model=gpt-translate"
    )
  }

  @Test func `translation is refused where it does not exist`() {
    let attempts: [() throws -> String] = [
      { try href("https://h/v1", .translation(model: "m"), .beta) },
      { try href("https://h/v1", .translation(model: "")) },
      { try azureHref("https://h/openai", .translation(model: "m")) },
    ]
    for attempt in attempts {
      #expect(throws: RealtimeConfigurationError.self) { try attempt() }
    }
  }

  @Test(arguments: [RealtimeTarget.model(""), .call("")])
  func `openai-node rules U1 and U2 - an empty target is refused before a builder runs`(
    _ target: RealtimeTarget
  ) {
    let calls = Mutex(0)
    let error = #expect(throws: RealtimeConfigurationError.self) {
      try href("https://h/v1", target) { _, _ in
        calls.withLock { $0 += 1 }
        return try RealtimeURL("wss://h/")
      }
    }
    #expect(error?.kind == .invalidTarget)
    #expect(
      error?.message
        == "Pass exactly one of `model`, `callID`, or transcription `intent` when opening a Realtime WebSocket."
    )
    #expect(calls.withLock { $0 } == 0)
    let beta = #expect(throws: RealtimeConfigurationError.self) { try href("https://h/v1", target, .beta) }
    #expect(beta?.message == "Pass exactly one of `model` or `callID` when opening a Realtime WebSocket.")
  }

  @Test func `openai-node rule U2 - beta has no transcription`() {
    let error = #expect(throws: RealtimeConfigurationError.self) {
      try href("https://h/v1", .transcription, .beta)
    }
    #expect(error?.message == "Pass exactly one of `model` or `callID` when opening a Realtime WebSocket.")
  }

  // MARK: Custom builder

  @Test func `openai-node rule U8 - a custom URL is used exactly, on any host, and asked for once`() throws {
    let calls = Mutex<[(String, RealtimeTarget)]>([])
    let url = try href("https://api.openai.com/v1", .model("m")) { client, target in
      calls.withLock { $0.append((client.baseURL, target)) }
      return try RealtimeURL("wss://sap.example.com/x?e=1#f")
    }
    #expect(url == "wss://sap.example.com/x?e=1#f")
    let seen = calls.withLock { $0 }
    #expect(seen.count == 1)
    #expect(seen.first?.0 == "https://api.openai.com/v1")
    #expect(seen.first?.1 == .model("m"))
  }

  @Test func `openai-node rule U8 - Azure asks the custom builder too`() throws {
    let builder = RealtimeURLBuilder(api: .ga) { client, target in
      #expect(client is AzureOpenAI)
      #expect(target == .model("dep"))
      return try RealtimeURL("wss://gateway.example/")
    }
    #expect(
      try builder.url(for: .model("dep"), azure: azure("https://h/openai")).href == "wss://gateway.example/")
  }

  @Test(arguments: ["https://h/", "ws://h/", "http://h/"])
  func `openai-node rules U8 and S1 - a custom URL must be wss`(_ text: String) {
    let error = #expect(throws: RealtimeConfigurationError.self) {
      try href("https://h/v1", .model("m")) { _, _ in try RealtimeURL(text) }
    }
    #expect(error?.kind == .insecureURL)
    #expect(error?.message == "Custom Realtime WebSocket URLs must use the wss: protocol.")
  }

  @Test func `openai-node rule U8 - what the builder throws comes out unchanged`() {
    struct Refusal: Error, Equatable { var reason: Int }
    #expect(throws: Refusal(reason: 7)) {
      try href("https://h/v1", .model("m")) { _, _ in throw Refusal(reason: 7) }
    }
    let error = #expect(throws: RealtimeConfigurationError.self) {
      try href("https://h/v1", .model("m")) { _, _ in try RealtimeURL("no url") }
    }
    #expect(error?.message.hasPrefix("Invalid URL") == true)
  }

  @Test func `openai-node rule U8 - beta ignores the builder`() throws {
    let url = try href("https://h/v1", .model("m"), .beta) { _, _ in
      Issue.record("the builder was asked")
      return try RealtimeURL("wss://other/")
    }
    #expect(url == "wss://h/v1/realtime?model=m")
  }

  // MARK: Credential safety

  @Test(arguments: ["wss://other/v1", "wss://h:8443/v1", "wss://h.evil/v1"])
  func `openai-node rule S2 - another origin gets no credential`(_ text: String) throws {
    let url = try RealtimeURL(text)
    let base = try RealtimeURL("https://h/v1")
    let error = #expect(throws: RealtimeConfigurationError.self) {
      try RealtimeOrigin.check(url, isThatOf: base)
    }
    #expect(error?.kind == .originMismatch)
    #expect(error?.message == "Realtime WebSocket URL origin must match the configured client origin.")
  }

  @Test func `openai-node rule S2 - only wss gets a credential`() throws {
    let url = try RealtimeURL("https://h/v1")
    let error = #expect(throws: RealtimeConfigurationError.self) {
      try RealtimeOrigin.check(url, isThatOf: url)
    }
    #expect(error?.message == "Realtime WebSocket URLs must use the wss: protocol.")
    try RealtimeOrigin.check(url.secured(), isThatOf: RealtimeURL("http://H:443/other"))
  }

  @Test func `openai-node rule S4 - no credential is in the URL`() throws {
    #expect(try !href("https://h/v1", .model("m")).contains("test-key"))
    #expect(try !azureHref("https://h/openai", .model("m"), .beta).contains("test-key"))
  }
}
