// Where the guard's measuring tools switch on and off: functions whose names they are told.
#ifndef MARKS_H
#define MARKS_H

struct guard_allocations {
  unsigned long total;    // all that were made inside of guard_measure
  unsigned long openssl;  // those of them that libssl and libcrypto made
};

// Runs `work`. Callgrind writes its counters out, and starts again from zero, when this returns.
void guard_pass(void (*work)(void *), void *context);

// Runs `work`, by way of guard_measured: the only code that is counted.
void guard_measure(void (*work)(void *), void *context);

// What guard_measure has counted so far; zeros without the preloaded allocation counter.
struct guard_allocations guard_allocations(void);

#endif
