// What a careful C++ client does with an event: simdjson On-Demand and base64 with AVX2.
//
// `capacity` counts the bytes at `bytes` that may be read, at least 64 more than `count`. Each answers the size of what
// was read, or 0 where it failed.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

size_t simd_text_delta(const uint8_t *bytes, size_t count, size_t capacity);
size_t simd_text_delta_owned(const uint8_t *bytes, size_t count, size_t capacity);
size_t simd_audio_delta(const uint8_t *bytes, size_t count, size_t capacity);
size_t simd_response_done(const uint8_t *bytes, size_t count, size_t capacity);

// An append event in a masked frame. `out` holds twice the audio and 128 bytes.
size_t simd_append(const uint8_t *audio, size_t count, uint32_t masking_key, uint8_t *out);

#ifdef __cplusplus
}
#endif
