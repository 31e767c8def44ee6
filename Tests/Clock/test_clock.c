#define _GNU_SOURCE
#include "test_clock.h"
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static _Thread_local int64_t ahead;

void rt_test_clock_advance(int64_t nanoseconds) { ahead += nanoseconds; }

void rt_test_clock_reset(void) { ahead = 0; }

// A program's own functions go before those of its libraries. Only threads whose time was moved see a difference.
// Sanitizers leave it alone, because it may be called before they are ready.
__attribute__((disable_sanitizer_instrumentation)) int clock_gettime(clockid_t clock, struct timespec *time) {
  int status = (int)syscall(SYS_clock_gettime, clock, time);
  if (status == 0 && ahead != 0 && (clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_COARSE)) {
    int64_t nanoseconds = time->tv_nsec + ahead;
    time->tv_sec += nanoseconds / 1000000000;
    time->tv_nsec = nanoseconds % 1000000000;
  }
  return status;
}
