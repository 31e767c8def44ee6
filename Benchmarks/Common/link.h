// WebSocket over TLS on epoll, as client and as server, for programs that carry thousands of links on one core.
//
// It does what its users need and no more: whole messages in one frame, no extensions, the peer's certificate checked
// against one authority and for 127.0.0.1.
#ifndef LINK_H
#define LINK_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory_bio.h"
#include "websocket.h"

enum {
  LINK_HEADROOM = WEBSOCKET_MAXIMUM_HEADER,  // what lies free in front of each payload that is sent
  LINK_MAXIMUM_MESSAGE = 256 << 10,
  LINK_MAXIMUM_BACKLOG = 4 << 20,            // a peer that lets more pile up is closed
};

enum link_state { LINK_CONNECTING, LINK_UPGRADING, LINK_OPEN, LINK_CLOSED };

struct hub;
struct link;

// What a link tells its user. `did_close` is the last, and comes for links that never opened too.
struct link_events {
  void (*did_open)(struct link *link);
  void (*did_receive)(struct link *link, uint8_t *payload, size_t byte_count);
  void (*did_close)(struct link *link);
};

struct link {
  struct hub *hub;
  const struct link_events *events;
  void *context;              // the user's
  int socket;
  bool is_server, is_listener, is_dirty, awaits_room;
  enum link_state state;
  SSL *ssl;
  struct memory_bio memory;   // its output is what goes to the socket
  uint8_t *carry;             // a message whose end has not arrived
  size_t carry_byte_count;
  const char *target;         // of the client's request
  struct link *next_dirty, *next_dead;
};

struct hub {
  int poll;
  SSL_CTX *client, *server;
  struct link *dirty, *dead;
  uint32_t mask;
};

// TLS 1.3, with `cipher` alone if one is given. `ca` is whom the clients trust; servers show `certificate` with `key`.
// Exits the program, with a word on why, where one of them cannot be used.
void hub_open(struct hub *hub, const char *cipher, const char *ca, const char *certificate, const char *key);
// Serves all that is ready, and waits for it for at most `milliseconds`; for ever with -1.
void hub_poll(struct hub *hub, int milliseconds);

// Listens on 127.0.0.1. Each accepted link starts with `events`. Returns the port.
int link_listen(struct hub *hub, int port, const struct link_events *events);
// Connects to 127.0.0.1. `target` must outlive the opening.
struct link *link_connect(struct hub *hub, int port, const char *target, const struct link_events *events, void *context);
// Sends a text message. The LINK_HEADROOM bytes in front of `payload` are written to, and a client masks it in place.
// It leaves with the others of this turn.
void link_send(struct link *link, uint8_t *payload, size_t byte_count);
// Lets what was sent leave now.
void hub_flush(struct hub *hub);
void link_close(struct link *link);

#endif
