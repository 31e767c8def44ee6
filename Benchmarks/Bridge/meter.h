// Times that were measured, counted in steps of 10 microseconds.
#ifndef METER_H
#define METER_H

#include <stdint.h>
#include <stdio.h>

enum { METER_STEPS = 200000 };  // two seconds; what takes longer counts as that

struct meter {
  uint64_t count;
  uint32_t steps[METER_STEPS];
};

uint64_t now_ns(void);
void meter_add(struct meter *meter, uint64_t nanoseconds);
// Milliseconds.
double meter_percentile(const struct meter *meter, double fraction);
// `"name":{"count":…,"p50":…,"p99":…,"max":…}`, in milliseconds.
void meter_print(const struct meter *meter, const char *name, FILE *file);

#endif
