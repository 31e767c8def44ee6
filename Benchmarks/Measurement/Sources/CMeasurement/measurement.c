#include "measurement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

struct totals {
  unsigned long long events, bytes, audio_bytes, audio_crc, audio_tail, text_bytes, appends;
};

struct instant {
  struct rusage usage;
  uint64_t nanoseconds;
  struct totals totals;
};

static struct {
  const struct bench_options *options;
  struct totals totals, expected;
  struct instant start, end;
  bool has_started;
  int open_count, closed_count, failed_count;
  char failure[200];
  size_t rss_one, rss_all;
  uint32_t *samples;    // round trips in ns or lateness in us
  size_t sample_count, sample_capacity;
  uint64_t first_tick, tick_count;
} state;

const char *const bench_echo_event =
  "{\"type\":\"response.output_text.delta\",\"event_id\":\"event_00000000000000000000\","
  "\"response_id\":\"resp_CkT0000000000000000000\",\"item_id\":\"item_CkT0000000000000000000\","
  "\"output_index\":0,\"content_index\":0,\"delta\":\" we carry your voice...\"}";

// MARK: Readings

uint64_t bench_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static size_t resident_bytes(void) {
  FILE *file = fopen("/proc/self/statm", "r");
  unsigned long total = 0, resident = 0;
  if (file) {
    if (fscanf(file, "%lu %lu", &total, &resident) != 2) resident = 0;
    fclose(file);
  }
  return resident * (size_t)sysconf(_SC_PAGESIZE);
}

// Not `ru_maxrss`, which knows the size of whoever started this process as well.
static long peak_resident_kib(void) {
  FILE *file = fopen("/proc/self/status", "r");
  char line[256];
  long peak = 0;
  while (file && fgets(line, sizeof line, file) && sscanf(line, "VmHWM: %ld kB", &peak) != 1) continue;
  if (file) fclose(file);
  return peak;
}

static struct instant read_instant(void) {
  struct instant instant = {.nanoseconds = bench_now(), .totals = state.totals};
  getrusage(RUSAGE_SELF, &instant.usage);
  return instant;
}

