#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "call.h"
#include "message.h"

#define ITEM_ID "item_C9G5%06uJeJ2g%07u"
#define RESPONSE_ID "resp_C9G5%06uJeJ2g%07u"
#define USER_ID "item_C9H7%06uQeU4k%07u"
#define EVENT(type) "{\"type\":\"" type "\",\"event_id\":\"event_C9G5%013llu\","
#define PLACE "\"response_id\":\"" RESPONSE_ID "\",\"item_id\":\"" ITEM_ID "\",\"output_index\":0,\"content_index\":0"
#define TRANSCRIPT "We carry your voice over one loop, and then it arrives in time. How can I help you today?"
#define SPOKEN "\"object\":\"realtime.item\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"assistant\"," \
  "\"content\":[{\"type\":\"output_audio\",\"transcript\":\"" TRANSCRIPT "\"}]"
#define ABOUT_TO_SPEAK "\"object\":\"realtime.item\",\"type\":\"message\",\"status\":\"in_progress\"," \
  "\"role\":\"assistant\",\"content\":[]"
#define HEARD "\"object\":\"realtime.item\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"user\"," \
  "\"content\":[{\"type\":\"input_audio\",\"transcript\":null}]"
#define RESPONSE_TAIL "\"conversation_id\":\"conv_CCXHsurMKcaVxIZvaCI5m\",\"output_modalities\":[\"audio\"]," \
  "\"max_output_tokens\":\"inf\",\"audio\":{\"output\":{\"format\":{\"type\":\"audio/pcmu\"},\"voice\":\"marin\"}}"
#define SESSION "\"session\":{\"type\":\"realtime\",\"object\":\"realtime.session\",\"id\":\"sess_C9G5QPteg4UIbotdKLoYQ\"," \
  "\"model\":\"gpt-realtime-2.1\",\"output_modalities\":[\"audio\"],\"instructions\":\"You are a telephone receptionist.\"," \
  "\"tools\":[],\"tool_choice\":\"auto\",\"max_output_tokens\":\"inf\",\"tracing\":null,\"prompt\":null," \
  "\"expires_at\":%llu,\"audio\":{\"input\":{\"format\":%s,\"transcription\":null,\"noise_reduction\":null," \
  "\"turn_detection\":{\"type\":\"server_vad\",\"threshold\":0.5,\"prefix_padding_ms\":300,\"silence_duration_ms\":200," \
  "\"idle_timeout_ms\":null,\"create_response\":true,\"interrupt_response\":true}},\"output\":{\"format\":%s," \
  "\"voice\":\"marin\",\"speed\":1}},\"include\":null}}"

enum { MAXIMUM_DELTA = 3200 };

// Of the audio in each delta: 200 to 400 ms, which need not end where a frame ends.
static const uint32_t delta_byte_counts[] = {1600, 2000, 2400, MAXIMUM_DELTA};
// Of each answer. The last is still being played when the next turn begins: the caller interrupts it.
static const uint32_t answer_ms[] = {2000, 2500, 3000, 6000};

// What is known of a link until its first audio tells whose call it is, and after.
struct model {
  struct call *call;
  struct audio_cutter cutter;
};

static unsigned long long next_event(void) {
  static unsigned long long count;
  return ++count;
}

static void send_session(struct link *link, bool is_new) {
  const char *format = is_new ? "{\"type\":\"audio/pcm\",\"rate\":24000}" : "{\"type\":\"audio/pcmu\"}";
  unsigned long long expires_at = (unsigned long long)time(NULL) + 3600;
  if (is_new) message_send(link, EVENT("session.created") SESSION, next_event(), expires_at, format, format);
  else message_send(link, EVENT("session.updated") SESSION, next_event(), expires_at, format, format);
}

// MARK: A turn

static void send_speech_started(struct call *call) {
  message_send(call->model, EVENT("input_audio_buffer.speech_started") "\"audio_start_ms\":%u,\"item_id\":\"" USER_ID "\"}",
    next_event(), call->due_at_model.frame * FRAME_MS, call->number, call->answer.number);
}

static void send_users_turn(struct call *call) {
  struct link *link = call->model;
  uint32_t number = call->number, turn = call->answer.number;
  message_send(link, EVENT("input_audio_buffer.speech_stopped") "\"audio_end_ms\":%u,\"item_id\":\"" USER_ID "\"}",
    next_event(), call->due_at_model.frame * FRAME_MS, number, turn);
  message_send(link, EVENT("input_audio_buffer.committed") "\"previous_item_id\":null,\"item_id\":\"" USER_ID "\"}",
    next_event(), number, turn);
  message_send(link, EVENT("conversation.item.added") "\"previous_item_id\":null,\"item\":{\"id\":\"" USER_ID "\"," HEARD
    "}}", next_event(), number, turn);
  message_send(link, EVENT("conversation.item.done") "\"previous_item_id\":null,\"item\":{\"id\":\"" USER_ID "\"," HEARD
    "}}", next_event(), number, turn);
}

