// Plays both sides of every call that a bridge carries: Twilio's, which dials it, and OpenAI's, which it dials.
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "call.h"
#include "process.h"

enum { OPENING_AT_ONCE = 24, OPENING_SECONDS = 20, WARM_UP_SECONDS = 3, DRAIN_SECONDS = 2 };

struct load load;

struct options {
  const char *ca, *certificate, *key, *cipher;
  double seconds;
  bool is_silent;
};

static const char usage[] =
  "bridge-load --ca FILE --certificate FILE --key FILE [--calls N] [--seconds S] [--cipher SUITE] [--silent]\n"
  "\n"
  "Prints `listening PORT`, where it plays the model. Then reads the bridge's port and process id from standard input,\n"
  "dials the bridge N times (10), measures for S seconds (5) once all calls are up, and prints a line of JSON.\n"
  "With --silent nobody speaks: the caller's frames are all there is.\n"
  "The bridge must show a certificate for 127.0.0.1 of the authority in --ca, as this does with --certificate and --key.\n";

static struct options parse(int argc, char **argv) {
  struct options options = {.cipher = "TLS_AES_128_GCM_SHA256", .seconds = 5};
  static const struct option known[] = {
    {"ca", required_argument, NULL, 'a'},    {"certificate", required_argument, NULL, 'c'},
    {"key", required_argument, NULL, 'k'},   {"cipher", required_argument, NULL, 's'},
    {"calls", required_argument, NULL, 'n'}, {"seconds", required_argument, NULL, 't'},
    {"silent", no_argument, NULL, 'q'},      {"help", no_argument, NULL, 'h'},
    {0},
  };
  load.call_count = 10;
  for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    switch (option) {
      case 'a': options.ca = optarg; break;
      case 'c': options.certificate = optarg; break;
      case 'k': options.key = optarg; break;
      case 's': options.cipher = optarg; break;
      case 'n': load.call_count = (uint32_t)atoi(optarg); break;
      case 't': options.seconds = atof(optarg); break;
      case 'q': options.is_silent = true; break;
      default: fputs(usage, option == 'h' ? stdout : stderr); exit(option == 'h' ? 0 : 2);
    }
  }
  if (options.ca && options.certificate && options.key && load.call_count > 0) return options;
  fputs(usage, stderr);
  exit(2);
}

bool call_check(struct audio_place *due, const uint8_t *frame) {
  struct audio_place actual;
  switch (audio_check(frame, *due, &actual)) {
    case AUDIO_AS_EXPECTED: break;
    case AUDIO_LOST: load.tally.lost += actual.frame - due->frame; break;
    case AUDIO_DISORDERED: load.tally.disordered++; return false;
    case AUDIO_DAMAGED: load.tally.damaged++; return false;
  }
  due->frame = actual.frame + 1;
  return true;
}

// MARK: The clock

// Deals one thing after the other to all calls in turn, so that the load is even.
struct dealer {
  uint64_t start_ns, dealt, period_ns;
};

static struct call *next_due(struct dealer *dealer, uint64_t now, uint64_t *due_ns) {
  if (dealer->period_ns == 0) return NULL;
  *due_ns = dealer->start_ns + dealer->dealt * dealer->period_ns / load.call_count;
  return *due_ns <= now ? &load.calls[dealer->dealt++ % load.call_count] : NULL;
}

static void go_on_speaking(uint64_t now) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < load.talking_count; i++) {
    if (model_go_on(load.talking[i], now)) load.talking[kept++] = load.talking[i];
    hub_flush(&load.hub);
  }
  load.talking_count = kept;
}

// With a period of 0 nothing is dealt.
static struct dealer frames = {.period_ns = FRAME_MS * 1000000ull}, turns = {.period_ns = TURN_MS * 1000000ull};

static void tick(void) {
  uint64_t now = now_ns(), due_ns;
  for (struct call *call; (call = next_due(&frames, now, &due_ns));) {
    if (!call->carrier || call->carrier->state != LINK_OPEN) continue;
    if (load.tally.is_measuring) meter_add(&load.tally.generator, now_ns() - due_ns);
    carrier_send_frame(call);
    carrier_play(call, now);
    hub_flush(&load.hub);
  }
  for (struct call *call; (call = next_due(&turns, now, &due_ns));) {
    if (!call->model || !call->carrier || call->answer.stage != ANSWER_NONE) continue;
    if (load.tally.is_measuring) load.tally.turns++;
    model_start_turn(call, now);
    load.talking[load.talking_count++] = call;
  }
  go_on_speaking(now);
}

// Runs until `seconds` have passed, or until `is_done`, if there is one. Returns whether it was.
static bool run(double seconds, bool (*is_done)(void), void (*each_turn)(void)) {
  uint64_t end = now_ns() + (uint64_t)(seconds * 1e9);
  while (now_ns() < end) {
    hub_poll(&load.hub, 1);
    each_turn();
    if (is_done && is_done()) return true;
  }
  return !is_done;
}

// MARK: A run

static int bridge_port;
static uint32_t dialled_count, wanted_count;

static void tick_and_dial(void) {
  tick();
  while (dialled_count < wanted_count && dialled_count < load.open_count + OPENING_AT_ONCE) {
    carrier_dial(&load.calls[dialled_count++], bridge_port);
  }
}

