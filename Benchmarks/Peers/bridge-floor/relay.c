// The least that a bridge of calls can do and still be right: frames are decrypted, unmasked and found, the base64 of
// one message is put between the head and the tail of the other, and that is sealed and sent. It knows where in each
// message its text is from what comes before it, reads nothing else, and keeps no account of anything.
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "link.h"

enum { MAXIMUM_SID = 64, OUTPUT_CAPACITY = LINK_MAXIMUM_MESSAGE + 512 };

struct call {
  struct link *carrier, *model;
  char sid[MAXIMUM_SID];
  size_t sid_length;
};

struct options {
  const char *ca, *certificate, *key, *model_target;
  int model_port;
};

static struct hub hub;
static struct options options;
static volatile sig_atomic_t is_over;
static uint8_t output[LINK_HEADROOM + OUTPUT_CAPACITY];

struct span {
  const uint8_t *bytes;
  size_t byte_count;
};

// What stands between the first `key` and the next quote.
static struct span text_after(const uint8_t *payload, size_t byte_count, const char *key) {
  const uint8_t *end = payload + byte_count;
  const uint8_t *found = memmem(payload, byte_count, key, strlen(key));
  const uint8_t *start = found ? found + strlen(key) : end;
  const uint8_t *quote = memchr(start, '"', (size_t)(end - start));
  return quote ? (struct span){start, (size_t)(quote - start)} : (struct span){NULL, 0};
}

static bool begins_with(const uint8_t *payload, size_t byte_count, const char *text) {
  return byte_count >= strlen(text) && memcmp(payload, text, strlen(text)) == 0;
}

static void send_parts(struct link *link, const struct span *parts, size_t count) {
  uint8_t *payload = output + LINK_HEADROOM;
  size_t byte_count = 0;
  for (size_t i = 0; i < count && byte_count + parts[i].byte_count <= OUTPUT_CAPACITY; i++) {
    memcpy(payload + byte_count, parts[i].bytes, parts[i].byte_count);
    byte_count += parts[i].byte_count;
  }
  link_send(link, payload, byte_count);
}

#define SPAN(text) {(const uint8_t *)(text), sizeof(text) - 1}

// MARK: The model's side

static const char session_update[] =
  "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"output_modalities\":[\"audio\"],"
  "\"instructions\":\"You are a telephone receptionist.\",\"audio\":{\"input\":{\"format\":{\"type\":\"audio/pcmu\"},"
  "\"turn_detection\":{\"type\":\"server_vad\"}},\"output\":{\"format\":{\"type\":\"audio/pcmu\"},\"voice\":\"marin\"}}}}";

static void model_did_open(struct link *link) {
  send_parts(link, &(struct span)SPAN(session_update), 1);
}

static void model_did_receive(struct link *link, uint8_t *payload, size_t byte_count) {
  struct call *call = link->context;
  struct span sid = {(const uint8_t *)call->sid, call->sid_length};
  if (!call->carrier || !call->sid_length) return;
  if (begins_with(payload, byte_count, "{\"type\":\"response.output_audio.delta\"")) {
    struct span audio = text_after(payload, byte_count, "\"delta\":\"");
    const struct span parts[] = {
      SPAN("{\"event\":\"media\",\"streamSid\":\""), sid, SPAN("\",\"media\":{\"payload\":\""), audio, SPAN("\"}}")};
    if (audio.bytes) send_parts(call->carrier, parts, 5);
  } else if (begins_with(payload, byte_count, "{\"type\":\"input_audio_buffer.speech_started\"")) {
    const struct span parts[] = {SPAN("{\"event\":\"clear\",\"streamSid\":\""), sid, SPAN("\"}")};
    send_parts(call->carrier, parts, 3);
  }
}

static void end(struct call *call) {
  if (!call->carrier && !call->model) free(call);
  else link_close(call->carrier ? call->carrier : call->model);
}

static void model_did_close(struct link *link) {
  struct call *call = link->context;
  call->model = NULL;
  end(call);
}

// MARK: The carrier's side

static void carrier_did_open(struct link *link) {
  static const struct link_events events = {model_did_open, model_did_receive, model_did_close};
  struct call *call = calloc(1, sizeof *call);
  call->carrier = link;
  link->context = call;
  call->model = link_connect(&hub, options.model_port, options.model_target, &events, call);
}

static void carrier_did_receive(struct link *link, uint8_t *payload, size_t byte_count) {
  struct call *call = link->context;
  if (begins_with(payload, byte_count, "{\"event\":\"media\"")) {
    struct span audio = text_after(payload, byte_count, "\"payload\":\"");
    const struct span parts[] = {
      SPAN("{\"type\":\"input_audio_buffer.append\",\"audio\":\""), audio, SPAN("\"}")};
    if (audio.bytes && call->model) send_parts(call->model, parts, 3);
  } else if (begins_with(payload, byte_count, "{\"event\":\"start\"")) {
    struct span sid = text_after(payload, byte_count, "\"streamSid\":\"");
    if (sid.byte_count > MAXIMUM_SID) return link_close(link);
    memcpy(call->sid, sid.bytes, sid.byte_count);
    call->sid_length = sid.byte_count;
  }
}

static void carrier_did_close(struct link *link) {
  struct call *call = link->context;
  if (!call) return;
  call->carrier = NULL;
  end(call);
}

// MARK: Program

static void parse(int argc, char **argv) {
  static const struct option known[] = {
    {"ca", required_argument, NULL, 'a'},  {"certificate", required_argument, NULL, 'c'},
    {"key", required_argument, NULL, 'k'}, {"model", required_argument, NULL, 'm'},
    {0},
  };
  const char *model = NULL, *authority = "wss://127.0.0.1:";
  for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    switch (option) {
      case 'a': options.ca = optarg; break;
      case 'c': options.certificate = optarg; break;
      case 'k': options.key = optarg; break;
      case 'm': model = optarg; break;
    }
  }
  if (options.ca && options.certificate && options.key && model && strncmp(model, authority, strlen(authority)) == 0) {
    options.model_port = atoi(model + strlen(authority));
    options.model_target = strchr(model + strlen(authority), '/');
  }
  if (options.model_target) return;
  fputs("bridge-floor --ca FILE --certificate FILE --key FILE --model wss://127.0.0.1:PORT/PATH\n", stderr);
  exit(2);
}

static void did_receive_signal(int number) {
  (void)number;
  is_over = true;
}

int main(int argc, char **argv) {
  static const struct link_events events = {carrier_did_open, carrier_did_receive, carrier_did_close};
  parse(argc, argv);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGTERM, did_receive_signal);
  hub_open(&hub, NULL, options.ca, options.certificate, options.key);
  printf("listening %d\n", link_listen(&hub, 0, &events));
  fflush(stdout);
  while (!is_over) hub_poll(&hub, -1);
  return 0;
}