static void send_response_start(struct call *call) {
  struct link *link = call->model;
  uint32_t number = call->number, turn = call->answer.number;
  message_send(link, EVENT("response.created") "\"response\":{\"object\":\"realtime.response\",\"id\":\"" RESPONSE_ID "\","
    "\"status\":\"in_progress\",\"status_details\":null,\"output\":[]," RESPONSE_TAIL ",\"usage\":null,"
    "\"metadata\":null}}", next_event(), number, turn);
  message_send(link, EVENT("response.output_item.added") "\"response_id\":\"" RESPONSE_ID "\",\"output_index\":0,"
    "\"item\":{\"id\":\"" ITEM_ID "\"," ABOUT_TO_SPEAK "}}", next_event(), number, turn, number, turn);
  message_send(link, EVENT("conversation.item.added") "\"previous_item_id\":\"" USER_ID "\",\"item\":{\"id\":\"" ITEM_ID
    "\"," ABOUT_TO_SPEAK "}}", next_event(), number, turn, number, turn);
  message_send(link, EVENT("response.content_part.added") PLACE ",\"part\":{\"type\":\"audio\",\"transcript\":\"\"}}",
    next_event(), number, turn, number, turn);
}

static void send_delta(struct call *call) {
  static uint8_t audio[MAXIMUM_DELTA + 2 * AUDIO_FRAME];
  struct answer *answer = &call->answer;
  uint32_t total = answer->byte_counts[answer->number % REMEMBERED_ANSWERS];
  uint32_t *sent = &answer->sent_byte_counts[answer->number % REMEMBERED_ANSWERS];
  uint32_t byte_count = delta_byte_counts[answer->delta_count++ % (sizeof delta_byte_counts / sizeof *delta_byte_counts)]
    * load.answer_percent / 100;
  if (byte_count > total - *sent) byte_count = total - *sent;
  struct audio_place place = {.call = call->number, .stream = answer->number, .frame = *sent / AUDIO_FRAME};
  uint32_t skipped = *sent % AUDIO_FRAME;
  for (uint32_t at = 0; at < skipped + byte_count; at += AUDIO_FRAME, place.frame++) audio_compose(place, audio + at);
  message_send(call->model, EVENT("response.output_audio_transcript.delta") PLACE ",\"delta\":\" arrives in\"}",
    next_event(), call->number, answer->number, call->number, answer->number);
  message_send(call->model, EVENT("response.output_audio.delta") PLACE ",\"delta\":\"%s\"}", next_event(), call->number,
    answer->number, call->number, answer->number, base64_encode(audio + skipped, byte_count));
  if (*sent == 0) answer->first_sent_ns = now_ns();
  *sent += byte_count;
}

static void send_response_end(struct call *call) {
  struct link *link = call->model;
  uint32_t number = call->number, turn = call->answer.number;
  message_send(link, EVENT("response.output_audio.done") PLACE "}", next_event(), number, turn, number, turn);
  message_send(link, EVENT("response.output_audio_transcript.done") PLACE ",\"transcript\":\"" TRANSCRIPT "\"}",
    next_event(), number, turn, number, turn);
  message_send(link, EVENT("response.content_part.done") PLACE ",\"part\":{\"type\":\"audio\",\"transcript\":\"" TRANSCRIPT
    "\"}}", next_event(), number, turn, number, turn);
  message_send(link, EVENT("conversation.item.done") "\"previous_item_id\":\"" USER_ID "\",\"item\":{\"id\":\"" ITEM_ID
    "\"," SPOKEN "}}", next_event(), number, turn, number, turn);
  message_send(link, EVENT("response.output_item.done") "\"response_id\":\"" RESPONSE_ID "\",\"output_index\":0,"
    "\"item\":{\"id\":\"" ITEM_ID "\"," SPOKEN "}}", next_event(), number, turn, number, turn);
  message_send(link, EVENT("response.done") "\"response\":{\"object\":\"realtime.response\",\"id\":\"" RESPONSE_ID "\","
    "\"status\":\"completed\",\"status_details\":null,\"output\":[{\"id\":\"" ITEM_ID "\"," SPOKEN "}]," RESPONSE_TAIL
    ",\"usage\":{\"total_tokens\":253,\"input_tokens\":132,\"output_tokens\":121,\"input_token_details\":{"
    "\"text_tokens\":119,\"audio_tokens\":13,\"image_tokens\":0,\"cached_tokens\":64,\"cached_tokens_details\":{"
    "\"text_tokens\":64,\"audio_tokens\":0,\"image_tokens\":0}},\"output_token_details\":{\"text_tokens\":30,"
    "\"audio_tokens\":91}},\"metadata\":null}}", next_event(), number, turn, number, turn);
  message_send(link, EVENT("rate_limits.updated") "\"rate_limits\":[{\"name\":\"tokens\",\"limit\":4000000,"
    "\"remaining\":3999747,\"reset_seconds\":0.004}]}", next_event());
}

