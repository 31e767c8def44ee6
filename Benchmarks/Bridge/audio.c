#include "audio.h"

#include <stdbool.h>
#include <string.h>

enum { POOL = 4096 };

// Noise, so that base64 of it has no pattern that a decoder or a cache could profit from.
static const uint8_t *pool(void) {
  static uint8_t bytes[POOL + AUDIO_FRAME];
  static bool is_made;
  uint32_t noise = 0x2545F491;
  for (size_t i = 0; !is_made && i < sizeof bytes; i++) {
    noise ^= noise << 13, noise ^= noise >> 17, noise ^= noise << 5;
    bytes[i] = (uint8_t)noise;
  }
  is_made = true;
  return bytes;
}

void audio_compose(struct audio_place place, uint8_t frame[AUDIO_FRAME]) {
  size_t offset = (place.call * 31 + place.stream * 17 + place.frame * 13) % POOL;
  memcpy(frame, &place, sizeof place);
  memcpy(frame + sizeof place, pool() + offset, AUDIO_FRAME - sizeof place);
}

const uint8_t *audio_cut(struct audio_cutter *cutter, const uint8_t **bytes, size_t *byte_count) {
  const uint8_t *start = *bytes;
  size_t missing = AUDIO_FRAME - cutter->byte_count;
  size_t taken = *byte_count < missing ? *byte_count : missing;
  *bytes += taken;
  *byte_count -= taken;
  if (taken == AUDIO_FRAME) return start;
  memcpy(cutter->frame + cutter->byte_count, start, taken);
  cutter->byte_count += taken;
  if (cutter->byte_count < AUDIO_FRAME) return NULL;
  cutter->byte_count = 0;
  return cutter->frame;
}

static bool is_at(const uint8_t *frame, struct audio_place place) {
  uint8_t expected[AUDIO_FRAME];
  audio_compose(place, expected);
  return memcmp(frame, expected, AUDIO_FRAME) == 0;
}

enum audio_verdict audio_check(const uint8_t *frame, struct audio_place expected, struct audio_place *actual) {
  *actual = expected;
  if (is_at(frame, expected)) return AUDIO_AS_EXPECTED;
  memcpy(actual, frame, sizeof *actual);
  if (!is_at(frame, *actual)) return AUDIO_DAMAGED;
  if (actual->call != expected.call || actual->stream != expected.stream) return AUDIO_DISORDERED;
  return actual->frame > expected.frame ? AUDIO_LOST : AUDIO_DISORDERED;
}
