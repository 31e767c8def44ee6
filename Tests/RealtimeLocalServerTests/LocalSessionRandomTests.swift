import RealtimeBuffers
import RealtimeEvents
import RealtimeJSON
import RealtimeTestSupport
import Testing

@testable import RealtimeLocalServer

/// Sessions driven at random, from seeds: nothing a client sends traps, and the order of events holds.
@Suite struct LocalSessionRandomTests {
  @Test(arguments: 0..<12) func `no order of client events breaks the order of the session`(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    var driver = SessionDriver.opened(
      generation: seed % 2 == 0 ? .ga : .beta, pace: seed % 3 == 0 ? .realTime : .asFastAsPossible)
    var order = OrderCheck()
    for _ in 0..<300 {
      let text = ClientEventMaker.text(using: &random)
      order.take(
        Int.random(in: 0..<8, using: &random) == 0 ? driver.pass(.milliseconds(150)) : driver.send(text))
    }
    // Without turns nothing begins by itself any more; what has begun runs to its end.
    for text in ClientEventMaker.noTurnDetection { order.take(driver.send(text)) }
    for _ in 0..<3 { order.take(driver.pass(.seconds(300))) }
    #expect(order.openResponses.isEmpty && order.openItems.isEmpty && order.openParts.isEmpty)
  }

  @Test(arguments: 0..<8) func `no bytes trap`(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    var driver = SessionDriver.opened(generation: seed % 2 == 0 ? .ga : .beta)
    for _ in 0..<500 {
      var bytes = Array(ClientEventMaker.text(using: &random).utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      driver.session.receive(bytes.span.bytes, now: driver.now)
      #expect(driver.drain().allSatisfy { $0["event_id"]?.string != nil })
    }
  }
}

/// What has begun and not ended, by the events alone.
private struct OrderCheck {
  var openResponses: Set<String> = []
  var openItems: Set<String> = []
  var openParts: Set<String> = []

  mutating func take(_ events: [JSONValue]) {
    for event in events { take(event) }
  }

  private mutating func take(_ event: JSONValue) {
    let response = event["response_id"]?.string ?? event["response"]?["id"]?.string ?? ""
    let item = event["item_id"]?.string ?? event["item"]?["id"]?.string ?? ""
    let part = "\(item) \(event["content_index"]?.int ?? -1)"
    switch event["type"]?.string ?? "" {
    case "response.created": check(openResponses.insert(response).inserted)
    case "response.done":
      check(openResponses.remove(response) != nil)
      check(!openItems.contains { $0.hasPrefix(response + " ") })
    case "response.output_item.added":
      check(openResponses.contains(response))
      check(openItems.insert("\(response) \(item)").inserted)
    case "response.output_item.done":
      check(openItems.remove("\(response) \(item)") != nil)
      check(!openParts.contains { $0.hasPrefix(item + " ") })
    case "response.content_part.added": check(openParts.insert(part).inserted)
    case "response.content_part.done": check(openParts.remove(part) != nil)
    case let type where type.hasPrefix("response.") && type.hasSuffix(".delta") && event["call_id"] == nil:
      check(openParts.contains(part))
    default: break
    }
  }
}

/// Client events, most of them right, some of them not.
private enum ClientEventMaker {
  static func text(using random: inout SeededGenerator) -> String {
    let id = "item_\(Int.random(in: 1...6, using: &random))"
    switch Int.random(in: 0..<14, using: &random) {
    case 0, 1, 2: return append(using: &random)
    case 3: return #"{"type":"input_audio_buffer.commit"}"#
    case 4: return #"{"type":"input_audio_buffer.clear"}"#
    case 5: return #"{"type":"response.create"}"#
    case 6:
      return
        #"{"type":"response.create","response":{"conversation":"none","instructions":"x","max_output_tokens":9}}"#
    case 7: return #"{"type":"response.cancel"}"#
    case 8: return #"{"type":"conversation.item.delete","item_id":"\#(id)"}"#
    case 9: return #"{"type":"conversation.item.retrieve","item_id":"\#(id)"}"#
    case 10:
      let end = Int.random(in: 0...2_000, using: &random)
      return
        #"{"type":"conversation.item.truncate","item_id":"\#(id)","content_index":0,"audio_end_ms":\#(end)}"#
    case 11:
      return
        #"{"type":"conversation.item.create","previous_item_id":"\#(id)","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"hi"}]}}"#
    case 12: return turnDetection(using: &random)
    default: return #"{"type":"session.update","session":{"type":"realtime","tools":[]}}"#
    }
  }

  /// For either generation; the other's is an error without effect.
  static let noTurnDetection = [
    #"{"type":"input_audio_buffer.clear"}"#,
    #"{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":null}}}}"#,
    #"{"type":"session.update","session":{"turn_detection":null}}"#,
  ]

  private static let tone = Sound.tone(milliseconds: 700)
  private static let silence = Sound.silence(milliseconds: 700)

  private static func append(using random: inout SeededGenerator) -> String {
    let milliseconds = Int.random(in: 0...700, using: &random)
    let sound = (Bool.random(using: &random) ? tone : silence).prefix(milliseconds * 48)
    return #"{"type":"input_audio_buffer.append","audio":"\#(Base64.string(from: sound))"}"#
  }

  private static func turnDetection(using random: inout SeededGenerator) -> String {
    let settings = [
      "null", #"{"type":"server_vad","silence_duration_ms":200,"idle_timeout_ms":5000}"#,
      #"{"type":"server_vad","interrupt_response":false,"silence_duration_ms":100}"#,
      #"{"type":"semantic_vad","eagerness":"high","create_response":false}"#,
    ]
    let chosen = settings[Int.random(in: settings.indices, using: &random)]
    return Bool.random(using: &random)
      ? #"{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":\#(chosen)}}}}"#
      : #"{"type":"session.update","session":{"turn_detection":\#(chosen)}}"#
  }
}
