import OpenAIRealtime
import RealtimeLocalServer
import Testing
import WebSocketTransport

/// A client of ours and the local server on one loop, over wss or ws.
final class LocalTurn {
  let loop: EventLoop
  let server: RealtimeLocalServer

  init(_ change: (inout RealtimeLocalServer.Configuration) -> Void = { _ in }) throws {
    loop = try EventLoop()
    var configuration = RealtimeLocalServer.Configuration()
    change(&configuration)
    server = try RealtimeLocalServer(configuration: configuration, on: loop)
  }

  func connect() throws -> OpenAIRealtimeWS {
    try OpenAIRealtimeWS(client(.static("test-key")), .model("gpt-realtime"), on: loop, options: options())
  }

  /// Holds one connection ready.
  func prepare(_ key: APIKey) throws -> PreparedSessions {
    try OpenAIRealtimeWS.prepare(client(key), .model("gpt-realtime"), on: loop, options: options())
  }

  func client(_ key: APIKey) -> OpenAI { OpenAI(apiKey: key, baseURL: server.baseURL) }

  /// Options that trust the server.
  func options() throws -> RealtimeOptions {
    var options = RealtimeOptions()
    options.tls.trustRoots = .only([.bytes(try #require(server.certificateAuthorityPEM))])
    return options
  }

  /// Asks for a spoken answer to 20 ms of audio.
  static func ask(_ rt: OpenAIRealtimeWS) {
    let audio = SessionAudio(input: AudioInput(format: .pcm, turnDetection: .null))
    rt.send(.sessionUpdate(RealtimeSessionParameters(outputModalities: [.audio], audio: audio)))
    rt.appendAudio([UInt8](repeating: 3, count: 4_800))
    rt.send(.inputAudioBufferCommit())
    rt.send(.responseCreate())
  }

  /// The JSON of every event of one voice turn, in order, as the server sent it.
  static func recorded() throws -> [[UInt8]] {
    let turn = try LocalTurn()
    let rt = try turn.connect()
    var events: [[UInt8]] = []
    rt.on(.event) { event in events.append(event.owned().json) }
    rt.once(.sessionCreated) { _ in ask(rt) }
    rt.on(.error) { Issue.record($0) }
    rt.once(.responseDone) { _ in rt.close() }
    rt.socket.on(.close) { _ in turn.server.close() }
    turn.loop.run()
    return events
  }
}