void model_start_turn(struct call *call, uint64_t now) {
  struct answer *answer = &call->answer;
  uint32_t number = ++answer->number, slot = number % REMEMBERED_ANSWERS;
  size_t kind = (call->number + number) % (sizeof answer_ms / sizeof *answer_ms);
  answer->byte_counts[slot] = answer_ms[kind] * load.answer_percent / 100 * AUDIO_BYTES_PER_MS;
  answer->sent_byte_counts[slot] = answer->delta_count = 0;
  answer->stage = ANSWER_LISTENING;
  answer->due_ns = now + SPEECH_MS * 1000000ull;
  if (call->play_end_ns > now) call->clear_due_ns = now;
  send_speech_started(call);
}

bool model_go_on(struct call *call, uint64_t now) {
  struct answer *answer = &call->answer;
  uint32_t slot = answer->number % REMEMBERED_ANSWERS;
  if (!call->model) {
    answer->stage = ANSWER_NONE;
    return false;
  }
  if (now < answer->due_ns) return true;
  if (answer->stage == ANSWER_LISTENING) {
    send_users_turn(call);
    send_response_start(call);
    answer->stage = ANSWER_SPEAKING;
    answer->due_ns += THINKING_MS * 1000000ull;
    return true;
  }
  send_delta(call);
  answer->due_ns += DELTA_MS * 1000000ull;
  if (answer->sent_byte_counts[slot] < answer->byte_counts[slot]) return true;
  send_response_end(call);
  answer->stage = ANSWER_NONE;
  return false;
}

// MARK: From the bridge

static void did_receive_audio(struct link *link, const uint8_t *bytes, size_t byte_count) {
  struct model *model = link->context;
  uint64_t now = now_ns();
  for (const uint8_t *frame; (frame = audio_cut(&model->cutter, &bytes, &byte_count));) {
    struct audio_place place;
    memcpy(&place, frame, sizeof place);
    if (!model->call) {
      // Who hears of the call late may begin with a later frame.
      if (place.call >= load.call_count || load.calls[place.call].model) {
        load.tally.damaged++;
        continue;
      }
      model->call = &load.calls[place.call];
      model->call->model = link;
      model->call->due_at_model = (struct audio_place){.call = place.call, .frame = place.frame};
      load.open_count++;
    }
    if (!call_check(&model->call->due_at_model, frame) || !load.tally.is_measuring) continue;
    meter_add(&load.tally.caller, now - model->call->frame_sent_ns[place.frame % REMEMBERED_FRAMES]);
  }
}

// What was not sent cannot have been heard.
static void did_receive_truncation(struct link *link, const uint8_t *payload, size_t byte_count) {
  size_t length = 0;
  const char *text = message_text(payload, byte_count, "item_id", &length);
  char id[64] = {0};
  uint32_t number, turn;
  long end_ms = message_number(payload, byte_count, "audio_end_ms");
  if (text && length < sizeof id) memcpy(id, text, length);
  struct call *call = ((struct model *)link->context)->call;
  load.tally.truncations++;
  if (call && sscanf(id, ITEM_ID, &number, &turn) == 2 && number == call->number && end_ms >= 0
    && (uint64_t)end_ms * AUDIO_BYTES_PER_MS <= call->answer.sent_byte_counts[turn % REMEMBERED_ANSWERS]) {
    message_send(link, EVENT("conversation.item.truncated") "\"item_id\":\"%s\",\"content_index\":0,\"audio_end_ms\":%ld}",
      next_event(), id, end_ms);
    return;
  }
  load.tally.refused_truncations++;
  message_send(link, EVENT("error") "\"error\":{\"type\":\"invalid_request_error\",\"code\":null,\"message\":"
    "\"Audio content is already shorter than %ldms\",\"param\":null,\"event_id\":null}}", next_event(), end_ms);
}

static void did_receive(struct link *link, uint8_t *payload, size_t byte_count) {
  size_t length = 0, audio_byte_count;
  if (message_text_is(payload, byte_count, "type", "input_audio_buffer.append")) {
    const char *text = message_text(payload, byte_count, "audio", &length);
    const uint8_t *audio = text ? base64_decode(text, length, &audio_byte_count) : NULL;
    if (audio) did_receive_audio(link, audio, audio_byte_count);
    else load.tally.damaged++;
  } else if (message_text_is(payload, byte_count, "type", "session.update")) {
    send_session(link, false);
  } else if (message_text_is(payload, byte_count, "type", "conversation.item.truncate")) {
    did_receive_truncation(link, payload, byte_count);
  } else {
    load.tally.unknown_messages++;
  }
}

static void did_open(struct link *link) {
  link->context = calloc(1, sizeof(struct model));
  if (link->context) send_session(link, true);
  else link_close(link);
}

static void did_close(struct link *link) {
  struct model *model = link->context;
  if (model && model->call) {
    model->call->model = NULL;
    load.open_count--;
    if (!load.is_ending) load.tally.early_ends++;
  }
  free(model);
}

int model_listen(void) {
  static const struct link_events events = {did_open, did_receive, did_close};
  return link_listen(&load.hub, 0, &events);
}