static double seconds_of(struct timeval time) {
  return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

// MARK: Counting

void bench_begin(const struct bench_options *options) {
  state.options = options;
  if (options->mode != BENCH_ECHO && options->mode != BENCH_PACED) return;
  double paced = options->seconds * 12;
  double wanted = (options->mode == BENCH_ECHO ? (double)options->events : paced) * options->sessions;
  state.sample_capacity = (size_t)wanted + 1000;
  state.samples = calloc(state.sample_capacity, sizeof *state.samples);
  if (state.samples) return;
  fputs("out of memory\n", stderr);
  exit(1);
}

void bench_did_open(void) { state.open_count++; }
void bench_mark_one_session(void) { state.rss_one = resident_bytes(); }
void bench_mark_all_sessions(void) { state.rss_all = resident_bytes(); }

void bench_did_receive(size_t byte_count) {
  if (!state.has_started && state.totals.events >= (unsigned long long)state.options->warmup) {
    state.has_started = true;
    state.start = read_instant();
  }
  state.totals.events++;
  state.totals.bytes += byte_count;
}

void bench_did_decode_audio(const void *bytes, size_t byte_count) {
  state.totals.audio_bytes += byte_count;
  if (byte_count >= 4) {
    const uint8_t *end = (const uint8_t *)bytes + byte_count;
    state.totals.audio_tail += end[-4] | end[-3] << 8 | end[-2] << 16 | (uint32_t)end[-1] << 24;
  }
  if (state.options->verifies) state.totals.audio_crc += crc32(0, bytes, (uInt)byte_count);
}

void bench_did_decode_text(size_t utf8_byte_count) { state.totals.text_bytes += utf8_byte_count; }

static void add_sample(uint64_t value) {
  if (!state.has_started || state.sample_count == state.sample_capacity) return;
  state.samples[state.sample_count++] = value > UINT32_MAX ? UINT32_MAX : (uint32_t)value;
}

void bench_did_read_sent_nanoseconds(uint64_t sent) { add_sample((bench_now() - sent) / 1000); }

void bench_did_read_time(const char *event_id, size_t byte_count) {
  uint64_t sent = 0;
  for (size_t i = sizeof "event_" - 1; i < byte_count; i++) sent = sent * 10 + (uint64_t)(event_id[i] - '0');
  bench_did_read_sent_nanoseconds(sent);
}

void bench_did_echo(uint64_t nanoseconds) { add_sample(nanoseconds); }

// A gateway's calls go on: what it takes to end a thousand of them in one tick is another question.
static void end_gateway(void) {
  if (state.closed_count > 1) return;
  state.end = read_instant();
  state.rss_all = resident_bytes();
}

void bench_did_close(const char *reason, size_t byte_count) {
  char text[128] = {0};
  memcpy(text, reason, byte_count < sizeof text ? byte_count : sizeof text - 1);
  struct totals said = {0};
  int fields = sscanf(text, "events=%llu audio=%llu crc=%llu tail=%llu text=%llu", &said.events, &said.audio_bytes,
    &said.audio_crc, &said.audio_tail, &said.text_bytes);
  state.closed_count++;
  if (state.options->sends_by_timer) end_gateway();
  else state.end = read_instant();
  if (fields != 5 && state.options->mode != BENCH_ECHO && state.options->mode != BENCH_IDLE) {
    bench_did_fail("a close reason without the server's account");
    return;
  }
  state.expected.events += said.events;
  state.expected.audio_bytes += said.audio_bytes;
  state.expected.audio_crc += said.audio_crc;
  state.expected.audio_tail += said.audio_tail;
  state.expected.text_bytes += said.text_bytes;
}

void bench_did_fail(const char *why) {
  state.failed_count++;
  snprintf(state.failure, sizeof state.failure, "%s", why);
}

int bench_closed_count(void) { return state.closed_count + state.failed_count; }

int bench_due_ticks(uint64_t *first) {
  uint64_t now = bench_now();
  if (state.first_tick == 0) state.first_tick = now;
  uint64_t due = (now - state.first_tick) / (BENCH_TICK_MS * 1000000ull) + 1;
  *first = state.tick_count;
  state.tick_count = due;
  return (int)(due - *first);
}

void bench_did_append(void) { state.totals.appends++; }

// MARK: Report

static const char *first_discrepancy(void) {
  const struct bench_options *options = state.options;
  const struct totals *got = &state.totals, *expected = &state.expected;
  if (state.failed_count) return state.failure;
  if (state.open_count != options->sessions) return "not every session opened";
  if (options->mode == BENCH_IDLE) return NULL;
  if (options->mode == BENCH_ECHO) {
    long wanted = options->events * options->sessions;
    return (long)got->events == wanted ? NULL : "echoes are missing";
  }
  if (state.closed_count != options->sessions) return "not every session was closed by the server";
  if (got->events != expected->events) return "events are missing";
  if (!options->decodes) return NULL;
  if (got->audio_bytes != expected->audio_bytes) return "audio bytes are missing";
  if (got->audio_tail != expected->audio_tail) return "audio differs at its end";
  if (options->verifies && got->audio_crc != expected->audio_crc) return "audio differs";
  if (got->text_bytes != expected->text_bytes) return "text is missing";
  return NULL;
}

static int compare_samples(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

static double percentile(double fraction) {
  if (state.sample_count == 0) return 0;
  size_t index = (size_t)(fraction * (double)(state.sample_count - 1) + 0.5);
  return state.samples[index] / 1000.0;
}

static void print_samples(void) {
  if (state.sample_count == 0) return;
  qsort(state.samples, state.sample_count, sizeof *state.samples, compare_samples);
  printf(",\"%s\":{\"count\":%zu,\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f}",
    state.options->mode == BENCH_ECHO ? "echo_us" : "lateness_ms", state.sample_count,
    percentile(0.5), percentile(0.99), percentile(0.999), percentile(1));
}

int bench_report(void) {
  const struct bench_options *options = state.options;
  const char *problem = first_discrepancy();
  double user = seconds_of(state.end.usage.ru_utime) - seconds_of(state.start.usage.ru_utime);
  double system = seconds_of(state.end.usage.ru_stime) - seconds_of(state.start.usage.ru_stime);
  printf("{\"peer\":\"%s\",\"stream\":\"%s\",\"sessions\":%d,\"events\":%llu,\"bytes\":%llu,\"audio_bytes\":%llu,"
    "\"text_bytes\":%llu", options->peer, options->stream, options->sessions, state.totals.events,
    state.totals.bytes, state.totals.audio_bytes, state.totals.text_bytes);
  if (state.has_started && state.end.nanoseconds > state.start.nanoseconds) {
    printf(",\"measured_events\":%llu,\"measured_bytes\":%llu,\"user_seconds\":%.6f,\"system_seconds\":%.6f,"
      "\"cpu_seconds\":%.6f,\"wall_seconds\":%.6f,\"page_faults\":%ld,\"appends\":%llu", state.end.totals.events - state.start.totals.events,
      state.end.totals.bytes - state.start.totals.bytes, user, system, user + system,
      (double)(state.end.nanoseconds - state.start.nanoseconds) / 1e9,
      state.end.usage.ru_minflt - state.start.usage.ru_minflt, state.end.totals.appends - state.start.totals.appends);
  }
  printf(",\"max_rss_kib\":%ld", peak_resident_kib());
  if (state.rss_all) {
    double per_session = (double)(state.rss_all - state.rss_one) / 1024 / (options->sessions - 1);
    printf(",\"rss_one_kib\":%zu,\"rss_all_kib\":%zu,\"idle_kib_per_session\":%.2f", state.rss_one / 1024,
      state.rss_all / 1024, options->sessions > 1 ? per_session : 0.0);
  }
  print_samples();
  printf(",\"verified\":%s,\"checked\":\"%s\"", problem ? "false" : "true", options->verifies ? "crc" : "length");
  if (problem) printf(",\"problem\":\"%s\"", problem);
  printf("}\n");
  fflush(stdout);
  return problem ? 1 : 0;
}
