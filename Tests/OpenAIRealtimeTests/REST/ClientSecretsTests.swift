import RealtimeBuffers
import RealtimeEvents
import RealtimeReactor
import RealtimeTestSupport
import Testing
import WebSocketTransport
@testable import OpenAIRealtime

@Suite struct ClientSecretsTests {
  private static let answer = RESTRig.json(
    #"""
    {"value":"ek_123","expires_at":1756310470,"session":{"type":"realtime","object":"realtime.session",
    "id":"sess_1","model":"gpt-realtime-2.1","expires_at":0}}
    """#, [("x-request-id", "req_1")])

  private static func made(
    _ answer: PlainResponse = answer,
    _ call: (ClientSecrets, EventLoop, @escaping (Result<CreatedClientSecret, any Error>) -> Void) ->
      ConnectionCancellation
  ) throws -> (secret: CreatedClientSecret, request: PlainRequest) {
    let rig = try RESTRig([answer])
    let made = try rig.result { call(rig.client.clientSecrets, $0, $1) }.get()
    return (made, try #require(rig.requests.first))
  }

  @Test func `a secret is made for what is asked, and says what the service says`() throws {
    let session = SessionParameters.realtime(RealtimeSessionParameters(model: "gpt-realtime-2.1"))
    let (made, request) = try Self.made { $0.create(session, expiresAfter: 60, on: $1, completion: $2) }
    #expect(request.method == "POST" && request.path == "/v1/realtime/client_secrets")
    #expect(
      request.text == #"{"expires_after":{"anchor":"created_at","seconds":60},"#
        + #""session":{"type":"realtime","model":"gpt-realtime-2.1"}}"#)
    #expect(request.headers["Accept"] == "application/json" && request.headers["Content-Type"] == "application/json")
    #expect(made.secret == ClientSecret(value: "ek_123", expiresAt: 1_756_310_470))
    guard case .realtime(let object)? = made.session else { throw RESTRig.Unexpected() }
    #expect(object.id == "sess_1" && object.model == "gpt-realtime-2.1")
    #expect(made.receipt == RESTReceipt(status: 200, requestID: "req_1", attemptCount: 1))
    #expect(try made.apiKey.fixedSecret().value == "ek_123")
  }

  @Test func `nothing needs to be asked, and a transcription is a session too`() throws {
    #expect(try Self.made { $0.create(on: $1, completion: $2) }.request.text == "{}")
    let session = SessionParameters.transcription(TranscriptionSessionParameters())
    let text = try Self.made { $0.create(session, on: $1, completion: $2) }.request.text
    #expect(text == #"{"session":{"type":"transcription"}}"#)
  }

  @Test func `a translation has a path of its own, and its model in its session`() throws {
    let audio = TranslationAudio(output: TranslationAudioOutput(language: "de"))
    let (_, request) = try Self.made {
      $0.createForTranslation(model: "gpt-realtime-translate", .init(audio: audio), on: $1, completion: $2)
    }
    #expect(request.path == "/v1/realtime/translations/client_secrets")
    #expect(
      request.text == #"{"session":{"model":"gpt-realtime-translate","audio":{"output":{"language":"de"}}}}"#)
  }

  @Test(arguments: [(9, false), (10, true), (7_200, true), (7_201, false)])
  func `a secret lives for 10 to 7200 seconds`(_ seconds: Int, _ isValid: Bool) throws {
    let rig = try RESTRig([Self.answer])
    let result = try rig.result { rig.client.clientSecrets.create(expiresAfter: seconds, on: $0, completion: $1) }
    #expect(((try? result.get()) != nil) == isValid)
  }

  @Test func `a translation needs a model, and is not to be had on Azure`() throws {
    let rig = try RESTRig([])
    let empty = try rig.result { rig.client.clientSecrets.createForTranslation(model: "", on: $0, completion: $1) }
    #expect { try empty.get() } throws: { ($0 as? RealtimeConfigurationError)?.kind == .invalidArgument }
    let other = try RESTRig([])
    let azure = try AzureOpenAI(baseURL: other.baseURL, apiVersion: "v", apiKey: "k")
    let result = try other.result { azure.clientSecrets.createForTranslation(model: "m", on: $0, completion: $1) }
    #expect { try result.get() } throws: { ($0 as? RealtimeConfigurationError)?.kind == .invalidTarget }
  }

  @Test(arguments: [
    "", "null", "{}", "[]", #"{"value":""}"#, #"{"value":1}"#, "<html>", #"{"value":"ek_secret""#,
  ])
  func `an answer without a secret is an error that shows nothing of it`(_ text: String) throws {
    let rig = try RESTRig([RESTRig.json(text)])
    let error = try rig.error { rig.client.clientSecrets.create(on: $0, completion: $1) }
    #expect(error.kind == .invalidResponse && error.response?.body == [])
  }

  @Test func `an answer with a session that is none, or without a time, has a secret all the same`() throws {
    let (made, _) = try Self.made(RESTRig.json(#"{"value":"ek_1","session":7}"#)) { $0.create(on: $1, completion: $2) }
    #expect(made.secret == ClientSecret(value: "ek_1") && made.session == nil)
  }

  @Test func `making a secret is harmless: it is made once more`() throws {
    let rig = try RESTRig([RESTRig.refusal(500, code: "x", [("retry-after-ms", "1")]), Self.answer])
    let made = try rig.result { rig.client.clientSecrets.create(on: $0, completion: $1) }.get()
    #expect(made.receipt.attemptCount == 2)
  }

  @Test func `a task on a loop waits for a secret`() async throws {
    try await LoopActor.run { _, loop in
      let rig = try RESTRig([Self.answer, Self.answer], on: loop)
      let secrets = rig.client.clientSecrets
      #expect(try await secrets.create().secret.value == "ek_123")
      #expect(try await secrets.createForTranslation(model: "m").secret.value == "ek_123")
      rig.close()
    }
  }
}