static bool all_are_up(void) { return load.open_count == wanted_count || load.tally.early_ends > 0; }

static bool open_calls(uint32_t count) {
  wanted_count = count;
  return run(OPENING_SECONDS, all_are_up, tick_and_dial) && load.tally.early_ends == 0;
}

static void rest(void) {}

// Whole frames that were sent and have not arrived, both ways.
static uint64_t frames_under_way(void) {
  uint64_t count = 0;
  for (uint32_t i = 0; i < load.call_count; i++) {
    const struct call *call = &load.calls[i];
    struct audio_place due = call->due_at_carrier;
    uint32_t sent = call->answer.sent_byte_counts[due.stream % REMEMBERED_ANSWERS];
    count += call->sent_frame_count - call->due_at_model.frame;
    if (due.stream == call->answer.number) count += sent / AUDIO_FRAME - due.frame;
  }
  return count;
}

static bool is_drained(void) { return frames_under_way() == 0; }

static bool are_models_gone(void) { return load.open_count == 0; }

static void hang_up(void) {
  load.is_ending = true;
  for (uint32_t i = 0; i < load.call_count; i++) carrier_hang_up(&load.calls[i]);
}

static void begin_calls(void) {
  load.calls = calloc(load.call_count, sizeof *load.calls);
  load.talking = calloc(load.call_count, sizeof(struct call *));
  if (!load.calls || !load.talking) exit(1);
  frames.start_ns = turns.start_ns = now_ns();
  for (uint32_t i = 0; i < load.call_count; i++) {
    load.calls[i].number = i;
    load.calls[i].due_at_carrier = (struct audio_place){.call = i, .stream = 1};
  }
}

static void print_tally(double cpu_seconds, double own_cpu_seconds, double wall_seconds, size_t rss_one, size_t rss_all) {
  const struct tally *tally = &load.tally;
  printf("{\"calls\":%u,\"wall_seconds\":%.3f,\"cpu_seconds\":%.6f,\"generator_cpu_seconds\":%.6f,\"relayed_frames\":%llu,"
    "\"turns\":%llu,\"rss_one_kib\":%zu,\"rss_all_kib\":%zu,", load.call_count, wall_seconds, cpu_seconds, own_cpu_seconds,
    (unsigned long long)tally->relayed_frames, (unsigned long long)tally->turns, rss_one, rss_all);
  meter_print(&tally->caller, "caller_ms", stdout);
  putchar(',');
  meter_print(&tally->model, "model_ms", stdout);
  putchar(',');
  meter_print(&tally->clear, "clear_ms", stdout);
  putchar(',');
  meter_print(&tally->generator, "generator_ms", stdout);
  printf(",\"lost\":%llu,\"disordered\":%llu,\"damaged\":%llu,\"missing_clears\":%llu,\"truncations\":%llu,"
    "\"refused_truncations\":%llu,\"returned_marks\":%llu,\"dropped_marks\":%llu,\"unknown_messages\":%llu,"
    "\"early_ends\":%llu,\"left_open\":%u}\n",
    (unsigned long long)tally->lost, (unsigned long long)tally->disordered, (unsigned long long)tally->damaged,
    (unsigned long long)tally->missing_clears, (unsigned long long)tally->truncations,
    (unsigned long long)tally->refused_truncations, (unsigned long long)tally->returned_marks,
    (unsigned long long)tally->dropped_marks, (unsigned long long)tally->unknown_messages,
    (unsigned long long)tally->early_ends, load.open_count);
}

static int give_up(const char *why) {
  printf("{\"calls\":%u,\"open\":%u,\"problem\":\"%s\"}\n", load.call_count, load.open_count, why);
  return 1;
}

int main(int argc, char **argv) {
  struct options options = parse(argc, argv);
  signal(SIGPIPE, SIG_IGN);
  hub_open(&load.hub, options.cipher, options.ca, options.certificate, options.key);
  printf("listening %d\n", model_listen());
  fflush(stdout);
  int bridge;
  if (scanf("%d %d", &bridge_port, &bridge) != 2) return 2;

  begin_calls();
  if (options.is_silent) turns.period_ns = 0;
  if (!open_calls(1) || !run(1, NULL, tick)) return give_up("the first call did not come up");
  size_t rss_one = process_resident_kib(bridge);
  if (!open_calls(load.call_count)) return give_up("not all calls came up");
  run(WARM_UP_SECONDS, NULL, tick);

  double cpu = process_cpu_seconds(bridge), own_cpu = process_cpu_seconds(getpid());
  uint64_t start = now_ns();
  load.tally.is_measuring = true;
  run(options.seconds, NULL, tick);
  load.tally.is_measuring = false;
  double wall = (double)(now_ns() - start) / 1e9;
  cpu = process_cpu_seconds(bridge) - cpu;
  own_cpu = process_cpu_seconds(getpid()) - own_cpu;
  size_t rss_all = process_resident_kib(bridge);

  run(DRAIN_SECONDS, is_drained, rest);
  load.tally.lost += frames_under_way();  // what has not arrived by now
  hang_up();
  run(DRAIN_SECONDS, are_models_gone, rest);
  print_tally(cpu, own_cpu, wall, rss_one, rss_all);
  return 0;
}
