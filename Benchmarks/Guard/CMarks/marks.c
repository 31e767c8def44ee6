#define _GNU_SOURCE
#include "marks.h"

#include <dlfcn.h>
#include <stddef.h>
#include <sys/resource.h>

typedef void (*counter_read)(unsigned long *allocations, unsigned long *openssl, unsigned long *system_calls);

static struct guard_counts counted;

static struct guard_counts read_counter(void) {
  static counter_read read;
  struct guard_counts now = {0};
  struct rusage usage;
  if (!read) read = (counter_read)dlsym(RTLD_DEFAULT, "allocation_counter_read");
  if (read) read(&now.allocations, &now.openssl_allocations, &now.system_calls);
  if (getrusage(RUSAGE_SELF, &usage) == 0) now.page_faults = (unsigned long)usage.ru_minflt;
  return now;
}

// Apart from guard_measure, so that reading the counter is not counted itself. The barrier keeps it from becoming a
// jump, which callgrind would not see the end of.
__attribute__((noinline)) void guard_measured(void (*work)(void *), void *context) {
  work(context);
  __asm__ volatile("");
}

void guard_measure(void (*work)(void *), void *context) {
  struct guard_counts before = read_counter();
  guard_measured(work, context);
  struct guard_counts after = read_counter();
  counted.allocations += after.allocations - before.allocations;
  counted.openssl_allocations += after.openssl_allocations - before.openssl_allocations;
  counted.system_calls += after.system_calls - before.system_calls;
  counted.page_faults += after.page_faults - before.page_faults;
}

__attribute__((noinline)) void guard_pass(void (*work)(void *), void *context) {
  work(context);
  __asm__ volatile("");
}

struct guard_counts guard_counts(void) { return counted; }
