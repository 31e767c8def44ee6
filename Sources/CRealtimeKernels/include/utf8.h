// Incremental UTF-8 validation (RFC 3629).
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "level.h"

#ifdef __cplusplus
extern "C" {
#endif

// Takes the next `byte_count` bytes of a text. `*state` is 0 at the start and whenever the bytes so far end with a
// whole character. False: the text can no longer become valid, whatever follows.
bool rt_utf8_feed(uint32_t *state, const uint8_t *bytes, size_t byte_count);

// The same kernel at a fixed level of instructions, for comparing them with each other.
bool rt_utf8_feed_at(enum rt_level level, uint32_t *state, const uint8_t *bytes, size_t byte_count);

#ifdef __cplusplus
}
#endif
