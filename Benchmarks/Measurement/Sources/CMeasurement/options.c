#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measurement.h"

static const char usage[] =
  "usage: %s --url wss://HOST:PORT/PATH --ca FILE --stream NAME [options]\n"
  "  --stream NAME   audio, audio16k, text, mixed, echo, idle, paced or gateway\n"
  "  --sessions N    sessions at once (1)\n"
  "  --events M      events per session (10000)\n"
  "  --seconds S     length of a paced run (5)\n"
  "  --warmup W      events of all sessions together that are not measured (5 %% of them)\n"
  "  --verify        check every decoded byte; for runs that are not timed\n"
  "  --no-decode     receive only\n";

__attribute__((noreturn)) static void fail(const char *program, const char *why) {
  fprintf(stderr, "%s\n", why);
  fprintf(stderr, usage, program);
  exit(2);
}

static void parse_url(const char *url, struct bench_options *options, const char *program) {
  options->is_secure = strncmp(url, "wss://", 6) == 0;
  if (!options->is_secure && strncmp(url, "ws://", 5) != 0) fail(program, "the URL must start with wss:// or ws://");
  const char *host = strstr(url, "://") + 3;
  const char *path = strchr(host, '/');
  if (!path) path = host + strlen(host);
  const char *colon = memchr(host, ':', (size_t)(path - host));
  const char *host_end = colon ? colon : path;
  if ((size_t)(host_end - host) >= sizeof options->host) fail(program, "the URL's host is too long");
  memcpy(options->host, host, (size_t)(host_end - host));
  const char *port = options->is_secure ? "443" : "80";
  size_t port_length = strlen(port);
  if (colon) {
    port = colon + 1;
    port_length = (size_t)(path - port);
  }
  if (port_length >= sizeof options->port) fail(program, "the URL's port is too long");
  memcpy(options->port, port, port_length);

  char separator = strchr(path, '?') ? '&' : '?';
  snprintf(options->target, sizeof options->target, "%s%cstream=%s&events=%ld&sessions=%d&seconds=%g",
    *path ? path : "/", separator, options->stream, options->events, options->sessions, options->seconds);
  snprintf(options->url, sizeof options->url, "%.*s%s", (int)(path - url), url, options->target);
}

void bench_parse(int argc, char **argv, const char *peer, struct bench_options *options) {
  static const struct option known[] = {
    {"url", required_argument, NULL, 'u'},      {"ca", required_argument, NULL, 'c'},
    {"stream", required_argument, NULL, 't'},   {"sessions", required_argument, NULL, 'n'},
    {"events", required_argument, NULL, 'e'},   {"seconds", required_argument, NULL, 's'},
    {"warmup", required_argument, NULL, 'w'},   {"verify", no_argument, NULL, 'v'},
    {"no-decode", no_argument, NULL, 'd'},      {0},
  };
  *options = (struct bench_options){
    .peer = peer, .stream = "audio", .sessions = 1, .events = 10000, .seconds = 5, .warmup = -1, .decodes = true,
  };
  const char *url = NULL;
  for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    switch (option) {
      case 'u': url = optarg; break;
      case 'c': options->ca_path = optarg; break;
      case 't': options->stream = optarg; break;
      case 'n': options->sessions = atoi(optarg); break;
      case 'e': options->events = atol(optarg); break;
      case 's': options->seconds = atof(optarg); break;
      case 'w': options->warmup = atol(optarg); break;
      case 'v': options->verifies = true; break;
      case 'd': options->decodes = false; break;
      default: fail(argv[0], "unknown option");
    }
  }
  if (!url) fail(argv[0], "--url is missing");
  if (options->sessions < 1 || options->events < 1) fail(argv[0], "--sessions and --events start at 1");
  parse_url(url, options, argv[0]);
  options->mode = strcmp(options->stream, "echo") == 0 ? BENCH_ECHO
    : strcmp(options->stream, "idle") == 0             ? BENCH_IDLE
    : strcmp(options->stream, "paced") == 0            ? BENCH_PACED
    : strcmp(options->stream, "gateway") == 0          ? BENCH_PACED
                                                       : BENCH_STREAM;
  options->sends_by_timer = strcmp(options->stream, "gateway") == 0;
  if (options->warmup >= 0) return;
  // Paced sessions warm up for a second: ten events each.
  options->warmup = options->mode == BENCH_PACED ? 10L * options->sessions : options->events * options->sessions / 20;
}
