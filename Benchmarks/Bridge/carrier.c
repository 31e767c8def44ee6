#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "message.h"

#define STREAM_SID "MZ%08u5d1c4f0b9a7e3216c8d04b7f"

static void stream_sid(const struct call *call, char text[48]) { snprintf(text, 48, STREAM_SID, call->number); }

// MARK: To the bridge

static void did_open(struct link *link) {
  struct call *call = link->context;
  uint32_t number = call->number;
  call->marks = calloc(MAXIMUM_MARKS, sizeof *call->marks);
  message_send(link, "{\"event\":\"connected\",\"protocol\":\"Call\",\"version\":\"1.0.0\"}");
  message_send(link, "{\"event\":\"start\",\"sequenceNumber\":\"1\",\"start\":{\"accountSid\":\"AC%032u\","
    "\"streamSid\":\"" STREAM_SID "\",\"callSid\":\"CA%032u\",\"tracks\":[\"inbound\"],\"mediaFormat\":{"
    "\"encoding\":\"audio/x-mulaw\",\"sampleRate\":8000,\"channels\":1},\"customParameters\":{}},"
    "\"streamSid\":\"" STREAM_SID "\"}", 1, number, number, number);
  call->sequence = 1;
}

void carrier_send_frame(struct call *call) {
  uint8_t frame[AUDIO_FRAME];
  uint32_t number = call->sent_frame_count++;
  audio_compose((struct audio_place){.call = call->number, .stream = 0, .frame = number}, frame);
  call->frame_sent_ns[number % REMEMBERED_FRAMES] = now_ns();
  message_send(call->carrier, "{\"event\":\"media\",\"sequenceNumber\":\"%u\",\"media\":{\"track\":\"inbound\","
    "\"chunk\":\"%u\",\"timestamp\":\"%u\",\"payload\":\"%s\"},\"streamSid\":\"" STREAM_SID "\"}",
    ++call->sequence, number + 1, number * FRAME_MS, base64_encode(frame, sizeof frame), call->number);
}

void carrier_hang_up(struct call *call) {
  if (!call->carrier) return;
  message_send(call->carrier, "{\"event\":\"stop\",\"sequenceNumber\":\"%u\",\"stop\":{\"accountSid\":\"AC%032u\","
    "\"callSid\":\"CA%032u\"},\"streamSid\":\"" STREAM_SID "\"}", ++call->sequence, 1, call->number, call->number);
  link_close(call->carrier);
}

// MARK: Playing

static void return_mark(struct call *call) {
  struct mark *mark = &call->marks[call->first_mark++ % MAXIMUM_MARKS];
  call->mark_count--;
  load.tally.returned_marks++;
  message_send(call->carrier, "{\"event\":\"mark\",\"sequenceNumber\":\"%u\",\"streamSid\":\"" STREAM_SID "\","
    "\"mark\":{\"name\":\"%s\"}}", ++call->sequence, call->number, mark->name);
}

void carrier_play(struct call *call, uint64_t now) {
  while (call->mark_count > 0 && call->marks[call->first_mark % MAXIMUM_MARKS].due_ns <= now) return_mark(call);
}

static void did_receive_mark(struct call *call, const char *name, size_t length) {
  if (!name || length > MAXIMUM_MARK_NAME || call->mark_count == MAXIMUM_MARKS) {
    load.tally.dropped_marks++;
    return;
  }
  struct mark *mark = &call->marks[(call->first_mark + call->mark_count++) % MAXIMUM_MARKS];
  memcpy(mark->name, name, length);
  mark->name[length] = 0;
  mark->due_ns = call->play_end_ns;
  carrier_play(call, now_ns());
}

static void expect_next_answer(struct call *call) {
  call->due_at_carrier.stream++;
  call->due_at_carrier.frame = 0;
}

// Whether all of an answer was heard.
static bool is_complete(const struct call *call) {
  struct audio_place due = call->due_at_carrier;
  return due.frame > 0 && due.frame * AUDIO_FRAME == call->answer.byte_counts[due.stream % REMEMBERED_ANSWERS];
}

static void did_receive_clear(struct call *call) {
  uint64_t now = now_ns();
  if (call->clear_due_ns && load.tally.is_measuring) meter_add(&load.tally.clear, now - call->clear_due_ns);
  call->clear_due_ns = 0;
  call->play_end_ns = now;
  call->cutter.byte_count = 0;
  // What the answer had left will not come any more.
  if (call->due_at_carrier.frame > 0) expect_next_answer(call);
  while (call->mark_count > 0) return_mark(call);
}

// MARK: From the bridge

static void did_hear_first_frame(struct call *call, uint64_t now) {
  if (load.tally.is_measuring) meter_add(&load.tally.model, now - call->answer.first_sent_ns);
  // The caller spoke, and the audio that was queued then has been played to its end all the same.
  if (call->clear_due_ns) load.tally.missing_clears++;
  call->clear_due_ns = 0;
}

static void did_receive_audio(struct call *call, const uint8_t *bytes, size_t byte_count) {
  uint64_t now = now_ns();
  if (call->play_end_ns < now) call->play_end_ns = now;
  call->play_end_ns += byte_count * (1000000 / AUDIO_BYTES_PER_MS);
  for (const uint8_t *frame; (frame = audio_cut(&call->cutter, &bytes, &byte_count));) {
    if (is_complete(call)) expect_next_answer(call);
    if (!call_check(&call->due_at_carrier, frame)) continue;
    if (call->due_at_carrier.frame == 1) did_hear_first_frame(call, now);
  }
}

static void did_receive(struct link *link, uint8_t *payload, size_t byte_count) {
  struct call *call = link->context;
  char sid[48];
  size_t length = 0, audio_byte_count;
  stream_sid(call, sid);
  if (!message_text_is(payload, byte_count, "streamSid", sid)) {
    load.tally.unknown_messages++;
  } else if (message_text_is(payload, byte_count, "event", "media")) {
    const char *text = message_text(payload, byte_count, "payload", &length);
    const uint8_t *audio = text ? base64_decode(text, length, &audio_byte_count) : NULL;
    if (audio) did_receive_audio(call, audio, audio_byte_count);
    else load.tally.damaged++;
  } else if (message_text_is(payload, byte_count, "event", "mark")) {
    const char *name = message_text(payload, byte_count, "name", &length);
    did_receive_mark(call, name, length);
  } else if (message_text_is(payload, byte_count, "event", "clear")) {
    did_receive_clear(call);
  } else {
    load.tally.unknown_messages++;
  }
}

static void did_close(struct link *link) {
  struct call *call = link->context;
  call->carrier = NULL;
  free(call->marks);
  call->marks = NULL;
  call->mark_count = 0;
  if (!load.is_ending) load.tally.early_ends++;
}

void carrier_dial(struct call *call, int port) {
  static const struct link_events events = {did_open, did_receive, did_close};
  call->carrier = link_connect(&load.hub, port, "/media", &events, call);
}
