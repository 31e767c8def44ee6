// The streams a session can ask for, their frames encoded once at start.
#ifndef STREAMS_H
#define STREAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum stream_kind { STREAM_AUDIO, STREAM_AUDIO16K, STREAM_TEXT, STREAM_MIXED, STREAM_ECHO, STREAM_IDLE, STREAM_PACED };

// One whole message as it goes on the wire, and what a client that decodes it must arrive at.
struct encoded_frame {
  uint8_t *bytes;
  size_t byte_count;
  uint32_t audio_byte_count;
  uint32_t audio_crc;
  // The last four audio bytes, little-endian: a cheap proof that decoding reached the end.
  uint32_t audio_tail;
  uint32_t text_byte_count;
};

struct stream {
  struct encoded_frame *frames;
  size_t frame_count;
  // Sessions end only at multiples of this many frames, so that a mixed stream is made of whole turns.
  size_t turn_frame_count;
};

// What one session was sent, told to the client in the close reason.
struct stream_totals {
  uint64_t events, audio_bytes, audio_crc, audio_tail, text_bytes;
};

// Every event id is `event_` and 20 digits; in a paced stream the digits are the time of sending in
// nanoseconds of the monotonic clock, patched in before the frame leaves.
enum { EVENT_ID_DIGITS = 20 };

bool stream_kind_from_name(const char *name, enum stream_kind *kind);
void streams_encode(void);
// NULL for streams without frames of their own (echo, idle).
const struct stream *stream_of_kind(enum stream_kind kind);
// Where the 20 digits of the event id start in an audio frame.
size_t stream_time_offset(const struct encoded_frame *frame);
void stream_totals_add(struct stream_totals *totals, const struct encoded_frame *frame);

#endif
