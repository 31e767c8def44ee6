#include "level.h"
#include "target.h"

enum cbk_level cbk_best_level(void) {
#if CBK_HAS_X86_KERNELS
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2")) {
    return CBK_PORTABLE;
  }
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
      && __builtin_cpu_supports("avx512vbmi")) {
    return CBK_AVX512;
  }
  return CBK_AVX2;
#else
  return CBK_PORTABLE;
#endif
}
