#include "streams.h"

#include "memory_bio.h"
#include "websocket.h"

#include <math.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

enum {
  VARIANT_COUNT = 32,
  TURN_VARIANT_COUNT = 4,
  DELTAS_PER_TURN = 30,
  SAMPLE_RATE = 24000,
  AUDIO_BYTES = 4800,       // 100 ms of 24 kHz PCM16, 6 400 characters of base64
  AUDIO16K_BYTES = 12000,   // 250 ms, 16 000 characters: the most that fits one TLS record with its event
  TEXT_EVENT_BYTES = 230,
};

static struct stream streams[STREAM_PACED + 1];
static uint64_t event_serial;

static const char *const words[] = {
  " the", " quick", " answer", " is", " that", " we", " carry", " your", " voice", ",", " and", " then", " it",
  " arrives", " \\\"in time\\\"", ".", " Caf\u00e9", " sessions", " over", " one", " loop", "\\n", " with", " care",
};

static const char *word_at(size_t index) {
  return words[index % (sizeof words / sizeof *words)];
}

// MARK: Composing events

__attribute__((format(printf, 2, 3)))
static void append_format(struct byte_queue *queue, const char *format, ...) {
  char text[4096];
  va_list arguments;
  va_start(arguments, format);
  int byte_count = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (byte_count < 0 || (size_t)byte_count >= sizeof text) abort();
  byte_queue_append(queue, text, (size_t)byte_count);
}

static void begin_event(struct byte_queue *json, const char *type) {
  append_format(json, "{\"type\":\"%s\",\"event_id\":\"event_%020llu\"", type, (unsigned long long)event_serial++);
}

static void add_place(struct byte_queue *json, size_t turn) {
  append_format(json, ",\"response_id\":\"resp_CkT%019zu\",\"item_id\":\"item_CkT%019zu\","
    "\"output_index\":0,\"content_index\":0", turn, turn);
}

static size_t unescaped_byte_count(const char *json_text) {
  size_t byte_count = 0;
  for (const char *at = json_text; *at; at++) {
    if (*at == '\\') at++;
    byte_count++;
  }
  return byte_count;
}

static void add_frame(struct stream *stream, struct byte_queue *json, struct encoded_frame frame) {
  append_format(json, "}");
  uint8_t header[WEBSOCKET_MAXIMUM_HEADER];
  size_t header_byte_count = websocket_write_header(header, WEBSOCKET_TEXT, json->byte_count, NULL);
  frame.byte_count = header_byte_count + json->byte_count;
  frame.bytes = malloc(frame.byte_count);
  memcpy(frame.bytes, header, header_byte_count);
  memcpy(frame.bytes + header_byte_count, json->base, json->byte_count);
  byte_queue_free(json);
  stream->frames = realloc(stream->frames, (stream->frame_count + 1) * sizeof frame);
  stream->frames[stream->frame_count++] = frame;
}

static void add_simple(struct stream *stream, const char *type, const char *format, ...)
  __attribute__((format(printf, 3, 4)));
static void add_simple(struct stream *stream, const char *type, const char *format, ...) {
  char members[4096];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(members, sizeof members, format, arguments);
  va_end(arguments);
  struct byte_queue json = {0};
  begin_event(&json, type);
  append_format(&json, ",%s", members);
  add_frame(stream, &json, (struct encoded_frame){0});
}

// MARK: Deltas

// Two tones and a little noise: base64 of it has no pattern a decoder or a cache could profit from.
static void synthesise(uint8_t *pcm, size_t byte_count, size_t variant) {
  static uint32_t noise = 0x9E3779B9;
  for (size_t i = 0; i < byte_count / 2; i++) {
    double time = (double)(variant * byte_count / 2 + i) / SAMPLE_RATE;
    noise ^= noise << 13, noise ^= noise >> 17, noise ^= noise << 5;
    double value = 9000 * sin(2 * M_PI * 220 * time) + 5000 * sin(2 * M_PI * 523 * time) + (noise & 0x3FF);
    int16_t sample = (int16_t)value;
    pcm[2 * i] = (uint8_t)sample;
    pcm[2 * i + 1] = (uint8_t)(sample >> 8);
  }
}

