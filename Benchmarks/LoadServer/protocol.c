#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "server.h"
#include "websocket.h"

// MARK: Opening handshake

static bool query_value(const char *target, const char *name, char *value, size_t capacity) {
  const char *at = strchr(target, '?');
  size_t name_length = strlen(name);
  while (at) {
    at++;
    if (strncmp(at, name, name_length) == 0 && at[name_length] == '=') {
      at += name_length + 1;
      size_t length = strcspn(at, "& \r\n");
      if (length >= capacity) return false;
      memcpy(value, at, length);
      value[length] = 0;
      return true;
    }
    at = strpbrk(at, "& \r\n");
    if (at && *at != '&') return false;
  }
  return false;
}

static double query_number(const char *target, const char *name, double otherwise) {
  char value[32];
  return query_value(target, name, value, sizeof value) ? strtod(value, NULL) : otherwise;
}

static const char *header_value(const char *head, const char *name, size_t *length) {
  for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n")) {
    size_t name_length = strlen(name);
    if (strncasecmp(line + 2, name, name_length) != 0 || line[2 + name_length] != ':') continue;
    const char *value = line + 3 + name_length;
    value += strspn(value, " \t");
    *length = strcspn(value, " \t\r\n");
    return value;
  }
  return NULL;
}

static void refuse(struct session *session, const char *why) {
  char response[256];
  int length = snprintf(response, sizeof response,
    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s", strlen(why), why);
  session_send(session, (uint8_t *)response, (size_t)length);
  session_flush(session);
}

static bool upgrade(struct session *session, const char *head) {
  char name[32], accept[29], response[256];
  size_t key_length = 0;
  const char *key = header_value(head, "Sec-WebSocket-Key", &key_length);
  if (!query_value(head, "stream", name, sizeof name) || !stream_kind_from_name(name, &session->kind)) {
    refuse(session, "the query must name a stream: audio, audio16k, text, mixed, echo, idle, paced or gateway\n");
    return false;
  }
  if (!key || key_length != 24) {
    refuse(session, "no Sec-WebSocket-Key\n");
    return false;
  }
  websocket_accept_key(key, key_length, accept);
  int length = snprintf(response, sizeof response,
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: %s\r\n\r\n", accept);
  session_send(session, (uint8_t *)response, (size_t)length);
  session->stream = stream_of_kind(session->kind);
  session->wanted_events = (uint64_t)query_number(head, "events", 1000);
  session->state = SESSION_WAITING;
  if (session->stream) {
    group_join(session, (uint64_t)query_number(head, "sessions", 1), query_number(head, "seconds", 5));
  }
  return true;
}

static bool consume_head(struct session *session) {
  struct byte_queue *input = &session->input;
  uint8_t *end = memmem(input->base, input->byte_count, "\r\n\r\n", 4);
  if (!end) return input->byte_count < 16 << 10;
  end[3] = 0;
  bool upgraded = upgrade(session, (const char *)input->base);
  input->byte_count -= (size_t)(end + 4 - input->base);
  memmove(input->base, end + 4, input->byte_count);
  return upgraded;
}

// MARK: Messages

static void answer(struct session *session, uint8_t opcode, const uint8_t *payload, size_t byte_count) {
  static struct byte_queue frame;
  frame.byte_count = 0;
  uint8_t *out = byte_queue_reserve(&frame, byte_count + WEBSOCKET_MAXIMUM_HEADER);
  size_t header = websocket_write_header(out, opcode, byte_count, NULL);
  memcpy(out + header, payload, byte_count);
  session_send(session, out, header + byte_count);
}

static void finish(struct session *session) {
  if (session->ssl) SSL_shutdown(session->ssl);
  session_flush(session);
  session->deadline_ms = uv_now(session->server->loop) + CLOSE_DEADLINE_MS;
  uv_shutdown(&session->shutdown, (uv_stream_t *)&session->handle, NULL);
}

static void did_receive_close(struct session *session, const uint8_t *payload, size_t byte_count) {
  if (session->state != SESSION_CLOSING) answer(session, WEBSOCKET_CLOSE, payload, byte_count < 2 ? 0 : 2);
  group_leave(session);
  session->state = SESSION_CLOSING;
  finish(session);
}

bool session_consume_input(struct session *session) {
  struct byte_queue *input = &session->input;
  if (session->state == SESSION_UPGRADING && !consume_head(session)) return false;
  if (session->state == SESSION_UPGRADING) return true;
  size_t offset = 0;
  struct websocket_header header;
  for (;;) {
    size_t header_length = websocket_read_header(input->base + offset, input->byte_count - offset, &header);
    if (header_length == 0) break;
    if (header.payload_byte_count > MAXIMUM_INPUT || !header.is_masked || !header.is_final) return false;
    if (input->byte_count - offset - header_length < header.payload_byte_count) break;
    uint8_t *payload = input->base + offset + header_length;
    size_t byte_count = (size_t)header.payload_byte_count;
    websocket_mask(payload, byte_count, header.mask);
    if (header.opcode == WEBSOCKET_CLOSE) did_receive_close(session, payload, byte_count);
    if (header.opcode == WEBSOCKET_PING) answer(session, WEBSOCKET_PONG, payload, byte_count);
    if (header.opcode <= WEBSOCKET_BINARY && session->kind == STREAM_ECHO && session->state != SESSION_CLOSING) {
      answer(session, header.opcode, payload, byte_count);
    }
    if (session->state == SESSION_CLOSED) return false;
    offset += header_length + byte_count;
  }
  input->byte_count -= offset;
  memmove(input->base, input->base + offset, input->byte_count);
  return true;
}

// The reason tells the client what it should have arrived at (at most 123 bytes).
void session_send_close(struct session *session) {
  const struct stream_totals *totals = &session->totals;
  uint8_t payload[125] = {1000 >> 8, 1000 & 0xFF};
  int length = snprintf((char *)payload + 2, sizeof payload - 2, "events=%llu audio=%llu crc=%llu tail=%llu text=%llu",
    (unsigned long long)totals->events, (unsigned long long)totals->audio_bytes,
    (unsigned long long)totals->audio_crc, (unsigned long long)totals->audio_tail,
    (unsigned long long)totals->text_bytes);
  session->state = SESSION_CLOSING;
  session->deadline_ms = uv_now(session->server->loop) + CLOSE_DEADLINE_MS;
  answer(session, WEBSOCKET_CLOSE, payload, 2 + (size_t)length);
  // Discarded input cannot be decrypted later, so the client's half of the closing handshake is not awaited.
  if (session->input_is_discarded) finish(session);
  else session_flush(session);
}
