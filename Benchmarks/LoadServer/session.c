#include "server.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

static uint8_t receive_block[256 << 10];

static void lend_receive_block(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
  (void)handle, (void)suggested;
  *buffer = uv_buf_init((char *)receive_block, sizeof receive_block);
}

// MARK: Sending

void session_send(struct session *session, const uint8_t *frame, size_t byte_count) {
  if (!session->ssl) {
    byte_queue_append(&session->memory.output, frame, byte_count);
    return;
  }
  // A message larger than a record is split by OpenSSL; all the streams' own messages fit one.
  size_t written;
  if (SSL_write_ex(session->ssl, frame, byte_count, &written) != 1) session_close(session);
}

static void resume_reading(struct session *session);

static void did_write(uv_write_t *write, int status) {
  struct session *session = write->data;
  session->write_is_active = false;
  if (session->state == SESSION_CLOSED) return;
  if (status < 0) {
    session_close(session);
    return;
  }
  // The memory just written becomes the next output, so that a session lives on two buffers.
  struct byte_queue emptied = session->in_flight;
  session->in_flight = (struct byte_queue){0};
  emptied.byte_count = 0;
  if (session->memory.output.capacity == 0) {
    session->memory.output = emptied;
  } else {
    byte_queue_free(&emptied);
  }
  session_flush(session);
  resume_reading(session);
  session_queue(session);
}

void session_flush(struct session *session) {
  struct byte_queue *output = &session->memory.output;
  if (session->write_is_active || output->byte_count == 0 || session->state == SESSION_CLOSED) return;
  uv_buf_t buffer = uv_buf_init((char *)output->base, (unsigned)output->byte_count);
  int written = uv_try_write((uv_stream_t *)&session->handle, &buffer, 1);
  if (written == UV_EAGAIN) written = 0;
  if (written < 0) {
    session_close(session);
    return;
  }
  if ((size_t)written == output->byte_count) {
    output->byte_count = 0;
    return;
  }
  session->in_flight = *output;
  *output = (struct byte_queue){0};
  buffer.base += written;
  buffer.len -= (size_t)written;
  session->write.data = session;
  session->write_is_active = true;
  int status = uv_write(&session->write, (uv_stream_t *)&session->handle, &buffer, 1, did_write);
  if (status < 0) session_close(session);
}

// MARK: Receiving

static size_t backlog(const struct session *session) {
  return session->memory.output.byte_count + session->in_flight.byte_count;
}

static bool decrypt(struct session *session, const uint8_t *bytes, size_t byte_count) {
  session->memory.input = bytes;
  session->memory.input_byte_count = byte_count;
  for (;;) {
    uint8_t *into = byte_queue_reserve(&session->input, 16 << 10);
    size_t read = 0;
    if (SSL_read_ex(session->ssl, into, 16 << 10, &read) == 1) {
      session->input.byte_count += read;
      if (!session_consume_input(session)) return false;
      if (session->input_is_discarded) return true;
      continue;
    }
    int error = SSL_get_error(session->ssl, 0);
    ERR_clear_error();
    if (error == SSL_ERROR_WANT_READ) break;
    // A client that ends without a closing handshake still gets its close_notify.
    if (error == SSL_ERROR_ZERO_RETURN) SSL_shutdown(session->ssl);
    return false;
  }
  if (session->input.byte_count == 0) byte_queue_free(&session->input);
  return true;
}

static void did_read(uv_stream_t *stream, ssize_t byte_count, const uv_buf_t *buffer) {
  struct session *session = (struct session *)stream;
  if (byte_count == 0) return;
  if (byte_count < 0) {
    session_close(session);
    return;
  }
  const uint8_t *bytes = (const uint8_t *)buffer->base;
  session->received_byte_count += (uint64_t)byte_count;
  if (session->input_is_discarded) return;
  bool alive;
  if (session->ssl) {
    alive = decrypt(session, bytes, (size_t)byte_count);
  } else {
    byte_queue_append(&session->input, bytes, (size_t)byte_count);
    alive = session_consume_input(session);
  }
  session_flush(session);
  if (!alive || session->input.byte_count > MAXIMUM_INPUT) {
    session_close(session);
  } else if (backlog(session) > MAXIMUM_BACKLOG && !session->reading_is_paused) {
    session->reading_is_paused = true;
    uv_read_stop(stream);
  }
}

static void resume_reading(struct session *session) {
  if (!session->reading_is_paused || session->state == SESSION_CLOSED) return;
  if (backlog(session) > MAXIMUM_BACKLOG / 2) return;
  session->reading_is_paused = false;
  uv_read_start((uv_stream_t *)&session->handle, lend_receive_block, did_read);
}

// MARK: Life

void session_accept(uv_stream_t *listener, int status) {
  struct server *server = listener->data;
  if (status < 0) return;
  struct session *session = calloc(1, sizeof *session);
  if (!session) return;
  session->server = server;
  uv_tcp_init(server->loop, &session->handle);
  session->next = server->sessions;
  if (server->sessions) server->sessions->previous = session;
  server->sessions = session;
  if (uv_accept(listener, (uv_stream_t *)&session->handle) < 0) {
    session_close(session);
    return;
  }
  uv_tcp_nodelay(&session->handle, 1);
  if (server->tls) {
    session->ssl = SSL_new(server->tls);
    BIO *bio = memory_bio_new(&session->memory);
    SSL_set_bio(session->ssl, bio, bio);
    SSL_set_accept_state(session->ssl);
  }
  uv_read_start((uv_stream_t *)&session->handle, lend_receive_block, did_read);
}

static void did_close(uv_handle_t *handle) {
  struct session *session = (struct session *)handle;
  struct server *server = session->server;
  if (session->previous) session->previous->next = session->next;
  if (session->next) session->next->previous = session->previous;
  if (server->sessions == session) server->sessions = session->next;
  if (!server->sessions) server->idle_since_ms = uv_now(server->loop);
  SSL_free(session->ssl);
  byte_queue_free(&session->memory.output);
  byte_queue_free(&session->in_flight);
  byte_queue_free(&session->input);
  free(session);
}

void session_close(struct session *session) {
  if (session->state == SESSION_CLOSED) return;
  group_leave(session);
  session->state = SESSION_CLOSED;
  if (session->is_queued) {
    struct session **link = &session->server->queue;
    while (*link && *link != session) link = &(*link)->next_queued;
    if (*link) *link = session->next_queued;
  }
  uv_close((uv_handle_t *)&session->handle, did_close);
}
