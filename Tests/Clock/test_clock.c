#define _GNU_SOURCE
#include "test_clock.h"
#include <assert.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// Nanoseconds; 0 while the thread has the system's time.
static _Thread_local int64_t stopped_at;

static int64_t nanoseconds(const struct timespec *time) { return time->tv_sec * 1000000000LL + time->tv_nsec; }

void rt_test_clock_stop(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  stopped_at = nanoseconds(&now);
}

void rt_test_clock_advance(int64_t by) {
  assert(stopped_at != 0);
  stopped_at += by;
}

void rt_test_clock_go(void) { stopped_at = 0; }

// A program's own functions go before those of its libraries. Only threads whose time stands see a difference.
// Sanitizers leave it alone, because it may be called before they are ready.
__attribute__((disable_sanitizer_instrumentation)) int clock_gettime(clockid_t clock, struct timespec *time) {
  int status = (int)syscall(SYS_clock_gettime, clock, time);
  if (status == 0 && stopped_at != 0 && (clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_COARSE)) {
    time->tv_sec = stopped_at / 1000000000;
    time->tv_nsec = stopped_at % 1000000000;
  }
  return status;
}
