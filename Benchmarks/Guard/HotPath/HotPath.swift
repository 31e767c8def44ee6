import BenchmarkEvents
import OpenAIRealtime
import RealtimeSessions
import RealtimeTelephony
import WebSocketTransport

/// A way that events take through the whole client, from the socket to a typed listener or back.
struct HotPath {
  let name: String
  /// Events that are sent, and then received in one tick.
  let eventsPerBatch: Int
  let batchCount: Int
  var sessionCount = 1
  let warmupBatchCount = 16
  /// Adds listeners, and gives what runs one batch.
  let begin: (LoopbackPair) throws -> () throws -> Void

  static var all: [HotPath] {
    [
      receive("audio_delta", SampleEvents.audioDelta, eventsPerBatch: 8, batchCount: 32) { client, tally in
        client.on(.responseOutputAudioDelta) { event in tally.add(event.audio.byteCount == 4800) }
      },
      receive("session_audio_delta", SampleEvents.audioDelta, eventsPerBatch: 8, batchCount: 32) { pair, tally in
        try pair.startSession().on(.responseOutputAudioDelta) { event in tally.add(event.audio.byteCount == 4800) }
      },
      receive("text_delta", SampleEvents.textDelta, eventsPerBatch: 64, batchCount: 32) { client, tally in
        client.on(.responseOutputTextDelta) { event in tally.add(event.deltaUTF8.count == 23) }
      },
      receive("text_delta_as_string", SampleEvents.textDelta, eventsPerBatch: 64, batchCount: 32) {
        client, tally in
        client.on(.responseOutputTextDelta) { event in tally.add(event.delta.utf8.count == 23) }
      },
      receive("transcript_delta", SampleEvents.transcriptDelta, eventsPerBatch: 64, batchCount: 32) {
        client, tally in
        client.on(.responseOutputAudioTranscriptDelta) { event in tally.add(event.delta.utf8.count == 6) }
      },
      receive("response_done", SampleEvents.responseDone, eventsPerBatch: 16, batchCount: 32) {
        client, tally in
        client.on(.responseDone) { event in
          let response = event.response
          tally.add(response.output?.count == 2 && response.usage?.totalTokens == 253)
        }
      },
      receive("unheard_event", SampleEvents.textDelta, eventsPerBatch: 64, batchCount: 32) { client, tally in
        client.socket.on(.message) { message in tally.add(message.bytes.byteCount == 230) }
      },
      append("append", byteCount: 4800, eventsPerBatch: 8, batchCount: 32),
      relay("carrier_media", eventsPerBatch: 32, batchCount: 32),
      tick("gateway_tick", byteCount: 4800, sessionCount: 24, batchCount: 32),
    ]
  }

  /// The server's sending is not measured, the client's tick is.
  private static func receive(
    _ name: String, _ event: String, eventsPerBatch: Int, batchCount: Int,
    listen: @escaping (OpenAIRealtimeWS, Tally) -> Void
  ) -> HotPath {
    receive(name, event, eventsPerBatch: eventsPerBatch, batchCount: batchCount) { (pair: LoopbackPair, tally) in
      listen(pair.client, tally)
    }
  }

  private static func receive(
    _ name: String, _ event: String, eventsPerBatch: Int, batchCount: Int,
    listen: @escaping (LoopbackPair, Tally) throws -> Void
  ) -> HotPath {
    HotPath(name: name, eventsPerBatch: eventsPerBatch, batchCount: batchCount) { pair in
      let tally = Tally()
      try listen(pair, tally)
      return {
        try pair.serverSends(event, count: eventsPerBatch)
        let wanted = tally.count + eventsPerBatch
        try Marks.measure { try pair.tickClient(until: { tally.count == wanted }) }
        if tally.wrongCount > 0 { throw GuardError("\(name): an event was not what was sent") }
      }
    }
  }

  private static func append(_ name: String, byteCount: Int, eventsPerBatch: Int, batchCount: Int) -> HotPath {
    let audio = SampleEvents.audio(byteCount: byteCount)
    return send(name, eventsPerBatch: eventsPerBatch, batchCount: batchCount) { client in
      client.appendAudio(audio) == .accepted
    }
  }

  /// 20 ms of a caller, from a carrier's message to an append.
  private static func relay(_ name: String, eventsPerBatch: Int, batchCount: Int) -> HotPath {
    let message = Array(SampleEvents.carrierMedia.utf8)
    var codec = TwilioCodec()
    codec.decode(Array(SampleEvents.carrierStart.utf8).span.bytes, .text) { _ in }
    return send(name, eventsPerBatch: eventsPerBatch, batchCount: batchCount) { client in
      var isSent = false
      codec.decode(message.span.bytes, .text) { event in
        if case .audio(let audio) = event { isSent = client.appendAudio(base64: audio.bytes) == .accepted }
      }
      return isSent
    }
  }

  /// The client's sending is measured, the server's receiving is not.
  private static func send(
    _ name: String, eventsPerBatch: Int, batchCount: Int, _ send: @escaping (OpenAIRealtimeWS) -> Bool
  ) -> HotPath {
    HotPath(name: name, eventsPerBatch: eventsPerBatch, batchCount: batchCount) { pair in
      {
        let wanted = pair.serverMessageCount + eventsPerBatch
        try Marks.measure {
          for _ in 0..<eventsPerBatch where !send(pair.client) { throw GuardError("the client cannot send") }
          try pair.tickClient(until: { pair.client.socket.bufferedByteCount == 0 })
        }
        try pair.tickServer(until: { pair.serverMessageCount == wanted })
      }
    }
  }
}

extension HotPath {
  /// A gateway's timer: in one tick of the loop each of many sessions sends once.
  private static func tick(_ name: String, byteCount: Int, sessionCount: Int, batchCount: Int) -> HotPath {
    let audio = SampleEvents.audio(byteCount: byteCount)
    return HotPath(
      name: name, eventsPerBatch: sessionCount, batchCount: batchCount, sessionCount: sessionCount
    ) { pair in
      {
        let wanted = pair.serverMessageCount + sessionCount
        try Marks.measure {
          for client in pair.clients {
            guard client.appendAudio(audio) == .accepted else {
              throw GuardError("the client cannot send")
            }
          }
          try pair.tickClient(until: { pair.clients.allSatisfy { $0.socket.bufferedByteCount == 0 } })
        }
        try pair.tickServer(until: { pair.serverMessageCount == wanted })
      }
    }
  }
}

/// What a path's listener has heard.
final class Tally {
  private(set) var count = 0
  private(set) var wrongCount = 0

  func add(_ isRight: Bool) {
    count += 1
    if !isRight { wrongCount += 1 }
  }
}
