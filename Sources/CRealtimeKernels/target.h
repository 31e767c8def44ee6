// The instructions a kernel of each level may use.
#pragma once

#if defined(__x86_64__)
#define RT_HAS_X86_KERNELS 1
#include <immintrin.h>
#define RT_TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))
#define RT_TARGET_AVX512 \
  __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi")))
#else
#define RT_HAS_X86_KERNELS 0
#endif
