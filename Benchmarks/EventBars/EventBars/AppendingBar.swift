import RealtimeBuffers
import CSimdEvents
import Foundation
import OpenAIRealtime
import RealtimeTLS
import RealtimeWebSocketProtocol

/// From PCM to a masked frame in the buffer it is sent from.
enum AppendingBar {
  static var bar: Bar {
    let audio = SampleEvents.audio(byteCount: 4800)
    return Bar(
      name: "append PCM into a masked frame", byteCount: audio.count,
      ours: ours(audio), others: [encoder(audio), simdjson(audio)])
  }

  private static func ours(_ audio: [UInt8]) -> Contender {
    let pool = BlockPool()
    let client = WebSocketMachine(
      role: .client, maskingKeys: .forBars, input: ByteBuffer(pool: pool), pool: pool)
    let buffer = ByteBuffer(pool: pool)
    let json = #"{"type":"input_audio_buffer.append","audio":""}"#
    let frameByteCount = 8 + json.utf8.count + audio.count / 3 * 4
    return Contender(name: "ours") { count in
      var right = 0
      for _ in 0..<count {
        buffer.reset(headroom: WebSocketMachine.headroomByteCount)
        ClientEvent.writeAppend(audio.span.bytes, into: buffer)
        try client.send(.text, buffer)
        right += buffer.readableByteCount == frameByteCount ? 1 : 0
        buffer.consume(buffer.readableByteCount)
      }
      return right
    }
  }

  /// The same JSON, and no frame.
  private static func encoder(_ audio: [UInt8]) -> Contender {
    let encoder = JSONEncoder()
    let audio = Data(audio)
    return Contender(name: "JSONEncoder") { count in
      var right = 0
      for _ in 0..<count {
        let json = try encoder.encode(AppendAudio(audio: audio.base64EncodedString()))
        right += json.count > audio.count ? 1 : 0
      }
      return right
    }
  }

  private static func simdjson(_ audio: [UInt8]) -> Contender {
    Contender(name: "simdjson") { count in
      var out = [UInt8](repeating: 0, count: 2 * audio.count + 128)
      var right = 0
      for key in 0..<UInt32(count) {
        right += simd_append(audio, audio.count, key &* 0x9E37_79B9, &out) > audio.count ? 1 : 0
      }
      return right
    }
  }
}

extension MaskingKeySource {
  /// The keys that a loop's sockets have.
  static var forBars: MaskingKeySource { MaskingKeySource(generator: SecureRandom.fill) }
}
