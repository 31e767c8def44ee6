import RealtimeSessions
import RealtimeAudio
import RealtimeEvents

/// The JSON of the events that a spoken response consists of.
enum Spoken {
  static func created(_ response: String, isInConversation: Bool = true, more: String = "") -> String {
    let conversation = isInConversation ? #""conv_1""# : "null"
    return """
      {"type":"response.created","event_id":"e","response":{"object":"realtime.response","id":"\(response)",\
      "status":"in_progress","conversation_id":\(conversation),"output":[]\(more)}}
      """
  }

  static func audio(
    _ byteCount: Int, _ item: String = "item_1", of response: String = "resp_1", part: Int = 0
  ) -> String {
    let tail = ["", "AA==", "AAA="][byteCount % 3]
    let base64 = String(repeating: "AAAA", count: byteCount / 3) + tail
    return """
      {"type":"response.output_audio.delta","event_id":"e","response_id":"\(response)","item_id":"\(item)",\
      "output_index":0,"content_index":\(part),"delta":"\(base64)"}
      """
  }

  /// So many milliseconds of PCM.
  static func audio(
    milliseconds: Int, _ item: String = "item_1", of response: String = "resp_1", part: Int = 0
  ) -> String {
    audio(milliseconds * AudioEncoding.pcm16.bytesPerMillisecond, item, of: response, part: part)
  }

  static func audioDone(_ item: String = "item_1", of response: String = "resp_1", part: Int = 0) -> String {
    """
    {"type":"response.output_audio.done","event_id":"e","response_id":"\(response)","item_id":"\(item)",\
    "output_index":0,"content_index":\(part)}
    """
  }

  /// A message as `response.done` lists it: the types of its parts.
  static func message(_ item: String, _ parts: [String]) -> String {
    let content = parts.map { #"{"type":"\#($0)"}"# }.joined(separator: ",")
    return """
      {"id":"\(item)","type":"message","role":"assistant","status":"incomplete","content":[\(content)]}
      """
  }

  static func done(
    _ response: String = "resp_1", _ status: String = "completed", output: [String] = [],
    usage: String = "null"
  ) -> String {
    """
    {"type":"response.done","event_id":"e","response":{"id":"\(response)","status":"\(status)",\
    "conversation_id":"conv_1","output":[\(output.joined(separator: ","))],"usage":\(usage)}}
    """
  }

  static func session(_ members: String, type: String = "session.updated") -> String {
    #"{"type":"\#(type)","event_id":"e","session":{"type":"realtime","id":"sess_1",\#(members)}}"#
  }

  /// An event that has an item and no more.
  static func event(_ type: String, item: String = "item_1", more: String = "") -> String {
    #"{"type":"\#(type)","event_id":"e","item_id":"\#(item)"\#(more)}"#
  }
}

extension PlaybackLedger {
  /// Takes an event, in JSON.
  @discardableResult
  mutating func receive(_ json: String, at milliseconds: Int = 0) throws -> [InterruptionStep] {
    try withEvent(json) { receive($0, at: .milliseconds(milliseconds)) }
  }
}

extension InterruptionStep {
  /// What it sends, briefly; `nil` for a cut, which goes with a truncation.
  var text: String? {
    switch self {
    case .clearPlayback: "clear"
    case .send(.responseCancel(let id, _)): "cancel \(id ?? "")"
    case .send(.conversationItemTruncate(let item, let part, let end, _)): "truncate \(item) \(part) \(end)"
    case .send(.conversationItemDelete(let item, _)): "delete \(item)"
    case .send(.outputAudioBufferClear): "clear service"
    case .send(let event): "\(event)"
    case .cut: nil
    }
  }
}

extension [InterruptionStep] {
  var texts: [String] { compactMap(\.text) }
  var cuts: [PlaybackPart] {
    compactMap { if case .cut(let part) = $0 { part } else { nil } }
  }
}
