// What the walk over a document needs at every level of instructions.
#pragma once
#include "jsonscan.h"
#include <string.h>

#define CBK_INLINE static inline __attribute__((always_inline))

CBK_INLINE size_t pass_space(const uint8_t *bytes, size_t byte_count, size_t at) {
  while (at < byte_count && bytes[at] <= ' '
         && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
    at += 1;
  }
  return at;
}

// On failure `*at` is the first byte that does not belong to the literal.
CBK_INLINE bool pass_literal(const uint8_t *bytes, size_t byte_count, size_t *at, const char *literal,
                             size_t literal_byte_count) {
  if (byte_count - *at >= literal_byte_count && memcmp(bytes + *at, literal, literal_byte_count) == 0) {
    *at += literal_byte_count;
    return true;
  }
  while (*at < byte_count && bytes[*at] == (uint8_t)*literal) {
    *at += 1;
    literal += 1;
  }
  return false;
}

CBK_INLINE bool is_digit_byte(uint8_t byte) { return (uint8_t)(byte - '0') <= 9; }

CBK_INLINE bool is_digit(const uint8_t *bytes, size_t byte_count, size_t at) {
  return at < byte_count && is_digit_byte(bytes[at]);
}

CBK_INLINE bool pass_digits(const uint8_t *bytes, size_t byte_count, size_t *at) {
  size_t start = *at;
  while (is_digit(bytes, byte_count, *at)) *at += 1;
  return *at != start;
}

// RFC 8259 section 6: no leading zero, no leading plus, digits on both sides of the point.
CBK_INLINE bool pass_number(const uint8_t *bytes, size_t byte_count, size_t *at) {
  if (bytes[*at] == '-') *at += 1;
  if (*at < byte_count && bytes[*at] == '0') {
    *at += 1;
  } else if (!pass_digits(bytes, byte_count, at)) {
    return false;
  }
  if (*at < byte_count && bytes[*at] == '.') {
    *at += 1;
    if (!pass_digits(bytes, byte_count, at)) return false;
  }
  if (*at < byte_count && (bytes[*at] | 0x20) == 'e') {
    *at += 1;
    if (*at < byte_count && (bytes[*at] == '+' || bytes[*at] == '-')) *at += 1;
    if (!pass_digits(bytes, byte_count, at)) return false;
  }
  return true;
}

// From the backslash to behind the escape. On failure `*at` is the byte that is wrong or missing.
CBK_INLINE uint32_t pass_escape(const uint8_t *bytes, size_t byte_count, size_t *at) {
  *at += 1;
  if (*at >= byte_count) return CBK_JSON_UNEXPECTED_END;
  switch (bytes[*at]) {
    case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
      *at += 1;
      return CBK_JSON_OK;
    case 'u':
      *at += 1;
      break;
    default:
      return CBK_JSON_INVALID_ESCAPE;
  }
  for (int digit = 0; digit < 4; digit += 1, *at += 1) {
    if (*at >= byte_count) return CBK_JSON_UNEXPECTED_END;
    uint8_t byte = bytes[*at];
    bool is_hexadecimal = is_digit_byte(byte) || (uint8_t)((byte | 0x20) - 'a') <= 5;
    if (!is_hexadecimal) return CBK_JSON_INVALID_ESCAPE;
  }
  return CBK_JSON_OK;
}

CBK_INLINE void note_names(cbk_json_member *member, uint8_t name, bool is_escaped) {
  member->name = name;
  member->key_is_escaped = is_escaped;
}

CBK_INLINE void note_value(cbk_json_member *member, size_t offset, uint8_t kind, bool is_escaped) {
  member->value_offset = (uint32_t)offset;
  member->kind = kind;
  member->value_is_escaped = is_escaped;
}

CBK_INLINE void set_bit(uint64_t *bits, size_t index, bool value) {
  uint64_t bit = (uint64_t)1 << (index & 63);
  uint64_t word = (index & 63) == 0 ? 0 : bits[index / 64];
  bits[index / 64] = value ? word | bit : word & ~bit;
}

CBK_INLINE bool get_bit(const uint64_t *bits, size_t index) {
  return (bits[index / 64] >> (index & 63)) & 1;
}

// A container that is open: its own member, how many were recorded when it was opened, and where names were foreseen.
typedef struct {
  cbk_json_member *member;
  uint32_t recorded;
  uint16_t context;
  uint8_t name;
} cbk_json_opened;

// The context of what lies in a container, from that of the container and its name.
CBK_INLINE uint32_t context_within(uint32_t context, uint8_t name) {
  return ((context + name + 1) * 0x9E3779B1u) >> 16 & (CBK_JSON_CONTEXTS - 1);
}

CBK_INLINE uint8_t *foreseen_name(cbk_json_tape *tape, uint32_t context, uint8_t last_name) {
  return &tape->next_name[context + last_name];
}

// The bytes whose masks are made at once.
#define CBK_JSON_MASK_COUNT 16u

// A bit for each special byte of a document's first kilobyte, and one for the document's end if it is there. What is
// behind that is not set.
typedef struct {
  uint64_t words[CBK_JSON_MASK_COUNT];
} cbk_json_masks;

// What the loop over flat members needs of the walk, and gives back.
typedef struct {
  const uint8_t *bytes;
  size_t byte_count;
  const cbk_json_masks *masks;
  const cbk_names *names;
  cbk_json_member *member;  // the next to record
  cbk_json_member *member_limit;
  size_t at;
  uint32_t place;  // of the next member: see `cbk_json_tape`
  uint8_t name;    // the last one
} cbk_json_flat;

// In front of what that loop stopped.
typedef enum {
  CBK_FLAT_KEY,
  CBK_FLAT_VALUE,  // of the next member to record, whose name has been recorded
  CBK_FLAT_AFTER_VALUE,
} cbk_json_flat_end;
