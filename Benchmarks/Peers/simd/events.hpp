// What a careful C++ client does per event with simdjson On-Demand: dispatch by type, decode every delta,
// read `response.done` completely.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

#include "base64.hpp"
#include "measurement.h"

namespace events {

namespace ondemand = simdjson::ondemand;

struct Content {
  std::string type, transcript;
};

struct Item {
  std::string id, type, status, role, name, call_id, arguments;
  std::vector<Content> content;
};

struct TokenDetails {
  int64_t text = 0, audio = 0, image = 0, cached = 0, cached_text = 0, cached_audio = 0, cached_image = 0;
};

struct Usage {
  int64_t total = 0, input = 0, output = 0;
  TokenDetails input_details, output_details;
};

struct Response {
  std::string id, status, conversation_id, voice, format, max_output_tokens;
  int64_t rate = 0;
  std::vector<std::string> output_modalities;
  std::vector<Item> output;
  Usage usage;
};

inline void read(ondemand::value value, std::string &into) {
  if (value.type() == ondemand::json_type::string) into = std::string_view(value.get_string());
}

inline Content read_content(ondemand::object object) {
  Content content;
  for (auto field : object) {
    std::string_view key = field.unescaped_key();
    if (key == "type") read(field.value(), content.type);
    else if (key == "transcript" || key == "text") read(field.value(), content.transcript);
  }
  return content;
}

inline Item read_item(ondemand::object object) {
  Item item;
  for (auto field : object) {
    std::string_view key = field.unescaped_key();
    if (key == "id") read(field.value(), item.id);
    else if (key == "type") read(field.value(), item.type);
    else if (key == "status") read(field.value(), item.status);
    else if (key == "role") read(field.value(), item.role);
    else if (key == "name") read(field.value(), item.name);
    else if (key == "call_id") read(field.value(), item.call_id);
    else if (key == "arguments") read(field.value(), item.arguments);
    else if (key == "content") {
      for (ondemand::object part : field.value().get_array()) item.content.push_back(read_content(part));
    }
  }
  return item;
}

inline TokenDetails read_token_details(ondemand::object object) {
  TokenDetails details;
  for (auto field : object) {
    std::string_view key = field.unescaped_key();
    if (key == "text_tokens") details.text = field.value().get_int64();
    else if (key == "audio_tokens") details.audio = field.value().get_int64();
    else if (key == "image_tokens") details.image = field.value().get_int64();
    else if (key == "cached_tokens") details.cached = field.value().get_int64();
    else if (key == "cached_tokens_details") {
      TokenDetails cached = read_token_details(field.value().get_object());
      details.cached_text = cached.text, details.cached_audio = cached.audio, details.cached_image = cached.image;
    }
  }
  return details;
}

inline Usage read_usage(ondemand::object object) {
  Usage usage;
  for (auto field : object) {
    std::string_view key = field.unescaped_key();
    if (key == "total_tokens") usage.total = field.value().get_int64();
    else if (key == "input_tokens") usage.input = field.value().get_int64();
    else if (key == "output_tokens") usage.output = field.value().get_int64();
    else if (key == "input_token_details") usage.input_details = read_token_details(field.value().get_object());
    else if (key == "output_token_details") usage.output_details = read_token_details(field.value().get_object());
  }
  return usage;
}

inline void read_audio(ondemand::object object, Response &response) {
  ondemand::object output = object["output"];
  for (auto field : output) {
    std::string_view key = field.unescaped_key();
    if (key == "voice") read(field.value(), response.voice);
    else if (key == "format") {
      ondemand::object format = field.value();
      for (auto member : format) {
        std::string_view name = member.unescaped_key();
        if (name == "type") read(member.value(), response.format);
        else if (name == "rate") response.rate = member.value().get_int64();
      }
    }
  }
}

inline Response read_response(ondemand::object object) {
  Response response;
  for (auto field : object) {
    std::string_view key = field.unescaped_key();
    if (key == "id") read(field.value(), response.id);
    else if (key == "status") read(field.value(), response.status);
    else if (key == "conversation_id") read(field.value(), response.conversation_id);
    else if (key == "max_output_tokens") read(field.value(), response.max_output_tokens);
    else if (key == "audio") read_audio(field.value().get_object(), response);
    else if (key == "output_modalities") {
      for (std::string_view modality : field.value().get_array()) response.output_modalities.emplace_back(modality);
    } else if (key == "output") {
      for (ondemand::object item : field.value().get_array()) response.output.push_back(read_item(item));
    } else if (key == "usage" && !field.value().is_null()) {
      response.usage = read_usage(field.value().get_object());
    }
  }
  return response;
}

// Decodes straight from the received bytes; escaped base64 (never seen, but legal) goes through a copy.
inline bool decode_audio(ondemand::value delta) {
  static std::vector<uint8_t> pcm;
  std::string_view token = delta.raw_json_token();
  size_t end = token.rfind('"');
  std::string_view text = token.substr(1, end - 1);
  if (pcm.size() < text.size()) pcm.resize(text.size());
  size_t count = base64::decode(reinterpret_cast<const uint8_t *>(text.data()), text.size(), pcm.data());
  if (count == SIZE_MAX) {
    text = std::string_view(delta.get_string());
    count = base64::decode(reinterpret_cast<const uint8_t *>(text.data()), text.size(), pcm.data());
  }
  if (count == SIZE_MAX) return false;
  bench_did_decode_audio(pcm.data(), count);
  return true;
}

// `capacity` counts the bytes after the event that may be read: at least SIMDJSON_PADDING.
inline void decode(const char *bytes, size_t count, size_t capacity, bool is_paced) {
  static ondemand::parser parser;
  try {
    ondemand::document document = parser.iterate(bytes, count, capacity);
    ondemand::object event = document.get_object();
    std::string_view type = event["type"];
    if (is_paced) {
      std::string_view id = event["event_id"];
      bench_did_read_time(id.data(), id.size());
    }
    if (type == "response.output_audio.delta") {
      if (!decode_audio(event["delta"].value())) bench_did_fail("not base64");
    } else if (type == "response.output_text.delta" || type == "response.output_audio_transcript.delta") {
      bench_did_decode_text(std::string_view(event["delta"]).size());
    } else if (type == "response.done") {
      Response response = read_response(event["response"].get_object());
      if (response.usage.total == 0 || response.output.empty()) bench_did_fail("response.done is incomplete");
    }
  } catch (const simdjson::simdjson_error &error) {
    bench_did_fail(error.what());
  }
}

inline size_t encode_append(uint8_t *out, const uint8_t *pcm, size_t count) {
  static constexpr std::string_view head = "{\"type\":\"input_audio_buffer.append\",\"audio\":\"";
  std::memcpy(out, head.data(), head.size());
  size_t length = head.size() + base64::encode(pcm, count, out + head.size());
  std::memcpy(out + length, "\"}", 2);
  return length + 2;
}

}  // namespace events
