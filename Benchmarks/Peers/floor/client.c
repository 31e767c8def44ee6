#include "client.h"

#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#include "measurement.h"
#include "websocket.h"

enum {
  PLAINTEXT_CAPACITY = 256 << 10,
  PADDING = 64,
  READ_AHEAD = 64 << 10,
  SETTLE_MS = 2000,
};

enum session_state { SESSION_CONNECTING, SESSION_UPGRADING, SESSION_OPEN, SESSION_CLOSED };

struct session {
  uv_tcp_t handle;  // first, so that a handle is its session
  uv_connect_t connect;
  SSL *ssl;
  BIO *input, *output;
  uint8_t *carry;  // a message whose end has not arrived
  size_t carry_byte_count;
  enum session_state state;
  long echo_count;
  uint64_t echo_sent;
};

static struct bench_options options;
static struct client_codec codec;
static uv_loop_t *loop;
static SSL_CTX *tls;
static struct session *sessions;
static int started_count, open_count;
static uint8_t receive_block[64 << 10];
static uint8_t plaintext[PLAINTEXT_CAPACITY + PADDING];
static uint8_t append_audio[BENCH_APPEND_AUDIO_BYTES];
static uint8_t append_frame[16 << 10];
static size_t append_frame_byte_count;
static size_t time_offset;

static void start_next_session(void);

// MARK: Sending

struct write_request {
  uv_write_t write;
  uint8_t bytes[];
};

static void did_write(uv_write_t *write, int status) {
  (void)status;
  free(write->data);
}

static void socket_write(struct session *session, const uint8_t *bytes, size_t byte_count) {
  uv_buf_t buffer = uv_buf_init((char *)bytes, (unsigned)byte_count);
  int written = uv_try_write((uv_stream_t *)&session->handle, &buffer, 1);
  if (written == (int)byte_count) return;
  if (written < 0) written = 0;
  struct write_request *request = malloc(sizeof *request + byte_count - (size_t)written);
  memcpy(request->bytes, bytes + written, byte_count - (size_t)written);
  request->write.data = request;
  buffer = uv_buf_init((char *)request->bytes, (unsigned)(byte_count - (size_t)written));
  uv_write(&request->write, (uv_stream_t *)&session->handle, &buffer, 1, did_write);
}

static void flush(struct session *session) {
  if (!session->ssl || session->state == SESSION_CLOSED) return;
  char *bytes;
  long byte_count = BIO_get_mem_data(session->output, &bytes);
  if (byte_count <= 0) return;
  socket_write(session, (const uint8_t *)bytes, (size_t)byte_count);
  (void)BIO_reset(session->output);
}

static void send_plaintext(struct session *session, const uint8_t *bytes, size_t byte_count) {
  if (session->ssl) SSL_write(session->ssl, bytes, (int)byte_count);
  else socket_write(session, bytes, byte_count);
}

static const uint8_t *next_mask(void) {
  static uint8_t masks[4096];
  static size_t offset = sizeof masks;
  if (offset == sizeof masks) {
    RAND_bytes(masks, sizeof masks);
    offset = 0;
  }
  offset += 4;
  return masks + offset - 4;
}

// Masks `payload`, which has room for a header in front of it, in place.
static void send_message(struct session *session, uint8_t opcode, uint8_t *payload, size_t byte_count) {
  uint8_t header[WEBSOCKET_MAXIMUM_HEADER];
  const uint8_t *mask = next_mask();
  size_t header_byte_count = websocket_write_header(header, opcode, byte_count, mask);
  memcpy(payload - header_byte_count, header, header_byte_count);
  websocket_mask(payload, byte_count, mask);
  send_plaintext(session, payload - header_byte_count, header_byte_count + byte_count);
}

static void send_echo(struct session *session) {
  static uint8_t frame[512];
  size_t byte_count = strlen(bench_echo_event);
  memcpy(frame + WEBSOCKET_MAXIMUM_HEADER, bench_echo_event, byte_count);
  session->echo_sent = bench_now();
  send_message(session, WEBSOCKET_TEXT, frame + WEBSOCKET_MAXIMUM_HEADER, byte_count);
}

