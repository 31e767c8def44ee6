// Incremental UTF-8 validation (RFC 3629).
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Takes the next `count` bytes of a text. `*state` is 0 at the start and whenever the bytes so far end with a
// whole character. False: the text can no longer become valid, whatever follows.
bool byte_kernels_utf8_feed(uint32_t *state, const void *bytes, size_t count);

// The same result by the portable loop alone, for tests that compare the two.
bool byte_kernels_utf8_feed_portable(uint32_t *state, const void *bytes, size_t count);
