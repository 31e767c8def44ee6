// The instructions a kernel of each level may use, and a table of the kernels of all levels.
#pragma once

#if defined(__x86_64__)
#define RT_HAS_X86_KERNELS 1
#include <immintrin.h>
#define RT_TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))
#define RT_TARGET_AVX512 \
  __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi")))
#define RT_AT_EACH_LEVEL(name) {name##_portable, name##_avx2, name##_avx512}
#else
#define RT_HAS_X86_KERNELS 0
#define RT_AT_EACH_LEVEL(name) {name##_portable}
#endif
