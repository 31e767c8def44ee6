// A WebSocket server on libuv and OpenSSL that costs as little as it can, so that the client is what is measured.
#ifndef SERVER_H
#define SERVER_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "memory_bio.h"
#include "streams.h"

enum {
  BATCH_BYTE_COUNT = 256 << 10,       // encrypted ahead before a write, and so the most that waits in user space
  MAXIMUM_BACKLOG = 1 << 20,          // echo and paced: a session that lets more pile up stops being served
  MAXIMUM_INPUT = 1 << 20,            // handshake head and echoed messages
  PACE_INTERVAL_MS = 100,
  CLOSE_DEADLINE_MS = 10000,
};

enum session_state { SESSION_UPGRADING, SESSION_WAITING, SESSION_STREAMING, SESSION_CLOSING, SESSION_CLOSED };

struct session {
  uv_tcp_t handle;                    // first, so that a handle is its session
  uv_write_t write;
  uv_shutdown_t shutdown;
  struct server *server;
  SSL *ssl;                           // NULL for plain ws
  struct memory_bio memory;           // its output is what goes to the socket, TLS or not
  struct byte_queue in_flight;        // owned by `write` until its callback
  struct byte_queue input;            // plaintext not yet consumed
  enum session_state state;
  enum stream_kind kind;
  const struct stream *stream;
  struct stream_totals totals;
  uint64_t wanted_events;
  uint64_t received_byte_count;
  uint64_t due_ns, end_ns;            // paced
  uint64_t deadline_ms;               // closing
  bool write_is_active, is_queued, reading_is_paused, input_is_discarded;
  struct session *next_queued;
  struct session *previous, *next;    // all sessions
};

// Sessions that start together once all of them are connected.
struct group {
  uint64_t expected, waiting, running;
  double seconds;
  uint64_t events, received_byte_count, skipped;
  uint32_t lateness_histogram[10000]; // tenths of a millisecond
};

struct server {
  uv_loop_t *loop;
  SSL_CTX *tls;                       // NULL for plain ws
  uv_tcp_t listener;
  uv_idle_t pump;
  uv_timer_t pace;
  uv_timer_t sweep;
  struct session *sessions;
  struct session *queue;
  struct group group;
  uint64_t idle_since_ms;
  uint64_t idle_exit_ms;
};

// session.c: one connection's bytes.
void session_accept(uv_stream_t *listener, int status);
void session_send(struct session *session, const uint8_t *frame, size_t byte_count);
void session_flush(struct session *session);
void session_close(struct session *session);

// protocol.c: what the bytes say. Return false when the session was closed.
bool session_consume_input(struct session *session);
void session_send_close(struct session *session);

// pace.c: who sends when.
void group_join(struct session *session, uint64_t expected, double seconds);
void group_leave(struct session *session);
void session_pump(struct session *session);
void session_queue(struct session *session);
void pump_tick(uv_idle_t *idle);
void pace_tick(uv_timer_t *timer);

#endif
