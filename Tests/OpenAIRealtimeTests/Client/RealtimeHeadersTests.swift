import RealtimeBuffers
import Testing
import WebSocketTransport

@testable import OpenAIRealtime

@Suite struct RealtimeHeadersTests {
  private func compose(
    _ caller: [(String, String)],
    _ credential: RealtimeCredential = .bearer(Secret("key")),
    _ api: RealtimeAPI = .ga
  ) -> [String] {
    RealtimeHeaders.compose(caller: HTTPHeaders(caller), credential: credential, api: api).fields
      .map { "\($0.name): \($0.value)" }
  }

  @Test func `openai-node rule H1 - the caller's headers come first, then ours`() {
    #expect(
      compose([("X-Trace", "1"), ("x-other", "2")]) == [
        "X-Trace: 1", "x-other: 2", "Authorization: Bearer key",
      ])
  }

  @Test(arguments: ["Authorization", "authorization", "AUTHORIZATION"])
  func `openai-node rule H1 - ours wins in any letter case`(_ name: String) {
    #expect(compose([(name, "Bearer other"), ("a", "b")]) == ["a: b", "Authorization: Bearer key"])
  }

  @Test func `openai-node rule H2 - beta says so last and over the caller`() {
    #expect(
      compose([("openai-beta", "other"), ("a", "b")], .bearer(Secret("key")), .beta)
        == ["a: b", "Authorization: Bearer key", "OpenAI-Beta: realtime=v1"]
    )
  }

  @Test func `openai-node rules H2 and H3 - GA adds the credential and nothing else`() {
    #expect(compose([]) == ["Authorization: Bearer key"])
    #expect(compose([("OpenAI-Beta", "x=1")]) == ["OpenAI-Beta: x=1", "Authorization: Bearer key"])
  }

  @Test func `openai-node rule H4 - a static Azure key goes into api-key only`() {
    #expect(
      compose([("API-Key", "other"), ("Authorization", "Basic x")], .apiKey(Secret("key")))
        == ["Authorization: Basic x", "api-key: key"]
    )
  }

  @Test func `openai-node rule H4 - an Azure token leaves the caller's api-key alone`() {
    #expect(compose([("api-key", "mine")]) == ["api-key: mine", "Authorization: Bearer key"])
  }
}
