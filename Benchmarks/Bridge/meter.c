#include "meter.h"

#include <time.h>

uint64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void meter_add(struct meter *meter, uint64_t nanoseconds) {
  uint64_t step = nanoseconds / 10000;
  meter->steps[step < METER_STEPS ? step : METER_STEPS - 1]++;
  meter->count++;
}

double meter_percentile(const struct meter *meter, double fraction) {
  uint64_t seen = 0;
  for (size_t i = 0; i < METER_STEPS; i++) {
    seen += meter->steps[i];
    if (seen > 0 && (double)seen >= fraction * (double)meter->count) return (double)i / 100;
  }
  return 0;
}

void meter_print(const struct meter *meter, const char *name, FILE *file) {
  fprintf(file, "\"%s\":{\"count\":%llu,\"p50\":%.2f,\"p99\":%.2f,\"max\":%.2f}", name, (unsigned long long)meter->count,
    meter_percentile(meter, 0.5), meter_percentile(meter, 0.99), meter_percentile(meter, 1));
}
