#include "link.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_BYTE_COUNT = 64 << 10, EVENTS_AT_ONCE = 512 };

static uint8_t receive_block[READ_BYTE_COUNT];
static uint8_t plaintext[LINK_MAXIMUM_MESSAGE + WEBSOCKET_MAXIMUM_HEADER];

static void fail(const char *what) {
  perror(what);
  ERR_print_errors_fp(stderr);
  exit(1);
}

// MARK: Hub

static SSL_CTX *make_context(const SSL_METHOD *method, const char *cipher) {
  SSL_CTX *context = SSL_CTX_new(method);
  if (!context || SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1) fail("TLS");
  if (cipher && SSL_CTX_set_ciphersuites(context, cipher) != 1) fail(cipher);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  return context;
}

void hub_open(struct hub *hub, const char *cipher, const char *ca, const char *certificate, const char *key) {
  *hub = (struct hub){.poll = epoll_create1(0), .mask = 0x9E3779B9};
  hub->client = make_context(TLS_client_method(), cipher);
  SSL_CTX_set_verify(hub->client, SSL_VERIFY_PEER, NULL);
  if (SSL_CTX_load_verify_locations(hub->client, ca, NULL) != 1) fail(ca);
  hub->server = make_context(TLS_server_method(), cipher);
  if (SSL_CTX_use_certificate_chain_file(hub->server, certificate) != 1) fail(certificate);
  if (SSL_CTX_use_PrivateKey_file(hub->server, key, SSL_FILETYPE_PEM) != 1) fail(key);
}

static void watch(struct link *link, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = link};
  epoll_ctl(link->hub->poll, operation, link->socket, &event);
}

static struct link *make_link(struct hub *hub, int socket, const struct link_events *events, void *context) {
  struct link *link = calloc(1, sizeof *link);
  if (!link) fail("a link");
  link->hub = hub;
  link->socket = socket;
  link->events = events;
  link->context = context;
  return link;
}