static size_t encode_append_plainly(uint8_t *out, const uint8_t *pcm, size_t byte_count) {
  static const char head[] = "{\"type\":\"input_audio_buffer.append\",\"audio\":\"";
  memcpy(out, head, sizeof head - 1);
  size_t length = sizeof head - 1 + (size_t)EVP_EncodeBlock(out + sizeof head - 1, pcm, (int)byte_count);
  memcpy(out + length, "\"}", 2);
  return length + 2;
}

static void send_append(struct session *session) {
  uint8_t *payload = append_frame + WEBSOCKET_MAXIMUM_HEADER;
  if (codec.encode_append) {
    size_t byte_count = codec.encode_append(payload, append_audio, sizeof append_audio);
    send_message(session, WEBSOCKET_TEXT, payload, byte_count);
    return;
  }
  if (append_frame_byte_count == 0) {
    static const uint8_t mask[4] = {0x37, 0xFA, 0x21, 0x3D};
    size_t byte_count = encode_append_plainly(payload, append_audio, sizeof append_audio);
    websocket_mask(payload, byte_count, mask);
    uint8_t header[WEBSOCKET_MAXIMUM_HEADER];
    size_t header_byte_count = websocket_write_header(header, WEBSOCKET_TEXT, byte_count, mask);
    memmove(append_frame + header_byte_count, payload, byte_count);
    memcpy(append_frame, header, header_byte_count);
    append_frame_byte_count = header_byte_count + byte_count;
  }
  send_plaintext(session, append_frame, append_frame_byte_count);
}

// MARK: Opening

static void send_upgrade(struct session *session) {
  char head[1024];
  int length = snprintf(head, sizeof head,
    "GET %s HTTP/1.1\r\nHost: %s:%s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n"
    "Authorization: Bearer none\r\n\r\n", options.target, options.host, options.port);
  session->state = SESSION_UPGRADING;
  send_plaintext(session, (uint8_t *)head, (size_t)length);
}

static void start_tls(struct session *session) {
  session->ssl = SSL_new(tls);
  session->input = BIO_new(BIO_s_mem());
  session->output = BIO_new(BIO_s_mem());
  SSL_set_bio(session->ssl, session->input, session->output);
  X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session->ssl), options.host);
  SSL_set_connect_state(session->ssl);
  SSL_do_handshake(session->ssl);
  flush(session);
}

// MARK: Life

static void did_close(uv_handle_t *handle) {
  struct session *session = (struct session *)handle;
  SSL_free(session->ssl);
  free(session->carry);
}

static void close_session(struct session *session) {
  if (session->state == SESSION_CLOSED) return;
  session->state = SESSION_CLOSED;
  uv_close((uv_handle_t *)&session->handle, did_close);
}

static void fail_session(struct session *session, const char *why) {
  if (session->state == SESSION_CLOSED) return;
  bench_did_fail(why);
  close_session(session);
  if (open_count < options.sessions) uv_stop(loop);
}

static void did_settle(uv_timer_t *timer) {
  (void)timer;
  bench_mark_all_sessions();
  uv_stop(loop);
}

// A gateway sends for all its calls from one timer.
static void did_tick(uv_timer_t *timer) {
  (void)timer;
  uint64_t tick;
  for (int due = bench_due_ticks(&tick); due > 0; due--, tick++) {
    for (int i = (int)(tick % BENCH_TICK_SHARE); i < options.sessions; i += BENCH_TICK_SHARE) {
      if (sessions[i].state != SESSION_OPEN) continue;
      send_append(&sessions[i]);
      flush(&sessions[i]);
      bench_did_append();
    }
  }
}

static void start_ticking(void) {
  static uv_timer_t timer;
  uv_timer_init(loop, &timer);
  uv_timer_start(&timer, did_tick, BENCH_TICK_MS, BENCH_TICK_MS);
  uv_unref((uv_handle_t *)&timer);
}

