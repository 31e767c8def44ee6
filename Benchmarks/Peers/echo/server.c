// A bare libuv server that sends every WebSocket message back over plain TCP. It unmasks, as RFC 6455 demands of a
// server, and checks nothing: what a round trip costs at the least.
//
// Prints `listening PORT`, and a line of JSON for each connection that ended. Runs until it is killed.
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <uv.h>

#include "websocket.h"

enum { BUFFER_CAPACITY = 64 << 10 };

struct connection {
  uv_tcp_t handle;  // first, so that a handle is its connection
  uint8_t bytes[BUFFER_CAPACITY];
  size_t byte_count;
  bool is_open;
  long message_count;
  double cpu_at_start;
};

static double cpu_seconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
    + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void did_close(uv_handle_t *handle) {
  struct connection *connection = (struct connection *)handle;
  printf("{\"messages\":%ld,\"cpu_seconds\":%.6f}\n", connection->message_count,
    cpu_seconds() - connection->cpu_at_start);
  fflush(stdout);
  free(connection);
}

static void end(struct connection *connection) {
  if (!uv_is_closing((uv_handle_t *)connection)) uv_close((uv_handle_t *)connection, did_close);
}

// One round trip is in flight, so the kernel always has room; a connection that fills it is not measured any more.
static void send_bytes(struct connection *connection, const uint8_t *bytes, size_t byte_count) {
  uv_buf_t buffer = uv_buf_init((char *)bytes, (unsigned)byte_count);
  if (uv_try_write((uv_stream_t *)connection, &buffer, 1) != (int)byte_count) end(connection);
}

// Answers the upgrade request once it is whole. Returns its length, or 0.
static size_t upgrade(struct connection *connection) {
  static const char name[] = "Sec-WebSocket-Key: ";
  uint8_t *end_of_head = memmem(connection->bytes, connection->byte_count, "\r\n\r\n", 4);
  if (!end_of_head) return 0;
  size_t byte_count = (size_t)(end_of_head + 4 - connection->bytes);
  const uint8_t *key = memmem(connection->bytes, byte_count, name, sizeof name - 1);
  if (!key) {
    end(connection);
    return 0;
  }
  char accept[29], response[256];
  websocket_accept_key((const char *)key + sizeof name - 1, 24, accept);
  int length = snprintf(response, sizeof response, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
  connection->is_open = true;
  send_bytes(connection, (const uint8_t *)response, (size_t)length);
  return byte_count;
}

// Sends one whole frame back where it lies, with a header that has no mask. Returns its length, or 0.
static size_t echo(struct connection *connection, uint8_t *bytes, size_t byte_count) {
  struct websocket_header header;
  size_t header_byte_count = websocket_read_header(bytes, byte_count, &header);
  if (header_byte_count == 0 || header.payload_byte_count > byte_count - header_byte_count) return 0;
  uint8_t *payload = bytes + header_byte_count;
  websocket_mask(payload, header.payload_byte_count, header.mask);
  uint8_t answer[WEBSOCKET_MAXIMUM_HEADER];
  size_t answer_byte_count = websocket_write_header(answer, header.opcode, header.payload_byte_count, NULL);
  memcpy(payload - answer_byte_count, answer, answer_byte_count);
  send_bytes(connection, payload - answer_byte_count, answer_byte_count + header.payload_byte_count);
  if (header.opcode == WEBSOCKET_CLOSE) end(connection);
  else connection->message_count++;
  return header_byte_count + header.payload_byte_count;
}

static void did_read(uv_stream_t *stream, ssize_t result, const uv_buf_t *buffer) {
  (void)buffer;
  struct connection *connection = (struct connection *)stream;
  if (result < 0) return end(connection);
  connection->byte_count += (size_t)result;
  size_t offset = 0;
  while (!uv_is_closing((uv_handle_t *)connection)) {
    size_t taken = connection->is_open
      ? echo(connection, connection->bytes + offset, connection->byte_count - offset) : upgrade(connection);
    if (taken == 0) break;
    offset += taken;
  }
  connection->byte_count -= offset;
  if (connection->byte_count == BUFFER_CAPACITY) return end(connection);
  memmove(connection->bytes, connection->bytes + offset, connection->byte_count);
}

static void lend(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
  (void)suggested;
  struct connection *connection = (struct connection *)handle;
  *buffer = uv_buf_init((char *)connection->bytes + connection->byte_count,
    (unsigned)(BUFFER_CAPACITY - connection->byte_count));
}

static void did_connect(uv_stream_t *listener, int status) {
  if (status < 0) return;
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection) return;
  connection->cpu_at_start = cpu_seconds();
  uv_tcp_init(listener->loop, &connection->handle);
  if (uv_accept(listener, (uv_stream_t *)connection) < 0) return end(connection);
  uv_tcp_nodelay(&connection->handle, 1);
  uv_read_start((uv_stream_t *)connection, lend, did_read);
}

int main(void) {
  uv_loop_t *loop = uv_default_loop();
  uv_tcp_t listener;
  struct sockaddr_in address;
  int length = sizeof address;
  uv_ip4_addr("127.0.0.1", 0, &address);
  uv_tcp_init(loop, &listener);
  if (uv_tcp_bind(&listener, (const struct sockaddr *)&address, 0) < 0
    || uv_listen((uv_stream_t *)&listener, 16, did_connect) < 0) return 1;
  uv_tcp_getsockname(&listener, (struct sockaddr *)&address, &length);
  printf("listening %d\n", ntohs(address.sin_port));
  fflush(stdout);
  return uv_run(loop, UV_RUN_DEFAULT);
}
