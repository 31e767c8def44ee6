// The levels of instructions that a kernel may exist at. Kernels choose theirs by themselves; a level is named only to
// compare them with each other.
#pragma once
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum rt_level { RT_PORTABLE = 0, RT_AVX2 = 1, RT_AVX512 = 2 };

// The highest level this processor and operating system run.
enum rt_level rt_best_level(void);

#ifdef __cplusplus
}
#endif
