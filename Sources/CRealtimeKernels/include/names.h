// Finds a name among a fixed set by a perfect hash: three loads and one multiplication choose the only candidate, and
// the bytes are then compared once.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RT_NAME_UNKNOWN 255

typedef struct {
  uint32_t byte_count;
  uint32_t first_word;
} rt_name;

// A name as it stands in front of a member's value: in quotes, with a colon after them.
typedef struct {
  uint64_t text[4];
  uint64_t mask[4];  // all bits of the bytes that the text has
  uint64_t byte_count;  // of the name
} rt_name_key;

// Whoever makes a table chooses the multiplier so that no two names share a slot.
typedef struct {
  uint64_t multiplier;
  uint32_t shift;
  const uint8_t *slots;  // for each hash the position of the only name that can have it, or RT_NAME_UNKNOWN
  const rt_name *names;
  const uint64_t *words;  // the names' bytes, each name filled up with zeros to a multiple of eight
  const rt_name_key *keys;
} rt_names;

// How many words of eight bytes a name has for the hash, and each of them. The last one is made of the last eight bytes,
// and so may overlap the one before it. A name shorter than eight bytes is one word of its first and its last bytes.
static inline size_t rt_name_word_count(size_t byte_count) { return (byte_count + 7) / 8; }

static inline uint64_t rt_name_word(const uint8_t *bytes, size_t byte_count, size_t position) {
  uint64_t word = 0;
  if (byte_count >= 8) {
    size_t offset = position * 8 < byte_count - 8 ? position * 8 : byte_count - 8;
    __builtin_memcpy(&word, bytes + offset, 8);
    return word;
  }
  if (byte_count >= 4) {
    uint32_t low, high;
    __builtin_memcpy(&low, bytes, 4);
    __builtin_memcpy(&high, bytes + byte_count - 4, 4);
    return low | (uint64_t)high << 32;
  }
  for (size_t at = 0; at < byte_count; at += 1) word = word << 8 | bytes[at];
  return word;
}

// Names differ in length or in the first, the last or the middle eight bytes. Of at least one byte.
static inline size_t rt_name_slot(uint64_t multiplier, uint32_t shift, const uint8_t *bytes, size_t byte_count) {
  size_t last = rt_name_word_count(byte_count) - 1;
  uint64_t middle = rt_name_word(bytes, byte_count, last / 2) + byte_count;
  uint64_t end = rt_name_word(bytes, byte_count, last);
  uint64_t mixed = rt_name_word(bytes, byte_count, 0) ^ (end << 21 | end >> 43) ^ (middle << 43 | middle >> 21);
  return (size_t)((mixed * multiplier) >> shift);
}

// The position of the name that has these bytes, or RT_NAME_UNKNOWN.
static inline uint8_t rt_names_find(const rt_names *names, const uint8_t *bytes, size_t byte_count) {
  if (byte_count == 0) return RT_NAME_UNKNOWN;
  uint8_t candidate = names->slots[rt_name_slot(names->multiplier, names->shift, bytes, byte_count)];
  if (candidate == RT_NAME_UNKNOWN || names->names[candidate].byte_count != byte_count) return RT_NAME_UNKNOWN;
  const uint64_t *words = names->words + names->names[candidate].first_word;
  return __builtin_memcmp(words, bytes, byte_count) == 0 ? candidate : RT_NAME_UNKNOWN;
}

// The position of the name that is the text of a validated JSON string (without its quotes), escaped or not.
uint8_t rt_names_find_text(const rt_names *names, const uint8_t *bytes, size_t byte_count, bool is_escaped);

// Fills in a name's key. No bytes match that of a name which is too long for one or is not written as it is.
void rt_name_key_make(rt_name_key *key, const uint8_t *name, size_t byte_count);

// Whether a key stands at the beginning of these bytes, of which 32 may be read.
static inline bool rt_name_key_is_at(const uint8_t *bytes, const rt_name_key *key) {
  uint64_t words[4], differing = 0;
  __builtin_memcpy(words, bytes, sizeof words);
  for (int word = 0; word < 4; word += 1) differing |= (words[word] & key->mask[word]) ^ key->text[word];
  return differing == 0;
}

#ifdef __cplusplus
}
#endif
