// One call: the carrier that dials the bridge, the model that the bridge dials, and what has been sent and seen.
#ifndef CALL_H
#define CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "audio.h"
#include "link.h"
#include "meter.h"

enum {
  FRAME_MS = 20,
  TURN_MS = 5000,              // each call begins a turn of the conversation as often
  SPEECH_MS = 400,             // from the caller's first word to the response
  THINKING_MS = 150,           // from the response to its first audio
  DELTA_MS = 60,               // from one delta to the next: some four times as fast as it is played
  REMEMBERED_FRAMES = 512,     // whose time of sending is known: ten seconds
  REMEMBERED_ANSWERS = 4,
  MAXIMUM_MARKS = 256,         // that wait at the carrier at once
  MAXIMUM_MARK_NAME = 64,
};

// What the model says, from the caller's first word until all is sent.
enum answer_stage { ANSWER_NONE, ANSWER_LISTENING, ANSWER_SPEAKING };

struct answer {
  enum answer_stage stage;
  uint32_t number;             // from 1
  uint64_t due_ns;             // of the next thing to be sent
  uint64_t first_sent_ns;
  uint32_t delta_count;
  // By number: of all its audio, and of what was sent.
  uint32_t byte_counts[REMEMBERED_ANSWERS], sent_byte_counts[REMEMBERED_ANSWERS];
};

struct mark {
  uint64_t due_ns;
  char name[MAXIMUM_MARK_NAME + 1];
};

struct call {
  uint32_t number;
  struct link *carrier, *model;

  // The caller's audio, from the carrier to the model.
  uint32_t sent_frame_count;
  uint64_t frame_sent_ns[REMEMBERED_FRAMES];
  struct audio_place due_at_model;

  // The model's audio, from the model to the carrier.
  struct answer answer;
  struct audio_cutter cutter;
  struct audio_place due_at_carrier;
  uint64_t play_end_ns;        // of all that the carrier has queued
  uint64_t clear_due_ns;       // since when the caller speaks into queued audio; 0: does not
  struct mark *marks;
  uint32_t first_mark, mark_count, sequence;
};

// What a run has seen. Of the meters, only what was sent within the window.
struct tally {
  bool is_measuring;
  struct meter caller, model, clear, generator;
  uint64_t relayed_frames, turns;  // within the window; frames both ways
  uint64_t lost, disordered, damaged, missing_clears;
  uint64_t truncations, refused_truncations, returned_marks, dropped_marks, unknown_messages, early_ends;
};

struct load {
  struct hub hub;
  struct call *calls;
  uint32_t call_count, open_count, talking_count;
  uint32_t answer_percent;     // of the length that answers and their pieces have otherwise
  struct call **talking;
  struct tally tally;
  bool is_ending;
};

extern struct load load;

// Adds to the tally what `audio_check` says of a frame, and moves `due` past it. Returns false where it does not belong.
bool call_check(struct audio_place *due, const uint8_t *frame);

// carrier.c: Twilio Media Streams, the side that dials.
void carrier_dial(struct call *call, int port);
void carrier_send_frame(struct call *call);
void carrier_play(struct call *call, uint64_t now);
void carrier_hang_up(struct call *call);

// model.c: OpenAI Realtime, the side that is dialled.
int model_listen(void);
void model_start_turn(struct call *call, uint64_t now);
// Sends what is due. Returns false when the answer is complete.
bool model_go_on(struct call *call, uint64_t now);

#endif
