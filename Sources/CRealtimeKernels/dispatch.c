#include "level.h"
#include "target.h"

enum rt_level rt_best_level(void) {
#if RT_HAS_X86_KERNELS
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2")) {
    return RT_PORTABLE;
  }
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
      && __builtin_cpu_supports("avx512vbmi")) {
    return RT_AVX512;
  }
  return RT_AVX2;
#else
  return RT_PORTABLE;
#endif
}
