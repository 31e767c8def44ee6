#include "server.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certificate.h"

struct options {
  const char *ca_path;
  const char *cipher;
  int port;
  bool is_plain;
  double idle_exit;
};

static const char usage[] =
  "load-server [--port N] [--ca FILE] [--cipher SUITE|any] [--plain] [--idle-exit SECONDS]\n"
  "\n"
  "Serves WebSocket sessions on 127.0.0.1 and prints `listening PORT`. The URL's query chooses what a session gets:\n"
  "  stream=audio|audio16k|text|mixed  events=N sessions=N   as fast as the client takes it, then close 1000\n"
  "  stream=paced|gateway  sessions=N seconds=S               100 ms of audio each 100 ms\n"
  "  stream=echo, stream=idle\n"
  "Streams start when `sessions` sessions are connected. The close reason says what was sent.\n"
  "  --ca FILE      where the throw-away CA is written (required unless --plain)\n"
  "  --cipher SUITE the one TLS 1.3 suite offered (default TLS_AES_128_GCM_SHA256), `any`: the client's choice\n"
  "  --idle-exit S  exits S seconds after the last session left (default 120); also when stdin, a pipe, closes\n";

static struct options parse(int argc, char **argv) {
  struct options options = {.cipher = "TLS_AES_128_GCM_SHA256", .idle_exit = 120};
  static const struct option known[] = {
    {"port", required_argument, NULL, 'p'},      {"ca", required_argument, NULL, 'c'},
    {"cipher", required_argument, NULL, 's'},    {"plain", no_argument, NULL, 'P'},
    {"idle-exit", required_argument, NULL, 'i'}, {"help", no_argument, NULL, 'h'},
    {0},
  };
  for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    switch (option) {
      case 'p': options.port = atoi(optarg); break;
      case 'c': options.ca_path = optarg; break;
      case 's': options.cipher = optarg; break;
      case 'P': options.is_plain = true; break;
      case 'i': options.idle_exit = atof(optarg); break;
      default: fputs(usage, option == 'h' ? stdout : stderr); exit(option == 'h' ? 0 : 2);
    }
  }
  if (!options.is_plain && !options.ca_path) {
    fputs(usage, stderr);
    exit(2);
  }
  return options;
}

static SSL_CTX *make_tls(const struct options *options) {
  SSL_CTX *context = SSL_CTX_new(TLS_server_method());
  if (!context) return NULL;
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  bool is_any = strcmp(options->cipher, "any") == 0;
  if (!is_any && SSL_CTX_set_ciphersuites(context, options->cipher) != 1) {
    fprintf(stderr, "no TLS 1.3 cipher suite is called %s\n", options->cipher);
    return NULL;
  }
  if (!certificate_install(context, options->ca_path)) {
    fprintf(stderr, "cannot make a certificate or write %s\n", options->ca_path);
    return NULL;
  }
  return context;
}

static void sweep_tick(uv_timer_t *timer) {
  struct server *server = timer->data;
  uint64_t now = uv_now(server->loop);
  for (struct session *session = server->sessions, *next; session; session = next) {
    next = session->next;
    if (session->state == SESSION_CLOSING && now > session->deadline_ms) session_close(session);
  }
  if (!server->sessions && now - server->idle_since_ms > server->idle_exit_ms) exit(0);
}

static void lend_small_block(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
  static char block[64];
  (void)handle, (void)suggested;
  *buffer = uv_buf_init(block, sizeof block);
}

static void did_read_standard_input(uv_stream_t *stream, ssize_t byte_count, const uv_buf_t *buffer) {
  (void)stream, (void)buffer;
  if (byte_count < 0) exit(0);
}

static int listen_on_loopback(struct server *server, int port) {
  struct sockaddr_in address;
  uv_ip4_addr("127.0.0.1", port, &address);
  uv_tcp_init(server->loop, &server->listener);
  server->listener.data = server;
  int status = uv_tcp_bind(&server->listener, (const struct sockaddr *)&address, 0);
  if (status == 0) status = uv_listen((uv_stream_t *)&server->listener, 4096, session_accept);
  if (status < 0) {
    fprintf(stderr, "cannot listen on port %d: %s\n", port, uv_strerror(status));
    return -1;
  }
  int length = sizeof address;
  uv_tcp_getsockname(&server->listener, (struct sockaddr *)&address, &length);
  return ntohs(address.sin_port);
}

int main(int argc, char **argv) {
  struct options options = parse(argc, argv);
  signal(SIGPIPE, SIG_IGN);
  static struct server server;
  server.loop = uv_default_loop();
  server.idle_exit_ms = (uint64_t)(options.idle_exit * 1000);
  server.idle_since_ms = uv_now(server.loop);
  if (!options.is_plain && !(server.tls = make_tls(&options))) return 1;
  streams_encode();

  uv_idle_init(server.loop, &server.pump);
  uv_timer_init(server.loop, &server.pace);
  uv_timer_init(server.loop, &server.sweep);
  server.pump.data = server.pace.data = server.sweep.data = &server;
  uv_timer_start(&server.sweep, sweep_tick, 500, 500);
  uv_pipe_t standard_input;
  if (uv_guess_handle(0) == UV_NAMED_PIPE) {
    uv_pipe_init(server.loop, &standard_input, 0);
    uv_pipe_open(&standard_input, 0);
    uv_read_start((uv_stream_t *)&standard_input, lend_small_block, did_read_standard_input);
  }
  int port = listen_on_loopback(&server, options.port);
  if (port < 0) return 1;
  printf("listening %d\n", port);
  fflush(stdout);
  return uv_run(server.loop, UV_RUN_DEFAULT);
}
