// Where the guard's measuring tools switch on and off: functions whose names they are told.
#ifndef MARKS_H
#define MARKS_H

struct guard_counts {
  unsigned long allocations;          // all that were made inside of guard_measure
  unsigned long openssl_allocations;  // those of them that libssl and libcrypto made
  unsigned long system_calls;         // of the event loop
  unsigned long page_faults;          // memory that the process was given anew
};

// Runs `work`. Callgrind writes its counters out, and starts again from zero, when this returns.
void guard_pass(void (*work)(void *), void *context);

// Runs `work`, by way of guard_measured: the only code that is counted.
void guard_measure(void (*work)(void *), void *context);

// What guard_measure has counted so far; only page faults without the preloaded counter.
struct guard_counts guard_counts(void);

#endif
