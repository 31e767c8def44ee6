import OpenAIRealtime
import RealtimeLocalServer
import WebSocketTransport

/// As most programs of today are: `main` is `async`, the key comes from the main actor, and no thread runs a loop by
/// hand.
@main
struct AsyncProgram {
  static func main() async throws {
    let server = try RealtimeLocalServerGroup(loops: 1)
    var options = RealtimeOptions()
    options.tls.trustRoots = .only([.bytes(server.certificateAuthorityPEM ?? [])])
    let client = OpenAI(apiKey: .provider { await Vault.key() }, baseURL: server.baseURL)
    let transcript = try await transcript(client, options)
    print("heard:", transcript)
    server.close()
  }

  private static func transcript(_ client: OpenAI, _ options: RealtimeOptions) async throws -> String {
    let loop = try EventLoopGroup.shared.nextLoop()
    let bound = try await LoopBound.make(on: loop) {
      try await OpenAIRealtimeWS.create(client, model: "gpt-realtime", options: options)
    }
    defer { bound.execute { rt in rt.close() } }
    return try await bound.run { rt in
      _ = try await rt.emitted(.sessionCreated)
      rt.send(.conversationItemCreate(.user("Say hello.")))
      rt.send(.responseCreate())
      return try await rt.emitted(.responseOutputAudioTranscriptDone).transcript
    }
  }
}

@MainActor
private enum Vault {
  static func key() -> String { "test-key" }
}
