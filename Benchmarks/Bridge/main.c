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
  const char *ca, *certificate, *key, *cipher, *counts;
  double seconds;
};

static const char usage[] =
  "bridge-load --ca FILE --certificate FILE --key FILE [--calls N] [--seconds S] [--cipher SUITE] [--answers PERCENT]\n"
  "  [--counts FILE]\n"
  "\n"
  "Prints `listening PORT`, where it plays the model. Then reads the bridge's port and process id from standard input,\n"
  "dials the bridge N times (10), measures for S seconds (5) once all calls are up, and prints a line of JSON.\n"
  "--answers makes the model's answers, and each piece of them, shorter than they are (100); with 0 nobody speaks.\n"
  "--counts names the file in which the bridge, with the allocation counter loaded, shares what it counts.\n"
  "The bridge must show a certificate for 127.0.0.1 of the authority in --ca, as this does with --certificate and --key.\n";

static struct options parse(int argc, char **argv) {
  struct options options = {.cipher = "TLS_AES_128_GCM_SHA256", .seconds = 5};
  static const struct option known[] = {
    {"ca", required_argument, NULL, 'a'},    {"certificate", required_argument, NULL, 'c'},
    {"key", required_argument, NULL, 'k'},   {"cipher", required_argument, NULL, 's'},
    {"calls", required_argument, NULL, 'n'}, {"seconds", required_argument, NULL, 't'},
    {"answers", required_argument, NULL, 'p'},
    {"counts", required_argument, NULL, 'o'}, {"help", no_argument, NULL, 'h'},
    {0},
  };
  load.call_count = 10;
  load.answer_percent = 100;
  for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    switch (option) {
      case 'a': options.ca = optarg; break;
      case 'c': options.certificate = optarg; break;
      case 'k': options.key = optarg; break;
      case 's': options.cipher = optarg; break;
      case 'n': load.call_count = (uint32_t)atoi(optarg); break;
      case 't': options.seconds = atof(optarg); break;
      case 'p': load.answer_percent = (uint32_t)atoi(optarg); break;
      case 'o': options.counts = optarg; break;
      default: fputs(usage, option == 'h' ? stdout : stderr); exit(option == 'h' ? 0 : 2);
    }
  }
  if (options.ca && options.certificate && options.key && load.call_count > 0 && load.answer_percent <= 100) return options;
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
  load.tally.relayed_frames += load.tally.is_measuring;
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
    load.tally.turns += load.tally.is_measuring;
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

// What the bridge has used, and this program.
struct reading {
  uint64_t time_ns;
  double cpu_seconds, own_cpu_seconds;
  size_t resident_kib;
  struct process_counts counts;
};

static struct reading read_usage(pid_t bridge, const volatile struct process_counts *counts) {
  struct reading reading = {
    .time_ns = now_ns(), .cpu_seconds = process_cpu_seconds(bridge), .own_cpu_seconds = process_cpu_seconds(getpid()),
    .resident_kib = process_resident_kib(bridge),
  };
  if (counts) reading.counts = *counts;
  return reading;
}

static void print_usage(struct reading first_call, struct reading start, struct reading end) {
  const struct process_counts *before = &start.counts, *after = &end.counts;
  printf("{\"calls\":%u,\"wall_seconds\":%.3f,\"cpu_seconds\":%.6f,\"generator_cpu_seconds\":%.6f,\"rss_one_kib\":%zu,"
    "\"rss_all_kib\":%zu,\"allocations\":%lu,\"openssl_allocations\":%lu,", load.call_count,
    (double)(end.time_ns - start.time_ns) / 1e9, end.cpu_seconds - start.cpu_seconds,
    end.own_cpu_seconds - start.own_cpu_seconds, first_call.resident_kib, end.resident_kib,
    after->allocations - before->allocations, after->openssl - before->openssl);
}

static void print_tally(void) {
  const struct tally *tally = &load.tally;
  const struct {
    const char *name;
    const struct meter *meter;
  } meters[] = {
    {"caller_ms", &tally->caller}, {"model_ms", &tally->model}, {"clear_ms", &tally->clear},
    {"generator_ms", &tally->generator},
  };
  for (size_t i = 0; i < sizeof meters / sizeof *meters; i++) {
    meter_print(meters[i].meter, meters[i].name, stdout);
    putchar(',');
  }
  const struct {
    const char *name;
    uint64_t count;
  } counts[] = {
    {"relayed_frames", tally->relayed_frames}, {"turns", tally->turns}, {"lost", tally->lost},
    {"disordered", tally->disordered}, {"damaged", tally->damaged}, {"missing_clears", tally->missing_clears},
    {"truncations", tally->truncations}, {"refused_truncations", tally->refused_truncations},
    {"returned_marks", tally->returned_marks}, {"dropped_marks", tally->dropped_marks},
    {"unknown_messages", tally->unknown_messages}, {"early_ends", tally->early_ends}, {"left_open", load.open_count},
  };
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    printf("%s\"%s\":%llu", i ? "," : "", counts[i].name, (unsigned long long)counts[i].count);
  }
  puts("}");
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

  const volatile struct process_counts *counts = options.counts ? process_map_counts(options.counts) : NULL;
  if (options.counts && !counts) return give_up("the bridge counts nothing");

  begin_calls();
  if (load.answer_percent == 0) turns.period_ns = 0;
  if (!open_calls(1) || !run(1, NULL, tick)) return give_up("the first call did not come up");
  struct reading first_call = read_usage(bridge, counts);
  if (!open_calls(load.call_count)) return give_up("not all calls came up");
  run(WARM_UP_SECONDS, NULL, tick);

  struct reading start = read_usage(bridge, counts);
  load.tally.is_measuring = true;
  run(options.seconds, NULL, tick);
  load.tally.is_measuring = false;
  struct reading end = read_usage(bridge, counts);

  run(DRAIN_SECONDS, is_drained, rest);
  load.tally.lost += frames_under_way();  // what has not arrived by now
  hang_up();
  run(DRAIN_SECONDS, are_models_gone, rest);
  print_usage(first_call, start, end);
  print_tally();
  return 0;
}
