#ifndef RT_TEST_CLOCK_H
#define RT_TEST_CLOCK_H

#include <stdint.h>

// Stops the monotonic time of the calling thread. In a program that this is linked into, libuv reads that.
void rt_test_clock_stop(void);

// Moves the time of the calling thread, which stands, ahead by so many nanoseconds.
void rt_test_clock_advance(int64_t by);

// Gives the calling thread the system's time again.
void rt_test_clock_go(void);

#endif
