import RealtimeEvents
import Testing
import WebSocketTransport

@testable import RealtimeLocalServer

@Suite struct LocalRouteTests {
  private func route(
    _ path: String, _ query: String?, beta: Bool = false, subprotocols: [String] = []
  ) throws -> LocalRoute {
    let headers = HTTPHeaders(beta ? [("openai-beta", "realtime=v1")] : [])
    return try LocalRoute(path: path, query: query, headers: headers, subprotocols: subprotocols)
  }

  @Test func `the beta header chooses the generation`() throws {
    #expect(try route("/v1/realtime", "model=m").generation == .ga)
    #expect(try route("/v1/realtime", "model=m", beta: true).generation == .beta)
    #expect(try route("/openai/realtime", "api-version=1&deployment=d").generation == .beta)
    #expect(try route("/openai/realtime", "api-version=1&deployment=d").model == "d")
  }

  @Test func `the intent and the path choose the kind`() throws {
    #expect(try route("/v1/realtime", "intent=transcription").kind == .transcription)
    #expect(try route("/v1/realtime/translations", "model=m").kind == .translation)
    let refusal = #expect(throws: UpgradeRefusal.self) { try route("/v1/realtime/translations", nil) }
    #expect(refusal?.status == 400 && refusal?.body == UpgradeRefusal.missing("model").body)
  }

  @Test(arguments: [
    ("model=gpt+realtime+%26+more%3D%3F%23%C3%A9%2F%2B%F0%9F%98%80", "gpt realtime & more=?#é/+😀"),
    ("a=1&model=first&model=second", "first"), ("model=%", "%"), ("model=%2", "%2"), ("model=%zz", "%zz"),
    ("model=%F0%28", "\u{FFFD}("), ("model=a=b", "a=b"),
  ])
  func `queries are form encoded`(query: String, model: String) throws {
    #expect(try route("/v1/realtime", query).model == model)
  }

  @Test(arguments: [
    ("key", "key", true), ("key", "kez", false), ("ke", "key", false), ("keyy", "key", false),
    ("", "key", false),
  ])
  func `regression 18: keys are the same when every byte is`(candidate: String, key: String, isSame: Bool) {
    #expect(APIKeyCheck.isSame(candidate, key) == isSame)
  }
}