static void did_open(struct session *session) {
  session->state = SESSION_OPEN;
  bench_did_open();
  if (++open_count == 1) bench_mark_one_session();
  if (options.sends_by_timer && open_count == options.sessions) start_ticking();
  if (options.mode == BENCH_ECHO) send_echo(session);
  start_next_session();
  if (options.mode != BENCH_IDLE || open_count < options.sessions) return;
  static uv_timer_t timer;
  uv_timer_init(loop, &timer);
  uv_timer_start(&timer, did_settle, SETTLE_MS, 0);
}

// MARK: Receiving

static void did_echo(struct session *session) {
  bench_did_echo(bench_now() - session->echo_sent);
  if (++session->echo_count < options.events) {
    send_echo(session);
    return;
  }
  bench_did_close("", 0);
  close_session(session);
}

static void did_receive_message(struct session *session, uint8_t *payload, size_t byte_count) {
  bench_did_receive(byte_count);
  if (codec.decode) codec.decode(payload, byte_count);
  if (options.mode == BENCH_ECHO) did_echo(session);
  if (options.mode == BENCH_PACED) {
    if (!codec.decode) {
      if (time_offset == 0) {
        static const char key[] = "\"event_id\":\"";
        uint8_t *found = memmem(payload, byte_count, key, sizeof key - 1);
        time_offset = found ? (size_t)(found - payload) + sizeof key - 1 : 0;
      }
      bench_did_read_time((const char *)payload + time_offset, 26);
    }
    if (!options.sends_by_timer) send_append(session);
  }
}

static void did_receive_close(struct session *session, uint8_t *payload, size_t byte_count) {
  bench_did_close((const char *)payload + 2, byte_count >= 2 ? byte_count - 2 : 0);
  uint8_t answer[WEBSOCKET_MAXIMUM_HEADER + 2];
  memcpy(answer + WEBSOCKET_MAXIMUM_HEADER, payload, 2);
  send_message(session, WEBSOCKET_CLOSE, answer + WEBSOCKET_MAXIMUM_HEADER, byte_count >= 2 ? 2 : 0);
  if (session->ssl) SSL_shutdown(session->ssl);
  flush(session);
  close_session(session);
}

static size_t consume_head(struct session *session, uint8_t *bytes, size_t byte_count) {
  static const char status[] = "HTTP/1.1 101 ";
  uint8_t *end = memmem(bytes, byte_count, "\r\n\r\n", 4);
  if (!end) return 0;
  if (memcmp(bytes, status, sizeof status - 1) != 0) {
    fail_session(session, "the server refused the upgrade");
    return byte_count;
  }
  did_open(session);
  return (size_t)(end + 4 - bytes);
}

// Returns how many bytes were whole messages.
static size_t consume(struct session *session, uint8_t *bytes, size_t byte_count) {
  size_t offset = 0;
  if (session->state == SESSION_UPGRADING) {
    offset = consume_head(session, bytes, byte_count);
    if (offset == 0) return 0;
  }
  while (session->state == SESSION_OPEN) {
    struct websocket_header header;
    size_t header_byte_count = websocket_read_header(bytes + offset, byte_count - offset, &header);
    size_t payload_byte_count = (size_t)header.payload_byte_count;
    if (header_byte_count == 0) return offset;
    if (byte_count - offset - header_byte_count < payload_byte_count) return offset;
    uint8_t *payload = bytes + offset + header_byte_count;
    if (header.opcode <= WEBSOCKET_BINARY) did_receive_message(session, payload, payload_byte_count);
    else if (header.opcode == WEBSOCKET_CLOSE) did_receive_close(session, payload, payload_byte_count);
    offset += header_byte_count + payload_byte_count;
  }
  return byte_count;
}

static size_t take_carry(struct session *session) {
  size_t byte_count = session->carry_byte_count;
  if (byte_count == 0) return 0;
  memcpy(plaintext, session->carry, byte_count);
  free(session->carry);
  session->carry = NULL;
  session->carry_byte_count = 0;
  return byte_count;
}

static void keep_carry(struct session *session, size_t byte_count) {
  if (byte_count == 0 || session->state == SESSION_CLOSED) return;
  session->carry = malloc(byte_count);
  memcpy(session->carry, plaintext, byte_count);
  session->carry_byte_count = byte_count;
}

