import Foundation

/// The events a gateway reads, as a user of `JSONDecoder` would write them: one decode by `type`.
enum ServerEvent: Decodable {
  case audioDelta(Delta)
  case textDelta(Delta)
  case responseDone(ResponseDone)
  case other(type: String)

  private enum CodingKeys: String, CodingKey { case type }

  init(from decoder: any Decoder) throws {
    let type = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .type)
    switch type {
    case "response.output_audio.delta": self = .audioDelta(try Delta(from: decoder))
    case "response.output_text.delta", "response.output_audio_transcript.delta":
      self = .textDelta(try Delta(from: decoder))
    case "response.done": self = .responseDone(try ResponseDone(from: decoder))
    default: self = .other(type: type)
    }
  }
}

struct Delta: Decodable {
  let eventID: String
  let delta: String

  enum CodingKeys: String, CodingKey {
    case eventID = "event_id"
    case delta
  }
}

struct ResponseDone: Decodable {
  struct Response: Decodable {
    let id: String
    let status: String
    let conversation_id: String?
    let output_modalities: [String]
    let max_output_tokens: String?
    let output: [Item]
    let audio: Audio?
    let usage: Usage?
  }

  struct Item: Decodable {
    let id: String
    let type: String
    let status: String?
    let role: String?
    let name: String?
    let call_id: String?
    let arguments: String?
    let content: [Content]?
  }

  struct Content: Decodable {
    let type: String
    let transcript: String?
    let text: String?
  }

  struct Audio: Decodable {
    struct Output: Decodable {
      let format: Format?
      let voice: String?
    }
    struct Format: Decodable {
      let type: String
      let rate: Int?
    }
    let output: Output?
  }

  struct Usage: Decodable {
    let total_tokens: Int
    let input_tokens: Int
    let output_tokens: Int
    let input_token_details: Details?
    let output_token_details: Details?
  }

  struct Details: Decodable {
    struct Cached: Decodable {
      let text_tokens: Int?
      let audio_tokens: Int?
      let image_tokens: Int?
    }
    let text_tokens: Int?
    let audio_tokens: Int?
    let image_tokens: Int?
    let cached_tokens: Int?
    let cached_tokens_details: Cached?
  }

  let response: Response
}

struct AppendAudio: Encodable {
  let type = "input_audio_buffer.append"
  let audio: String
}