static void start_tls(struct link *link, SSL_CTX *context) {
  setsockopt(link->socket, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  link->ssl = SSL_new(context);
  BIO *bio = memory_bio_new(&link->memory);
  SSL_set_bio(link->ssl, bio, bio);
}

// MARK: Closing

static void mark_dirty(struct link *link) {
  if (link->is_dirty) return;
  link->is_dirty = true;
  link->next_dirty = link->hub->dirty;
  link->hub->dirty = link;
}

void link_close(struct link *link) {
  if (link->state == LINK_CLOSED) return;
  if (link->state == LINK_OPEN && !link->awaits_room) {
    SSL_shutdown(link->ssl);
    mark_dirty(link);
    hub_flush(link->hub);
    if (link->state == LINK_CLOSED) return;
  }
  link->state = LINK_CLOSED;
  close(link->socket);
  link->next_dead = link->hub->dead;
  link->hub->dead = link;
  link->events->did_close(link);
}

static void bury(struct hub *hub) {
  hub_flush(hub);
  while (hub->dead) {
    struct link *link = hub->dead;
    hub->dead = link->next_dead;
    SSL_free(link->ssl);
    byte_queue_free(&link->memory.output);
    free(link->carry);
    free(link);
  }
}

// MARK: Sending

static void flush(struct link *link) {
  struct byte_queue *output = &link->memory.output;
  if (link->awaits_room || output->byte_count == 0 || link->state == LINK_CLOSED) return;
  ssize_t written = write(link->socket, output->base, output->byte_count);
  if (written < 0 && errno != EAGAIN) {
    link->awaits_room = true;  // in vain: nothing can be said any more
    return link_close(link);
  }
  if (written < 0) written = 0;
  output->byte_count -= (size_t)written;
  if (output->byte_count == 0) return;
  memmove(output->base, output->base + written, output->byte_count);
  link->awaits_room = true;
  watch(link, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
}

void hub_flush(struct hub *hub) {
  while (hub->dirty) {
    struct link *link = hub->dirty;
    hub->dirty = link->next_dirty;
    link->is_dirty = false;
    flush(link);
  }
}

static void send_plaintext(struct link *link, const uint8_t *bytes, size_t byte_count) {
  size_t written;
  bool is_sent = SSL_write_ex(link->ssl, bytes, byte_count, &written) == 1;
  mark_dirty(link);
  if (!is_sent || link->memory.output.byte_count > LINK_MAXIMUM_BACKLOG) link_close(link);
}

static void send_frame(struct link *link, uint8_t opcode, uint8_t *payload, size_t byte_count) {
  uint8_t header[WEBSOCKET_MAXIMUM_HEADER], mask[4];
  // Not as unforeseeable as RFC 6455 wants it: nothing that is hostile reads along.
  link->hub->mask = link->hub->mask * 1664525 + 1013904223;
  memcpy(mask, &link->hub->mask, sizeof mask);
  size_t header_byte_count = websocket_write_header(header, opcode, byte_count, link->is_server ? NULL : mask);
  memcpy(payload - header_byte_count, header, header_byte_count);
  if (!link->is_server) websocket_mask(payload, byte_count, mask);
  send_plaintext(link, payload - header_byte_count, header_byte_count + byte_count);
}

void link_send(struct link *link, uint8_t *payload, size_t byte_count) {
  if (link->state == LINK_OPEN) send_frame(link, WEBSOCKET_TEXT, payload, byte_count);
}

// MARK: Opening

static void send_upgrade(struct link *link) {
  char head[1024];
  int length = snprintf(head, sizeof head,
    "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n"
    "Authorization: Bearer none\r\n\r\n", link->target);
  send_plaintext(link, (uint8_t *)head, (size_t)length);
}

static bool is_accepted(const char *head) { return strncmp(head, "HTTP/1.1 101 ", 13) == 0; }

static bool accept_upgrade(struct link *link, const char *head) {
  static const char name[] = "\r\nSec-WebSocket-Key: ";
  const char *key = strcasestr(head, name);
  if (!key) return false;
  char accept[29], response[256];
  key += sizeof name - 1;
  websocket_accept_key(key, strcspn(key, " \r\n"), accept);
  int length = snprintf(response, sizeof response, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
  send_plaintext(link, (uint8_t *)response, (size_t)length);
  return true;
}

// Returns the head's length, or 0 where it is not whole yet.
static size_t consume_head(struct link *link, uint8_t *bytes, size_t byte_count) {
  uint8_t *end = memmem(bytes, byte_count, "\r\n\r\n", 4);
  if (!end) return 0;
  end[3] = 0;
  bool is_good = link->is_server ? accept_upgrade(link, (char *)bytes) : is_accepted((char *)bytes);
  if (is_good) {
    link->state = LINK_OPEN;
    link->events->did_open(link);
  } else {
    link_close(link);
  }
  return (size_t)(end + 4 - bytes);
}

static void handshake(struct link *link) {
  if (SSL_do_handshake(link->ssl) == 1) {
    link->state = LINK_UPGRADING;
    if (!link->is_server) send_upgrade(link);
  } else if (SSL_get_error(link->ssl, 0) != SSL_ERROR_WANT_READ) {
    ERR_print_errors_fp(stderr);
    link_close(link);
  }
  if (link->state != LINK_CLOSED) mark_dirty(link);
}

// MARK: Receiving

static void answer_ping(struct link *link, const uint8_t *payload, size_t byte_count) {
  uint8_t answer[LINK_HEADROOM + 125];
  if (byte_count > 125) return link_close(link);
  memcpy(answer + LINK_HEADROOM, payload, byte_count);
  send_frame(link, WEBSOCKET_PONG, answer + LINK_HEADROOM, byte_count);
}

static void did_receive(struct link *link, const struct websocket_header *header, uint8_t *payload) {
  size_t byte_count = (size_t)header->payload_byte_count;
  if (header->is_masked) websocket_mask(payload, byte_count, header->mask);
  if (header->opcode == WEBSOCKET_TEXT && header->is_final) link->events->did_receive(link, payload, byte_count);
  else if (header->opcode == WEBSOCKET_PING) answer_ping(link, payload, byte_count);
  else if (header->opcode != WEBSOCKET_PONG) link_close(link);
}

// Returns how many bytes were whole messages. A payload has room for a header in front of it, its own.
static size_t consume(struct link *link, uint8_t *bytes, size_t byte_count) {
  size_t offset = 0;
  if (link->state == LINK_UPGRADING && (offset = consume_head(link, bytes, byte_count)) == 0) return 0;
  while (link->state == LINK_OPEN) {
    struct websocket_header header;
    size_t header_byte_count = websocket_read_header(bytes + offset, byte_count - offset, &header);
    if (header_byte_count == 0) break;
    if (header.payload_byte_count > LINK_MAXIMUM_MESSAGE) {
      link_close(link);
      break;
    }
    size_t end = offset + header_byte_count + (size_t)header.payload_byte_count;
    if (end > byte_count) break;
    did_receive(link, &header, bytes + offset + header_byte_count);
    offset = end;
  }
  return offset;
}

static size_t take_carry(struct link *link) {
  size_t byte_count = link->carry_byte_count;
  if (byte_count == 0) return 0;
  memcpy(plaintext, link->carry, byte_count);
  free(link->carry);
  link->carry = NULL;
  link->carry_byte_count = 0;
  return byte_count;
}

static void keep_carry(struct link *link, size_t byte_count) {
  if (byte_count == 0 || link->state == LINK_CLOSED) return;
  link->carry = malloc(byte_count);
  memcpy(link->carry, plaintext, byte_count);
  link->carry_byte_count = byte_count;
}

static void decrypt(struct link *link) {
  size_t held = take_carry(link), read;
  while (link->state != LINK_CLOSED) {
    if (SSL_read_ex(link->ssl, plaintext + held, sizeof plaintext - held, &read) != 1) {
      if (SSL_get_error(link->ssl, 0) != SSL_ERROR_WANT_READ) link_close(link);
      break;
    }
    held += read;
    size_t consumed = consume(link, plaintext, held);
    held -= consumed;
    if (consumed > 0 && held > 0) memmove(plaintext, plaintext + consumed, held);
  }
  keep_carry(link, held);
}

static void did_read(struct link *link) {
  ssize_t byte_count = read(link->socket, receive_block, sizeof receive_block);
  if (byte_count < 0 && errno == EAGAIN) return;
  if (byte_count <= 0) return link_close(link);
  link->memory.input = receive_block;
  link->memory.input_byte_count = (size_t)byte_count;
  if (link->state == LINK_CONNECTING) handshake(link);
  if (link->state == LINK_UPGRADING || link->state == LINK_OPEN) decrypt(link);
}

// MARK: Connections

static void did_connect(struct link *listener) {
  int socket = accept4(listener->socket, NULL, NULL, SOCK_NONBLOCK);
  if (socket < 0) return;
  struct link *link = make_link(listener->hub, socket, listener->events, NULL);
  link->is_server = true;
  start_tls(link, listener->hub->server);
  SSL_set_accept_state(link->ssl);
  watch(link, EPOLL_CTL_ADD, EPOLLIN);
}

static struct sockaddr_in loopback(int port) {
  return (struct sockaddr_in){
    .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

int link_listen(struct hub *hub, int port, const struct link_events *events) {
  struct sockaddr_in address = loopback(port);
  socklen_t length = sizeof address;
  struct link *link = make_link(hub, socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), events, NULL);
  link->is_listener = true;
  setsockopt(link->socket, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
  if (bind(link->socket, (struct sockaddr *)&address, length) < 0 || listen(link->socket, 4096) < 0) fail("listening");
  getsockname(link->socket, (struct sockaddr *)&address, &length);
  watch(link, EPOLL_CTL_ADD, EPOLLIN);
  return ntohs(address.sin_port);
}

struct link *link_connect(struct hub *hub, int port, const char *target, const struct link_events *events, void *context) {
  struct sockaddr_in address = loopback(port);
  // On the loopback a connection is there, or is refused, when this returns.
  int handle = socket(AF_INET, SOCK_STREAM, 0);
  if (handle < 0 || connect(handle, (struct sockaddr *)&address, sizeof address) < 0) fail("connecting");
  fcntl(handle, F_SETFL, O_NONBLOCK);
  struct link *link = make_link(hub, handle, events, context);
  link->target = target;
  start_tls(link, hub->client);
  X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(link->ssl), "127.0.0.1");
  SSL_set_connect_state(link->ssl);
  watch(link, EPOLL_CTL_ADD, EPOLLIN);
  handshake(link);
  return link;
}

// MARK: Waiting

static void serve(struct link *link, uint32_t events) {
  if (link->state == LINK_CLOSED) return;
  if (link->is_listener) return did_connect(link);
  if (events & EPOLLOUT) {
    link->awaits_room = false;
    watch(link, EPOLL_CTL_MOD, EPOLLIN);
    flush(link);
  }
  if (events & ~(uint32_t)EPOLLOUT && link->state != LINK_CLOSED) did_read(link);
  hub_flush(link->hub);
}

void hub_poll(struct hub *hub, int milliseconds) {
  static struct epoll_event events[EVENTS_AT_ONCE];
  hub_flush(hub);
  int count = epoll_wait(hub->poll, events, EVENTS_AT_ONCE, milliseconds);
  for (int i = 0; i < count; i++) serve(events[i].data.ptr, events[i].events);
  bury(hub);
}
