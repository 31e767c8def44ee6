#include "simd_events.h"

#include "events.hpp"

// What events.hpp reports to: here the answers are enough.
static size_t decoded_byte_count;
extern "C" void bench_did_decode_audio(const void *, size_t byte_count) { decoded_byte_count = byte_count; }
extern "C" void bench_did_decode_text(size_t byte_count) { decoded_byte_count = byte_count; }
extern "C" void bench_did_read_time(const char *, size_t) {}
extern "C" void bench_did_fail(const char *) { decoded_byte_count = 0; }

namespace {

namespace ondemand = simdjson::ondemand;

struct TextDelta {
  std::string event_id, response_id, item_id, delta;
  int64_t output_index = 0, content_index = 0;
};

TextDelta read_text_delta(ondemand::object event) {
  TextDelta delta;
  for (auto field : event) {
    std::string_view key = field.unescaped_key();
    if (key == "event_id") events::read(field.value(), delta.event_id);
    else if (key == "response_id") events::read(field.value(), delta.response_id);
    else if (key == "item_id") events::read(field.value(), delta.item_id);
    else if (key == "delta") events::read(field.value(), delta.delta);
    else if (key == "output_index") delta.output_index = field.value().get_int64();
    else if (key == "content_index") delta.content_index = field.value().get_int64();
  }
  return delta;
}

// Calls `read` with an event of this type.
template <typename Read>
size_t with_event(const uint8_t *bytes, size_t count, size_t capacity, std::string_view type, Read read) {
  static ondemand::parser parser;
  try {
    ondemand::document document = parser.iterate(bytes, count, capacity);
    ondemand::object event = document.get_object();
    if (std::string_view(event["type"]) != type) return 0;
    return read(event);
  } catch (const simdjson::simdjson_error &) {
    return 0;
  }
}

}  // namespace

size_t simd_text_delta(const uint8_t *bytes, size_t count, size_t capacity) {
  return with_event(bytes, count, capacity, "response.output_text.delta", [](ondemand::object event) {
    return std::string_view(event["delta"]).size();
  });
}

size_t simd_text_delta_owned(const uint8_t *bytes, size_t count, size_t capacity) {
  return with_event(bytes, count, capacity, "response.output_text.delta", [](ondemand::object event) {
    event.reset();
    return read_text_delta(event).delta.size();
  });
}

size_t simd_audio_delta(const uint8_t *bytes, size_t count, size_t capacity) {
  return with_event(bytes, count, capacity, "response.output_audio.delta", [](ondemand::object event) {
    return events::decode_audio(event["delta"].value()) ? decoded_byte_count : 0;
  });
}

size_t simd_response_done(const uint8_t *bytes, size_t count, size_t capacity) {
  return with_event(bytes, count, capacity, "response.done", [](ondemand::object event) {
    events::Response response = events::read_response(event["response"].get_object());
    return response.output.size() + static_cast<size_t>(response.usage.total);
  });
}

size_t simd_append(const uint8_t *audio, size_t count, uint32_t masking_key, uint8_t *out) {
  constexpr size_t head_byte_count = 8;
  uint8_t *payload = out + head_byte_count;
  size_t payload_byte_count = events::encode_append(payload, audio, count);
  out[0] = 0x81, out[1] = 0x80 | 126;
  out[2] = static_cast<uint8_t>(payload_byte_count >> 8), out[3] = static_cast<uint8_t>(payload_byte_count);
  std::memcpy(out + 4, &masking_key, 4);
  for (size_t at = 0; at < payload_byte_count; at += 8) {
    uint64_t word;
    std::memcpy(&word, payload + at, 8);
    word ^= masking_key | uint64_t(masking_key) << 32;
    std::memcpy(payload + at, &word, 8);
  }
  return head_byte_count + payload_byte_count;
}
