#ifndef RT_TEST_CLOCK_H
#define RT_TEST_CLOCK_H

#include <stdint.h>

// Moves the monotonic time of the calling thread ahead. In a program that this is linked into, libuv reads that.
void rt_test_clock_advance(int64_t nanoseconds);

// Takes all of it back.
void rt_test_clock_reset(void);

#endif
