#include "utf8.h"
#include <string.h>

// The state packs what the next byte must be: how many continuation bytes are missing, and the range that the
// next one has to fall in. The range is narrower than 80..BF only after E0, ED, F0 and F4.
static inline uint32_t expect(uint32_t missing, uint32_t low, uint32_t high) {
  return missing | low << 8 | high << 16;
}

static inline uint32_t after_lead(uint8_t byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return expect(1, 0x80, 0xBF);
  if (byte == 0xE0) return expect(2, 0xA0, 0xBF);
  if (byte == 0xED) return expect(2, 0x80, 0x9F);
  if (byte >= 0xE1 && byte <= 0xEF) return expect(2, 0x80, 0xBF);
  if (byte == 0xF0) return expect(3, 0x90, 0xBF);
  if (byte >= 0xF1 && byte <= 0xF3) return expect(3, 0x80, 0xBF);
  if (byte == 0xF4) return expect(3, 0x80, 0x8F);
  return 0;
}

static inline bool step(uint32_t *state, uint8_t byte) {
  uint32_t now = *state;
  if (now == 0) {
    if (byte < 0x80) return true;
    *state = after_lead(byte);
    return *state != 0;
  }
  uint32_t missing = now & 0xFF;
  if (byte < ((now >> 8) & 0xFF) || byte > ((now >> 16) & 0xFF)) return false;
  *state = missing == 1 ? 0 : expect(missing - 1, 0x80, 0xBF);
  return true;
}

static bool feed_bytes(uint32_t *state, const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (!step(state, bytes[i])) return false;
  }
  return true;
}

bool byte_kernels_utf8_feed_portable(uint32_t *state, const void *start, size_t count) {
  const uint8_t *bytes = start;
  size_t i = 0;
  while (i < count) {
    // Eight ASCII bytes at a time while no character is open.
    while (*state == 0 && count - i >= 8) {
      uint64_t word;
      memcpy(&word, bytes + i, 8);
      if (word & 0x8080808080808080u) break;
      i += 8;
    }
    size_t run = count - i < 8 ? count - i : 8;
    if (!feed_bytes(state, bytes + i, run)) return false;
    i += run;
  }
  return true;
}

bool byte_kernels_utf8_feed(uint32_t *state, const void *start, size_t count) {
  return byte_kernels_utf8_feed_portable(state, start, count);
}
