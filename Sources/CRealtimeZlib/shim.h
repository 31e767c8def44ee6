#pragma once
#include <zlib.h>

#ifdef __cplusplus
extern "C" {
#endif

// The two initialisers are macros that name the version and the size of the caller's structure, which Swift
// cannot see. Negative window bits ask for raw deflate, without the header and checksum of zlib.
static inline int rt_deflate_init(z_stream *stream, int level, int window_bits, int memory_level) {
  return deflateInit2(stream, level, Z_DEFLATED, -window_bits, memory_level, Z_DEFAULT_STRATEGY);
}

static inline int rt_inflate_init(z_stream *stream, int window_bits) { return inflateInit2(stream, -window_bits); }

// What zlib's own window bits say decides about the wrapping: see inflateInit2.
static inline int rt_inflate_init_wrapped(z_stream *stream, int window_bits) { return inflateInit2(stream, window_bits); }
#ifdef __cplusplus
}
#endif
