import Foundation
import OpenAIRealtime
import RealtimeBuffers
import RealtimeTelephony
import RealtimeWebSocketProtocol

/// A phone call's two directions, from the payload of one socket's message to a frame for the other's.
enum CarrierBars {
  static var all: [Bar] { [callerAudio, modelAudio] }

  private static var startedCodec: TwilioCodec {
    var codec = TwilioCodec()
    codec.decode(Array(SampleEvents.carrierStart.utf8).span.bytes, .text) { _ in }
    return codec
  }

  /// 20 ms of µ-law, as Twilio sends them.
  private static var callerAudio: Bar {
    let message = Array(SampleEvents.carrierMedia.utf8)
    return Bar(
      name: "Twilio media to an append in a masked frame", byteCount: message.count,
      ours: fromCaller(message), others: [foundation(message)])
  }

  private static func fromCaller(_ message: [UInt8]) -> Contender {
    let pool = BlockPool()
    let client = machine(.client, pool)
    let buffer = ByteBuffer(pool: pool)
    let json = #"{"type":"input_audio_buffer.append","audio":""}"#
    let frameByteCount = 8 + json.utf8.count + SampleEvents.carrierAudioByteCount / 3 * 4
    var codec = startedCodec
    return Contender(name: "ours") { count in
      var right = 0
      for _ in 0..<count {
        buffer.reset(headroom: WebSocketMachine.headroomByteCount)
        codec.decode(message.span.bytes, .text) { event in
          guard case .audio(let audio) = event else { return }
          ClientEvent.writeAppend(base64: audio.bytes, to: .inputAudioBuffer, eventID: nil, into: buffer)
        }
        try client.send(.text, buffer)
        right += buffer.readableByteCount == frameByteCount ? 1 : 0
        buffer.consume(buffer.readableByteCount)
      }
      return right
    }
  }

  /// 200 ms of µ-law, as the service sends them.
  private static var modelAudio: Bar {
    let base64 = Data(SampleEvents.audio(byteCount: 1_600)).base64EncodedString()
    let delta = """
      {"type":"response.output_audio.delta","event_id":"event_00000000000000000000",\
      "response_id":"resp_CkT0000000000000000000","item_id":"item_CkT0000000000000000000","output_index":0,\
      "content_index":0,"delta":"\(base64)"}
      """
    return Bar(
      name: "delta to Twilio media in a frame", byteCount: delta.utf8.count,
      ours: fromModel(Array(delta.utf8), base64ByteCount: base64.utf8.count), others: [])
  }

  private static func fromModel(_ delta: [UInt8], base64ByteCount: Int) -> Contender {
    let pool = BlockPool()
    let server = machine(.server, pool)
    let buffer = ByteBuffer(pool: pool)
    let reader = ServerEventReader(pool: pool)
    let json = #"{"event":"media","streamSid":"MZ18ad3ab5a668481ce02b83e7395059f0","media":{"payload":""}}"#
    let frameByteCount = 4 + json.utf8.count + base64ByteCount
    var codec = startedCodec
    return Contender(name: "ours") { count in
      var right = 0
      for _ in 0..<count {
        buffer.reset(headroom: WebSocketMachine.headroomByteCount)
        var message = CarrierMessage(buffer)
        var isWritten = false
        try reader.read(delta.span.bytes) { event in
          guard event.kind == .responseOutputAudioDelta else { return }
          _ = event["delta"].withBase64 { base64 in
            isWritten = codec.encode(.audio(CarrierAudio(base64: base64)), into: &message)
          }
        }
        try server.send(.text, buffer)
        right += isWritten && buffer.readableByteCount == frameByteCount ? 1 : 0
        buffer.consume(buffer.readableByteCount)
      }
      return right
    }
  }

  private static func machine(_ role: WebSocketMachine.Role, _ pool: BlockPool) -> WebSocketMachine {
    WebSocketMachine(role: role, maskingKeys: .forBars, input: ByteBuffer(pool: pool), pool: pool)
  }

  /// The same JSON, and no frame.
  private static func foundation(_ message: [UInt8]) -> Contender {
    let (decoder, encoder, message) = (JSONDecoder(), JSONEncoder(), Data(message))
    return Contender(name: "JSONDecoder") { count in
      var right = 0
      for _ in 0..<count {
        let media = try decoder.decode(CarrierMedia.self, from: message)
        let json = try encoder.encode(AppendAudio(audio: media.media.payload))
        right += json.count > media.media.payload.utf8.count ? 1 : 0
      }
      return right
    }
  }
}

private struct CarrierMedia: Decodable {
  struct Media: Decodable {
    let chunk: String
    let timestamp: String
    let payload: String
  }

  let event: String
  let media: Media
}