static void add_audio_delta(struct stream *stream, size_t audio_byte_count, size_t turn, size_t variant) {
  uint8_t pcm[AUDIO16K_BYTES];
  synthesise(pcm, audio_byte_count, variant);
  struct byte_queue json = {0};
  begin_event(&json, "response.output_audio.delta");
  add_place(&json, turn);
  append_format(&json, ",\"delta\":\"");
  uint8_t *encoded = byte_queue_reserve(&json, audio_byte_count * 4 / 3 + 8);
  json.byte_count += (size_t)EVP_EncodeBlock(encoded, pcm, (int)audio_byte_count);
  append_format(&json, "\"");
  const uint8_t *end = pcm + audio_byte_count;
  add_frame(stream, &json, (struct encoded_frame){
    .audio_byte_count = (uint32_t)audio_byte_count,
    .audio_crc = (uint32_t)crc32(0, pcm, (uInt)audio_byte_count),
    .audio_tail = end[-4] | end[-3] << 8 | end[-2] << 16 | (uint32_t)end[-1] << 24,
  });
}

// A delta of one word, or of as many as fill the event to `event_byte_count` bytes when that is not 0.
static void add_text_delta(
  struct stream *stream, const char *type, size_t turn, size_t variant, size_t event_byte_count
) {
  struct byte_queue json = {0};
  begin_event(&json, type);
  add_place(&json, turn);
  append_format(&json, ",\"delta\":\"");
  size_t text_byte_count = 0, index = variant;
  do {
    const char *word = word_at(index++);
    if (event_byte_count && json.byte_count + strlen(word) + 2 > event_byte_count) word = ".";
    append_format(&json, "%s", word);
    text_byte_count += unescaped_byte_count(word);
  } while (json.byte_count + 2 < event_byte_count);
  append_format(&json, "\"");
  add_frame(stream, &json, (struct encoded_frame){.text_byte_count = (uint32_t)text_byte_count});
}

// MARK: A whole turn

#define ITEM_HEAD "\"id\":\"item_CkT%019zu\",\"object\":\"realtime.item\",\"type\":\"message\","
#define TRANSCRIPT "We carry your voice over one loop, and then it arrives in time. How can I help you today?"
#define DONE_ITEM ITEM_HEAD "\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_audio\"," \
  "\"transcript\":\"" TRANSCRIPT "\"}]"
#define RESPONSE_HEAD "\"response\":{\"object\":\"realtime.response\",\"id\":\"resp_CkT%019zu\","
#define RESPONSE_TAIL "\"conversation_id\":\"conv_CkTHsurMKcaVxIZvaCI5m\",\"output_modalities\":[\"audio\"]," \
  "\"max_output_tokens\":\"inf\",\"audio\":{\"output\":{\"format\":{\"type\":\"audio/pcm\",\"rate\":24000}," \
  "\"voice\":\"marin\"}},"
#define PLACE "\"response_id\":\"resp_CkT%019zu\",\"item_id\":\"item_CkT%019zu\",\"output_index\":0,\"content_index\":0"

static void add_user_input(struct stream *stream, size_t turn) {
  size_t user = turn + 1000000;
  const char *item = "\"previous_item_id\":null,\"item\":{" ITEM_HEAD "\"status\":\"completed\",\"role\":\"user\","
    "\"content\":[{\"type\":\"input_audio\",\"transcript\":null}]}";
  add_simple(stream, "input_audio_buffer.speech_started", "\"audio_start_ms\":%zu,\"item_id\":\"item_CkT%019zu\"",
    turn * 5000, user);
  add_simple(stream, "input_audio_buffer.speech_stopped", "\"audio_end_ms\":%zu,\"item_id\":\"item_CkT%019zu\"",
    turn * 5000 + 1900, user);
  add_simple(stream, "input_audio_buffer.committed", "\"previous_item_id\":null,\"item_id\":\"item_CkT%019zu\"", user);
  add_simple(stream, "conversation.item.added", item, user);
  add_simple(stream, "conversation.item.done", item, user);
}

static void add_response_start(struct stream *stream, size_t turn) {
  add_simple(stream, "response.created", RESPONSE_HEAD "\"status\":\"in_progress\",\"status_details\":null,"
    "\"output\":[]," RESPONSE_TAIL "\"usage\":null,\"metadata\":null}", turn);
  add_simple(stream, "response.output_item.added", "\"response_id\":\"resp_CkT%019zu\",\"output_index\":0,\"item\":{"
    ITEM_HEAD "\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}", turn, turn);
  add_simple(stream, "conversation.item.added", "\"previous_item_id\":\"item_CkT%019zu\",\"item\":{"
    ITEM_HEAD "\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}", turn + 1000000, turn);
  add_simple(stream, "response.content_part.added",
    PLACE ",\"part\":{\"type\":\"audio\",\"transcript\":\"\"}", turn, turn);
}

