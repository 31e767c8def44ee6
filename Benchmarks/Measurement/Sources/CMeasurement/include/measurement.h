// Command line, counting and report of a benchmark client.
//
// The window that is measured runs from the event after the warm-up to the end of the last session: connecting,
// compiling and warming caches are outside of it. One client is one thread, so nothing here is synchronised.
#ifndef MEASUREMENT_H
#define MEASUREMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum bench_mode { BENCH_STREAM, BENCH_ECHO, BENCH_IDLE, BENCH_PACED };

struct bench_options {
  const char *peer;
  char host[256];
  char port[8];
  char target[512];      // path and query of the upgrade request
  char url[1024];        // the same as a whole URL
  bool is_secure;
  const char *ca_path;   // may be NULL for ws
  const char *stream;
  enum bench_mode mode;
  int sessions;
  long events;           // per session
  double seconds;        // paced
  long warmup;           // events of all sessions together that are not measured
  bool sends_by_timer;   // paced, and the appends leave from a timer (the stream `gateway`)
  bool verifies;         // check every byte by CRC; slower, not for timed runs
  bool decodes;          // false with --no-decode
};

// Sessions that are connecting at the same time, at most.
enum { BENCH_CONNECTING_AT_ONCE = 64 };
// What an echo client sends: one text event of 230 bytes.
extern const char *const bench_echo_event;
// What a paced client sends for each event: 100 ms of PCM16.
enum { BENCH_APPEND_AUDIO_BYTES = 4800 };
// A gateway's timer: at each tick so many milliseconds apart every tenth session sends.
enum { BENCH_TICK_MS = 10, BENCH_TICK_SHARE = 10 };

// Reads the command line, exits with a usage message when it is wrong.
void bench_parse(int argc, char **argv, const char *peer, struct bench_options *options);

void bench_begin(const struct bench_options *options);

// A session's opening handshake is complete.
void bench_did_open(void);
// For BENCH_IDLE: resident memory with one session open, and with all of them after things settled.
void bench_mark_one_session(void);
void bench_mark_all_sessions(void);

// One event arrived, `byte_count` bytes of payload. Call before the event's own verbs below.
void bench_did_receive(size_t byte_count);
void bench_did_decode_audio(const void *bytes, size_t byte_count);
void bench_did_decode_text(size_t utf8_byte_count);
// Paced: `event_id` is `event_` and the 20 digits of the time it was sent.
void bench_did_read_time(const char *event_id, size_t byte_count);
void bench_did_read_sent_nanoseconds(uint64_t sent);
void bench_did_echo(uint64_t nanoseconds);
uint64_t bench_now(void);

// The server closed a session; `reason` is its own account of what it sent.
void bench_did_close(const char *reason, size_t byte_count);
// A session failed in another way. The run counts as failed.
void bench_did_fail(const char *why);
int bench_closed_count(void);

// A gateway's timer fired. Returns how many ticks are due since the first call, those that a late timer missed included,
// so that every client sends as much. `first` gets the number of the first of them: the sessions whose number leaves the
// same rest by BENCH_TICK_SHARE are the ones to send.
int bench_due_ticks(uint64_t *first);
// An append was sent from the timer.
void bench_did_append(void);

// Prints the one line of JSON. Returns the exit status: 0 when everything arrived and was decoded.
int bench_report(void);

#ifdef __cplusplus
}
#endif
#endif
