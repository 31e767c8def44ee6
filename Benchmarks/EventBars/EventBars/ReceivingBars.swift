import CSimdEvents
import Foundation
import OpenAIRealtime

/// From the payload of a frame to what a listener wants of it.
enum ReceivingBars {
  static var all: [Bar] { [borrowedText, ownedText, everyText, responseDone, audio] }

  static var borrowedText: Bar {
    let event = SampleEvents.textDelta
    return Bar(
      name: "text delta, read in place", byteCount: event.utf8.count,
      ours: ours(event) { emitter, tally in
        emitter.on(.responseOutputTextDelta) { event in tally.add(event.deltaUTF8.count == 23) }
      },
      others: [
        decoder(event) { if case .textDelta(let delta) = $0 { delta.delta.utf8.count == 23 } else { false } },
        simdjson(event) { simd_text_delta($0, $1, $2) == 23 },
      ])
  }

  static var ownedText: Bar {
    let event = SampleEvents.textDelta
    return Bar(
      name: "text delta, owned", byteCount: event.utf8.count,
      ours: ours(event) { emitter, tally in
        emitter.on(.responseOutputTextDelta) { event in tally.add(event.owned().delta.utf8.count == 23) }
      },
      others: [
        decoder(event) { if case .textDelta(let delta) = $0 { delta.delta.utf8.count == 23 } else { false } },
        simdjson(event) { simd_text_delta_owned($0, $1, $2) == 23 },
      ])
  }

  /// As a program would that logs each event whole: owned ids are strings when they are asked for.
  static var everyText: Bar {
    let event = SampleEvents.textDelta
    return Bar(
      name: "every text of an owned text delta", byteCount: event.utf8.count,
      ours: ours(event) { emitter, tally in
        emitter.on(.responseOutputTextDelta) { event in
          let owned = event.owned()
          let texts = [owned.eventID, owned.responseID, owned.itemID, owned.delta]
          tally.add(texts.reduce(0) { $0 + $1.utf8.count } == 103)
        }
      },
      others: [simdjson(event) { simd_text_delta_owned($0, $1, $2) == 23 }])
  }

  static var responseDone: Bar {
    let event = SampleEvents.responseDone
    return Bar(
      name: "response.done, typed and owned", byteCount: event.utf8.count,
      ours: ours(event) { emitter, tally in
        emitter.on(.responseDone) { event in
          let response = event.owned().response
          tally.add(response.output?.count == 2 && response.usage?.totalTokens == 253)
        }
      },
      others: [
        decoder(event) { event in
          guard case .responseDone(let done) = event else { return false }
          return done.response.output.count == 2 && done.response.usage?.total_tokens == 253
        },
        simdjson(event) { simd_response_done($0, $1, $2) == 255 },
      ])
  }

  static var audio: Bar {
    let event = SampleEvents.audioDelta
    return Bar(
      name: "audio delta to PCM", byteCount: event.utf8.count,
      ours: ours(event) { emitter, tally in
        emitter.on(.responseOutputAudioDelta) { event in tally.add(event.audio.byteCount == 4800) }
      },
      others: [
        decoder(event) { event in
          guard case .audioDelta(let delta) = event else { return false }
          return Data(base64Encoded: delta.delta)?.count == 4800
        },
        simdjson(event) { simd_audio_delta($0, $1, $2) == 4800 },
      ])
  }

  // MARK: Contenders

  /// The whole way through the public API: validation, dispatch by type, the listener's closure.
  private static func ours(_ json: String, _ listen: (RealtimeEmitter, Tally) -> Void) -> Contender {
    let payload = Array(json.utf8)
    let tally = Tally()
    let emitter = RealtimeEmitter { error in print("error:", error) }
    listen(emitter, tally)
    let dispatcher = RealtimeEventDispatcher(emitter: emitter)
    return Contender(name: "ours") { count in
      let before = tally.count
      for _ in 0..<count { dispatcher.receive(payload.span.bytes) }
      return tally.count - before
    }
  }

  private static func decoder(
    _ json: String, _ isRight: @escaping (ServerEvent) -> Bool
  ) -> Contender {
    let payload = Data(json.utf8)
    let decoder = JSONDecoder()
    return Contender(name: "JSONDecoder") { count in
      var right = 0
      for _ in 0..<count {
        right += isRight(try decoder.decode(ServerEvent.self, from: payload)) ? 1 : 0
      }
      return right
    }
  }

  private static func simdjson(
    _ json: String, _ isRight: @escaping (UnsafePointer<UInt8>, Int, Int) -> Bool
  ) -> Contender {
    let byteCount = json.utf8.count
    let payload = Array(json.utf8) + [UInt8](repeating: 0, count: 128)
    return Contender(name: "simdjson") { count in
      payload.withUnsafeBufferPointer { payload in
        guard let bytes = payload.baseAddress else { return 0 }
        var right = 0
        for _ in 0..<count { right += isRight(bytes, byteCount, payload.count) ? 1 : 0 }
        return right
      }
    }
  }
}

/// What a listener has heard and found right.
final class Tally {
  private(set) var count = 0

  func add(_ isRight: Bool) { count += isRight ? 1 : 0 }
}