// Walks what is in `plaintext` and returns how much of it waits for more.
static size_t walk(struct session *session, size_t byte_count) {
  size_t consumed = consume(session, plaintext, byte_count);
  if (consumed == byte_count) return 0;
  if (consumed > 0) memmove(plaintext, plaintext + consumed, byte_count - consumed);
  if (byte_count - consumed == PLAINTEXT_CAPACITY) fail_session(session, "a message is too large");
  return byte_count - consumed;
}

static void decrypt(struct session *session, const uint8_t *bytes, size_t byte_count) {
  BIO_write(session->input, bytes, (int)byte_count);
  if (session->state == SESSION_CONNECTING && SSL_do_handshake(session->ssl) == 1) send_upgrade(session);
  size_t held = take_carry(session), read;
  while (session->state != SESSION_CLOSED) {
    if (SSL_read_ex(session->ssl, plaintext + held, PLAINTEXT_CAPACITY - held, &read) != 1) {
      if (SSL_get_error(session->ssl, 0) != SSL_ERROR_WANT_READ) fail_session(session, "TLS failed or ended");
      break;
    }
    held = walk(session, held + read);
  }
  keep_carry(session, held);
  flush(session);
}

static void lend_receive_block(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
  (void)handle, (void)suggested;
  *buffer = uv_buf_init((char *)receive_block, sizeof receive_block);
}

static void did_read(uv_stream_t *stream, ssize_t byte_count, const uv_buf_t *buffer) {
  struct session *session = (struct session *)stream;
  if (byte_count == 0) return;
  if (byte_count < 0) {
    fail_session(session, "the connection was cut");
    return;
  }
  if (session->ssl) {
    decrypt(session, (const uint8_t *)buffer->base, (size_t)byte_count);
    return;
  }
  size_t held = take_carry(session);
  memcpy(plaintext + held, buffer->base, (size_t)byte_count);
  keep_carry(session, walk(session, held + (size_t)byte_count));
}

// MARK: Connecting

static void did_connect(uv_connect_t *request, int status) {
  struct session *session = (struct session *)request->handle;
  if (status < 0) {
    fail_session(session, uv_strerror(status));
    return;
  }
  uv_tcp_nodelay(&session->handle, 1);
  uv_read_start((uv_stream_t *)&session->handle, lend_receive_block, did_read);
  if (tls) start_tls(session);
  else send_upgrade(session);
}

static void start_next_session(void) {
  while (started_count < options.sessions && started_count - open_count < BENCH_CONNECTING_AT_ONCE) {
    struct session *session = &sessions[started_count++];
    struct sockaddr_in address;
    uv_ip4_addr(options.host, atoi(options.port), &address);
    uv_tcp_init(loop, &session->handle);
    int status = uv_tcp_connect(&session->connect, &session->handle, (struct sockaddr *)&address, did_connect);
    if (status < 0) fail_session(session, uv_strerror(status));
    // The first one alone, so that what the process needs once is not counted as a session's.
    if (started_count == 1) return;
  }
}

static SSL_CTX *make_tls(void) {
  SSL_CTX *context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_read_buffer_len(context, READ_AHEAD);
  if (!options.ca_path || SSL_CTX_load_verify_file(context, options.ca_path) != 1) {
    fputs("cannot read the CA that --ca names\n", stderr);
    exit(2);
  }
  return context;
}

int client_run(int argc, char **argv, const char *peer, const struct client_codec *chosen) {
  bench_parse(argc, argv, peer, &options);
  codec = *chosen;
  if (!options.decodes) codec.decode = NULL;
  options.decodes = codec.decode != NULL;
  bench_begin(&options);
  for (size_t i = 0; i < sizeof append_audio; i++) append_audio[i] = (uint8_t)(i * 7);
  loop = uv_default_loop();
  if (options.is_secure) tls = make_tls();
  sessions = calloc((size_t)options.sessions, sizeof *sessions);
  start_next_session();
  uv_run(loop, UV_RUN_DEFAULT);
  return bench_report();
}
