// Brings memory that will soon be used into the cache, while something else is done.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

static inline void rt_prefetch(const void *start, size_t byte_count) {
  for (size_t offset = 0; offset < byte_count; offset += 64) { __builtin_prefetch((const char *)start + offset); }
}

#ifdef __cplusplus
}
#endif
