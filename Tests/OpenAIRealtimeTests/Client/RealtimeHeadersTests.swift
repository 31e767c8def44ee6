import Testing

@testable import OpenAIRealtime

@Suite struct RealtimeHeadersTests {
  private func compose(
    _ caller: [RealtimeHeaders.Header],
    _ credential: RealtimeCredential = .bearer(Secret("key")),
    _ api: RealtimeAPI = .ga
  ) throws -> [String] {
    try RealtimeHeaders.compose(caller: caller, credential: credential, api: api).map {
      "\($0.name): \($0.value)"
    }
  }

  @Test func `openai-node rule H1 - the caller's headers come first, then ours`() throws {
    #expect(
      try compose([("X-Trace", "1"), ("x-other", "2")]) == [
        "X-Trace: 1", "x-other: 2", "Authorization: Bearer key",
      ])
  }

  @Test(arguments: ["Authorization", "authorization", "AUTHORIZATION"])
  func `openai-node rule H1 - ours wins in any letter case`(_ name: String) throws {
    #expect(try compose([(name, "Bearer other"), ("a", "b")]) == ["a: b", "Authorization: Bearer key"])
  }

  @Test func `openai-node rule H2 - beta says so last and over the caller`() throws {
    #expect(
      try compose([("openai-beta", "other"), ("a", "b")], .bearer(Secret("key")), .beta)
        == ["a: b", "Authorization: Bearer key", "OpenAI-Beta: realtime=v1"]
    )
  }

  @Test func `openai-node rules H2 and H3 - GA adds the credential and nothing else`() throws {
    #expect(try compose([]) == ["Authorization: Bearer key"])
    #expect(try compose([("OpenAI-Beta", "x=1")]) == ["OpenAI-Beta: x=1", "Authorization: Bearer key"])
  }

  @Test func `openai-node rule H4 - a static Azure key goes into api-key only`() throws {
    #expect(
      try compose([("API-Key", "other"), ("Authorization", "Basic x")], .apiKey(Secret("key")))
        == ["Authorization: Basic x", "api-key: key"]
    )
  }

  @Test func `openai-node rule H4 - an Azure token leaves the caller's api-key alone`() throws {
    #expect(try compose([("api-key", "mine")]) == ["api-key: mine", "Authorization: Bearer key"])
  }

  @Test(arguments: [
    ("", "v"), ("a b", "v"), ("a:", "v"), ("ä", "v"), ("a", "x\r\ny: z"), ("a", "x\ny"), ("a", "x\0"),
  ])
  func `a header that would break the request is refused`(_ name: String, _ value: String) {
    let error = #expect(throws: RealtimeConfigurationError.self) { try compose([(name, value)]) }
    #expect(error?.kind == .invalidHeader)
  }

  @Test func `a key with a line break is refused and not quoted`() {
    let error = #expect(throws: RealtimeConfigurationError.self) {
      try compose([], .bearer(Secret("sk-hush\n")))
    }
    #expect(error?.kind == .invalidHeader)
    #expect(error?.message.contains("hush") == false)
    #expect(error?.message.contains("Authorization") == true)
  }
}
