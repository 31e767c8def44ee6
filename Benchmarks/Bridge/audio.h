// Audio that tells who sent it and where in it a piece belongs, so that a loss, a repetition and a mix-up are seen.
#ifndef AUDIO_H
#define AUDIO_H

#include <stddef.h>
#include <stdint.h>

enum {
  AUDIO_FRAME = 160,           // bytes: 20 ms of u-law
  AUDIO_BYTES_PER_MS = 8,
};

// One direction of a call: the caller's whole audio, or one of the model's answers.
struct audio_place {
  uint32_t call, stream, frame;
};

// Writes the frame that belongs at `place`.
void audio_compose(struct audio_place place, uint8_t frame[AUDIO_FRAME]);

// Cuts what arrives in pieces of any size into frames.
struct audio_cutter {
  uint8_t frame[AUDIO_FRAME];
  size_t byte_count;
};

// Takes from the front of `*bytes`. Returns the next whole frame, or NULL when all is taken.
const uint8_t *audio_cut(struct audio_cutter *cutter, const uint8_t **bytes, size_t *byte_count);

enum audio_verdict { AUDIO_AS_EXPECTED, AUDIO_LOST, AUDIO_DISORDERED, AUDIO_DAMAGED };

// Compares every byte of `frame` with what belongs at `expected`. `actual` says where the frame does belong, unless it
// is damaged. Frames are lost that lie between the two.
enum audio_verdict audio_check(const uint8_t *frame, struct audio_place expected, struct audio_place *actual);

#endif
