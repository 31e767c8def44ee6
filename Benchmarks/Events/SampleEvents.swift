/// Server events as the service sends them, the same bytes in every run.
public enum SampleEvents {
  /// 100 ms of 24 kHz PCM16 in base64: 6.6 KB.
  public static let audioDelta = delta("response.output_audio.delta", base64(audio(byteCount: 4800)))
  /// Some words: 230 bytes.
  public static let textDelta = delta("response.output_text.delta", " we carry your voice...")
  /// One word, as most deltas are.
  public static let transcriptDelta = delta("response.output_audio_transcript.delta", " voice")
  /// The end of a response with usage and two items, one of them a function call.
  public static let responseDone = """
    {"type":"response.done",\(ids),"response":{"object":"realtime.response","id":"resp_CkT0000000000000000000",\
    "status":"completed","status_details":null,"output":[{"id":"item_CkT0000000000000000000",\
    "object":"realtime.item","type":"message","status":"completed","role":"assistant","content":[{\
    "type":"output_audio","transcript":"We carry your voice over one loop, and then it arrives in time. How can I \
    help you today?"}]},{"id":"item_CkF0000000000000000000","object":"realtime.item","type":"function_call",\
    "status":"completed","name":"look_up_order","call_id":"call_CkT0000000000000000000",\
    "arguments":"{\\"order\\":\\"A-1047\\",\\"detail\\":true}"}],"conversation_id":"conv_CkTHsurMKcaVxIZvaCI5m",\
    "output_modalities":["audio"],"max_output_tokens":"inf","audio":{"output":{"format":{"type":"audio/pcm",\
    "rate":24000},"voice":"marin"}},"usage":{"total_tokens":253,"input_tokens":132,"output_tokens":121,\
    "input_token_details":{"text_tokens":119,"audio_tokens":13,"image_tokens":0,"cached_tokens":64,\
    "cached_tokens_details":{"text_tokens":64,"audio_tokens":0,"image_tokens":0}},"output_token_details":{\
    "text_tokens":30,"audio_tokens":91}},"metadata":null}}
    """

  /// How a carrier's stream begins, and 20 ms of its caller in µ-law: 382 bytes.
  public static let carrierStart = """
    {"event":"start","sequenceNumber":"1","start":{"accountSid":"AC1","streamSid":"\(streamID)","callSid":"CA1",\
    "tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},\
    "customParameters":{}},"streamSid":"\(streamID)"}
    """
  public static let carrierMedia = """
    {"event":"media","sequenceNumber":"4023","media":{"track":"inbound","chunk":"4022","timestamp":"80440",\
    "payload":"\(base64(audio(byteCount: carrierAudioByteCount)))"},"streamSid":"\(streamID)"}
    """
  /// The caller's audio in it.
  public static let carrierAudioByteCount = 162
  private static let streamID = "MZ18ad3ab5a668481ce02b83e7395059f0"

  /// What a microphone gives: two slow waves and some noise, little-endian PCM16.
  public static func audio(byteCount: Int) -> [UInt8] {
    var noise: UInt32 = 0x9E37_79B9
    return (0..<byteCount / 2).flatMap { index in
      noise ^= noise << 13
      noise ^= noise >> 17
      noise ^= noise << 5
      let sample = UInt16(
        truncatingIfNeeded: triangle(index * 300) + triangle(index * 714) / 2 + Int(noise & 0x3FF))
      return [UInt8(truncatingIfNeeded: sample), UInt8(sample >> 8)]
    }
  }

  private static let ids = #""event_id":"event_00000000000000000000""#

  private static func delta(_ type: String, _ text: String) -> String {
    """
    {"type":"\(type)",\(ids),"response_id":"resp_CkT0000000000000000000",\
    "item_id":"item_CkT0000000000000000000","output_index":0,"content_index":0,"delta":"\(text)"}
    """
  }

  private static func triangle(_ phase: Int) -> Int {
    abs(phase % 32768 - 16384) - 8192
  }

  /// RFC 4648 section 4, for input whose size three divides.
  private static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
      for shift in [18, 12, 6, 0] { text.append(alphabet[group >> shift & 63]) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
