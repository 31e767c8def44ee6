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

CBK_INLINE bool is_digit(const uint8_t *bytes, size_t byte_count, size_t at) {
  return at < byte_count && (uint8_t)(bytes[at] - '0') <= 9;
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
    bool is_hexadecimal = (uint8_t)(byte - '0') <= 9 || (uint8_t)((byte | 0x20) - 'a') <= 5;
    if (!is_hexadecimal) return CBK_JSON_INVALID_ESCAPE;
  }
  return CBK_JSON_OK;
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
