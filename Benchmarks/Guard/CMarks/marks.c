#define _GNU_SOURCE
#include "marks.h"

#include <dlfcn.h>
#include <stddef.h>

typedef void (*counter_read)(unsigned long *total, unsigned long *openssl);

static struct guard_allocations counted;

static struct guard_allocations read_counter(void) {
  static counter_read read;
  struct guard_allocations now = {0, 0};
  if (!read) read = (counter_read)dlsym(RTLD_DEFAULT, "allocation_counter_read");
  if (read) read(&now.total, &now.openssl);
  return now;
}

// Apart from guard_measure, so that reading the counter is not counted itself. The barrier keeps it from becoming a
// jump, which callgrind would not see the end of.
__attribute__((noinline)) void guard_measured(void (*work)(void *), void *context) {
  work(context);
  __asm__ volatile("");
}

void guard_measure(void (*work)(void *), void *context) {
  struct guard_allocations before = read_counter();
  guard_measured(work, context);
  struct guard_allocations after = read_counter();
  counted.total += after.total - before.total;
  counted.openssl += after.openssl - before.openssl;
}

__attribute__((noinline)) void guard_pass(void (*work)(void *), void *context) {
  work(context);
  __asm__ volatile("");
}

struct guard_allocations guard_allocations(void) { return counted; }
