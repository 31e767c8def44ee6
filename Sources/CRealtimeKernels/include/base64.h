// Base64 of RFC 4648 section 4: the standard alphabet, padded, without line breaks.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "level.h"

#ifdef __cplusplus
extern "C" {
#endif

enum rt_base64_error {
  RT_BASE64_OK = 0,
  RT_BASE64_INVALID_BYTE = 1,     // outside the alphabet, or padding before the end
  RT_BASE64_INVALID_PADDING = 2,  // not a multiple of four bytes, or bits set that padding leaves unused
  RT_BASE64_NO_ROOM = 3,
};

typedef struct {
  uint32_t error;
  size_t byte_count;    // written; nothing of the output is meaningful after an error
  size_t error_offset;
} rt_base64_result;

// Decodes into `out`, of which `capacity` bytes may be written.
rt_base64_result rt_base64_decode(const uint8_t *text, size_t byte_count, uint8_t *out, size_t capacity);

// Encodes into `out`, which holds four bytes for each three begun. Returns how many were written.
size_t rt_base64_encode(const uint8_t *bytes, size_t byte_count, uint8_t *out);

// The same kernels at a fixed level of instructions, for comparing them with each other.
rt_base64_result rt_base64_decode_at(enum rt_level level, const uint8_t *text, size_t byte_count, uint8_t *out,
                                     size_t capacity);
size_t rt_base64_encode_at(enum rt_level level, const uint8_t *bytes, size_t byte_count, uint8_t *out);

#ifdef __cplusplus
}
#endif
