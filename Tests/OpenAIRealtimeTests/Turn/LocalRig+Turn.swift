import OpenAIRealtime
import RealtimeTestRig
import Testing

extension LocalRig {
  /// Holds one connection ready.
  func prepare(_ key: APIKey) throws -> PreparedSessions {
    try OpenAIRealtimeWS.prepare(client(key), .model("gpt-realtime"), on: loop, options: options)
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
    let turn = try LocalRig()
    let rt = try turn.connect()
    var events: [[UInt8]] = []
    rt.on(.event) { event in events.append(event.owned().json) }
    rt.once(.sessionCreated) { _ in ask(rt) }
    rt.on(.error) { Issue.record($0) }
    rt.once(.responseDone) { _ in rt.close() }
    rt.socket.on(.close) { _ in turn.server.close() }
    turn.run()
    return events
  }
}