static void add_response_end(struct stream *stream, size_t turn) {
  add_simple(stream, "response.output_audio.done", PLACE, turn, turn);
  add_simple(stream, "response.output_audio_transcript.done", PLACE ",\"transcript\":\"" TRANSCRIPT "\"", turn, turn);
  add_simple(stream, "response.content_part.done",
    PLACE ",\"part\":{\"type\":\"audio\",\"transcript\":\"" TRANSCRIPT "\"}", turn, turn);
  add_simple(stream, "conversation.item.done", "\"previous_item_id\":\"item_CkT%019zu\",\"item\":{" DONE_ITEM "}",
    turn + 1000000, turn);
  add_simple(stream, "response.output_item.done",
    "\"response_id\":\"resp_CkT%019zu\",\"output_index\":0,\"item\":{" DONE_ITEM "}", turn, turn);
  add_simple(stream, "response.done", RESPONSE_HEAD "\"status\":\"completed\",\"status_details\":null,"
    "\"output\":[{" DONE_ITEM "},{\"id\":\"item_CkF%019zu\",\"object\":\"realtime.item\",\"type\":\"function_call\","
    "\"status\":\"completed\",\"name\":\"look_up_order\",\"call_id\":\"call_CkT%019zu\","
    "\"arguments\":\"{\\\"order\\\":\\\"A-1047\\\",\\\"detail\\\":true}\"}]," RESPONSE_TAIL
    "\"usage\":{\"total_tokens\":253,\"input_tokens\":132,\"output_tokens\":121,\"input_token_details\":{"
    "\"text_tokens\":119,\"audio_tokens\":13,\"image_tokens\":0,\"cached_tokens\":64,\"cached_tokens_details\":{"
    "\"text_tokens\":64,\"audio_tokens\":0,\"image_tokens\":0}},\"output_token_details\":{\"text_tokens\":30,"
    "\"audio_tokens\":91}},\"metadata\":null}", turn, turn, turn, turn);
  add_simple(stream, "rate_limits.updated", "\"rate_limits\":[{\"name\":\"requests\",\"limit\":1000,"
    "\"remaining\":%zu,\"reset_seconds\":60},{\"name\":\"tokens\",\"limit\":50000,\"remaining\":49950,"
    "\"reset_seconds\":0.06}]", 999 - turn);
}

static void add_turn(struct stream *stream, size_t turn) {
  add_user_input(stream, turn);
  add_response_start(stream, turn);
  for (size_t i = 0; i < DELTAS_PER_TURN; i++) {
    add_text_delta(stream, "response.output_audio_transcript.delta", turn, turn * DELTAS_PER_TURN + i, 0);
    add_audio_delta(stream, AUDIO_BYTES, turn, i);
  }
  add_response_end(stream, turn);
}

// MARK: Public

void streams_encode(void) {
  for (size_t i = 0; i < VARIANT_COUNT; i++) {
    add_audio_delta(&streams[STREAM_AUDIO], AUDIO_BYTES, 0, i);
    add_audio_delta(&streams[STREAM_AUDIO16K], AUDIO16K_BYTES, 0, i);
    add_text_delta(&streams[STREAM_TEXT], "response.output_text.delta", 0, i, TEXT_EVENT_BYTES);
    add_audio_delta(&streams[STREAM_PACED], AUDIO_BYTES, 0, i);
  }
  for (size_t turn = 0; turn < TURN_VARIANT_COUNT; turn++) add_turn(&streams[STREAM_MIXED], turn);
  for (size_t kind = 0; kind <= STREAM_PACED; kind++) streams[kind].turn_frame_count = 1;
  streams[STREAM_MIXED].turn_frame_count = streams[STREAM_MIXED].frame_count / TURN_VARIANT_COUNT;
}

bool stream_kind_from_name(const char *name, enum stream_kind *kind) {
  static const char *const names[] = {"audio", "audio16k", "text", "mixed", "echo", "idle", "paced"};
  // The client sends from a timer, which is nothing to the server.
  if (strcmp(name, "gateway") == 0) name = "paced";
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (strcmp(name, names[i]) == 0) {
      *kind = (enum stream_kind)i;
      return true;
    }
  }
  return false;
}

const struct stream *stream_of_kind(enum stream_kind kind) {
  return streams[kind].frame_count ? &streams[kind] : NULL;
}

size_t stream_time_offset(const struct encoded_frame *frame) {
  static const char key[] = "\"event_id\":\"event_";
  const uint8_t *found = memmem(frame->bytes, frame->byte_count, key, sizeof key - 1);
  return (size_t)(found - frame->bytes) + sizeof key - 1;
}

void stream_totals_add(struct stream_totals *totals, const struct encoded_frame *frame) {
  totals->events++;
  totals->audio_bytes += frame->audio_byte_count;
  totals->audio_crc += frame->audio_crc;
  totals->audio_tail += frame->audio_tail;
  totals->text_bytes += frame->text_byte_count;
}
