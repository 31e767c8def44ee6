#include <stdio.h>
#include <string.h>

#include "server.h"

static const uint64_t nanoseconds_per_ms = 1000000;

// MARK: Groups

static void start_group(struct server *server) {
  struct group *group = &server->group;
  uint64_t now = uv_hrtime(), place = 0;
  for (struct session *session = server->sessions; session; session = session->next) {
    if (session->state != SESSION_WAITING || !session->stream) continue;
    session->state = SESSION_STREAMING;
    // Spread over the interval, so that the load is even and not a burst each 100 ms.
    session->due_ns = now + PACE_INTERVAL_MS * nanoseconds_per_ms * place++ / group->expected;
    session->end_ns = now + (uint64_t)(group->seconds * 1e9);
    if (session->kind != STREAM_PACED) session_queue(session);
  }
  group->running = group->waiting;
  group->waiting = 0;
  uv_timer_start(&server->pace, pace_tick, 1, 1);
}

void group_join(struct session *session, uint64_t expected, double seconds) {
  struct group *group = &session->server->group;
  if (group->waiting == 0 && group->running == 0) memset(group, 0, sizeof *group);
  group->expected = expected ? expected : 1;
  group->seconds = seconds;
  session->input_is_discarded = session->kind == STREAM_PACED;
  if (++group->waiting >= group->expected) start_group(session->server);
}

static double lateness_percentile(const struct group *group, double fraction) {
  uint64_t total = 0, seen = 0;
  size_t count = sizeof group->lateness_histogram / sizeof *group->lateness_histogram;
  for (size_t i = 0; i < count; i++) total += group->lateness_histogram[i];
  for (size_t i = 0; i < count; i++) {
    seen += group->lateness_histogram[i];
    if (total && (double)seen >= fraction * (double)total) return (double)i / 10;
  }
  return 0;
}

void group_leave(struct session *session) {
  struct group *group = &session->server->group;
  if (!session->stream) return;
  session->stream = NULL;
  if (session->state == SESSION_WAITING) {
    group->waiting--;
    return;
  }
  group->events += session->totals.events;
  group->received_byte_count += session->received_byte_count;
  if (--group->running > 0) return;
  uv_timer_stop(&session->server->pace);
  printf("{\"sessions\":%llu,\"events\":%llu,\"received_bytes\":%llu,\"skipped\":%llu,\"send_lateness_p99_ms\":%.1f}\n",
    (unsigned long long)group->expected, (unsigned long long)group->events,
    (unsigned long long)group->received_byte_count, (unsigned long long)group->skipped,
    lateness_percentile(group, 0.99));
  fflush(stdout);
}

// MARK: As fast as the client takes it

void session_queue(struct session *session) {
  struct server *server = session->server;
  if (session->state != SESSION_STREAMING || session->kind == STREAM_PACED || session->is_queued) return;
  session->is_queued = true;
  session->next_queued = server->queue;
  server->queue = session;
  uv_idle_start(&server->pump, pump_tick);
}

static bool is_finished(const struct session *session) {
  return session->totals.events >= session->wanted_events
    && session->totals.events % session->stream->turn_frame_count == 0;
}

void session_pump(struct session *session) {
  const struct stream *stream = session->stream;
  if (session->write_is_active) return;
  while (session->memory.output.byte_count < BATCH_BYTE_COUNT && !is_finished(session)) {
    const struct encoded_frame *frame = &stream->frames[session->totals.events % stream->frame_count];
    session_send(session, frame->bytes, frame->byte_count);
    stream_totals_add(&session->totals, frame);
  }
  session_flush(session);
  if (session->state != SESSION_STREAMING) return;
  if (is_finished(session)) session_send_close(session);
  else if (!session->write_is_active) session_queue(session);
}

void pump_tick(uv_idle_t *idle) {
  struct server *server = idle->data;
  struct session *session = server->queue;
  server->queue = NULL;
  uv_idle_stop(idle);
  while (session) {
    struct session *next = session->next_queued;
    session->is_queued = false;
    if (session->state == SESSION_STREAMING) session_pump(session);
    session = next;
  }
}

// MARK: In real time

static void send_paced(struct session *session, uint64_t now) {
  static uint8_t scratch[BATCH_BYTE_COUNT];
  struct group *group = &session->server->group;
  const struct stream *stream = session->stream;
  const struct encoded_frame *frame = &stream->frames[session->totals.events % stream->frame_count];
  uint64_t lateness = (now - session->due_ns) / (nanoseconds_per_ms / 10);
  size_t bucket_count = sizeof group->lateness_histogram / sizeof *group->lateness_histogram;
  group->lateness_histogram[lateness < bucket_count ? lateness : bucket_count - 1]++;
  session->due_ns += PACE_INTERVAL_MS * nanoseconds_per_ms;
  if (session->memory.output.byte_count + session->in_flight.byte_count > MAXIMUM_BACKLOG) {
    group->skipped++;
    return;
  }
  memcpy(scratch, frame->bytes, frame->byte_count);
  char digits[EVENT_ID_DIGITS + 1];
  snprintf(digits, sizeof digits, "%020llu", (unsigned long long)uv_hrtime());
  memcpy(scratch + stream_time_offset(frame), digits, EVENT_ID_DIGITS);
  session_send(session, scratch, frame->byte_count);
  stream_totals_add(&session->totals, frame);
  session_flush(session);
}

void pace_tick(uv_timer_t *timer) {
  struct server *server = timer->data;
  for (struct session *session = server->sessions, *next; session; session = next) {
    next = session->next;
    if (session->state != SESSION_STREAMING || session->kind != STREAM_PACED) continue;
    uint64_t now = uv_hrtime();
    if (now < session->due_ns) continue;
    if (now >= session->end_ns) session_send_close(session);
    else send_paced(session, now);
  }
}
