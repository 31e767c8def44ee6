// What the walk over a document needs at every level of instructions.
#pragma once
#include "jsonscan.h"
#include <string.h>

#define RT_INLINE static inline __attribute__((always_inline))

RT_INLINE size_t pass_space(const uint8_t *bytes, size_t byte_count, size_t at) {
  while (at < byte_count && bytes[at] <= ' '
         && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
    at += 1;
  }
  return at;
}

// On failure `*at` is the first byte that does not belong to the literal.
RT_INLINE bool pass_literal(const uint8_t *bytes, size_t byte_count, size_t *at, const char *literal,
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

RT_INLINE bool is_digit_byte(uint8_t byte) { return (uint8_t)(byte - '0') <= 9; }

RT_INLINE bool is_digit(const uint8_t *bytes, size_t byte_count, size_t at) {
  return at < byte_count && is_digit_byte(bytes[at]);
}

RT_INLINE bool pass_digits(const uint8_t *bytes, size_t byte_count, size_t *at) {
  size_t start = *at;
  while (is_digit(bytes, byte_count, *at)) *at += 1;
  return *at != start;
}

// RFC 8259 section 6: no leading zero, no leading plus, digits on both sides of the point.
RT_INLINE bool pass_number(const uint8_t *bytes, size_t byte_count, size_t *at) {
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

// From the backslash to after the escape. On failure `*at` is the byte that is wrong or missing.
RT_INLINE uint32_t pass_escape(const uint8_t *bytes, size_t byte_count, size_t *at) {
  *at += 1;
  if (*at >= byte_count) return RT_JSON_UNEXPECTED_END;
  switch (bytes[*at]) {
    case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
      *at += 1;
      return RT_JSON_OK;
    case 'u': *at += 1; break;
    default: return RT_JSON_INVALID_ESCAPE;
  }
  for (int digit = 0; digit < 4; digit += 1, *at += 1) {
    if (*at >= byte_count) return RT_JSON_UNEXPECTED_END;
    uint8_t byte = bytes[*at];
    bool is_hexadecimal = is_digit_byte(byte) || (uint8_t)((byte | 0x20) - 'a') <= 5;
    if (!is_hexadecimal) return RT_JSON_INVALID_ESCAPE;
  }
  return RT_JSON_OK;
}

RT_INLINE void note_names(rt_json_member *member, uint8_t name, bool is_escaped) {
  member->name = name;
  member->key_is_escaped = is_escaped;
}

RT_INLINE void note_value(rt_json_member *member, size_t offset, uint8_t kind, bool is_escaped) {
  member->value_offset = (uint32_t)offset;
  member->kind = kind;
  member->value_is_escaped = is_escaped;
}

RT_INLINE void set_bit(uint64_t *bits, size_t index, bool value) {
  uint64_t bit = (uint64_t)1 << (index & 63);
  uint64_t word = (index & 63) == 0 ? 0 : bits[index / 64];
  bits[index / 64] = value ? word | bit : word & ~bit;
}

RT_INLINE bool get_bit(const uint64_t *bits, size_t index) {
  return (bits[index / 64] >> (index & 63)) & 1;
}

// A container that is open: its own member, how many were recorded when it was opened, and where names were foreseen.
typedef struct {
  rt_json_member *member;
  uint32_t recorded;
  uint16_t context;
  uint8_t name;
} rt_json_opened;

// The context of what lies in a container, from that of the container and its name.
RT_INLINE uint32_t context_within(uint32_t context, uint8_t name) {
  return ((context + name + 1) * 0x9E3779B1u) >> 16 & (RT_JSON_CONTEXTS - 1);
}

RT_INLINE uint8_t *foreseen_name(rt_json_tape *tape, uint32_t context, uint8_t last_name) {
  return &tape->next_name[context + last_name];
}

// How many blocks of 64 bytes the masks are made of at once.
#define RT_JSON_MASK_COUNT 16u

// A bit for each special byte of a document's first kilobyte, and one for the document's end if it is there. The words
// after that one are not set.
typedef struct {
  uint64_t words[RT_JSON_MASK_COUNT];
} rt_json_masks;

// What the loop over flat members needs of the walk, and gives back.
typedef struct {
  const uint8_t *bytes;
  size_t byte_count;
  const rt_json_masks *masks;
  const rt_names *names;
  rt_json_member *member;  // the next to record
  rt_json_member *member_limit;
  size_t at;
  uint32_t place;  // of the next member: see `rt_json_tape`
  uint8_t name;    // the last one
} rt_json_flat;

// What that loop stopped at.
typedef enum {
  RT_FLAT_KEY,
  RT_FLAT_VALUE,  // of the next member to record, whose name has been recorded
  RT_FLAT_AFTER_VALUE,
} rt_json_flat_end;

// Where a walk over a document is. Every function that works on it is inlined into the walk, so that the compiler keeps it
// in registers. It could not do so with an array inside, so the arrays are reached by pointers.
typedef struct {
  const uint8_t *bytes;
  size_t byte_count;
  const rt_json_masks *masks;
  rt_json_tape *tape;      // NULL if the document is only validated
  uint64_t *objects;        // a bit for each container that is open: whether it is an object
  rt_json_opened *opened;  // those of them in which members are recorded
  rt_json_member *ignored;
  rt_json_member *member;  // whose key or value is being read, `ignored` if it is not recorded
  size_t maximum_depth;
  size_t depth;
  size_t at;
  size_t start;  // of the value that is being read
  uint32_t capacity;
  uint32_t recorded;
  // By these names are foreseen: what kind of container this is, and the last name in it.
  uint32_t context;
  uint8_t name;
  bool in_object;
  bool is_complete;
  uint32_t error;  // if it is known better than by what is at `at`
} rt_json_walk;

RT_INLINE bool fail_at(rt_json_walk *walk, size_t at, uint32_t error) {
  walk->at = at;
  walk->error = error;
  return false;
}

RT_INLINE uint8_t closing_bracket(const rt_json_walk *walk) { return walk->in_object ? '}' : ']'; }

// Makes what comes the member that is read. Returns whether it is recorded.
RT_INLINE bool begin_item(rt_json_walk *walk) {
  if (walk->depth <= RT_JSON_TAPE_DEPTH && walk->recorded < walk->capacity) {
    walk->member = &walk->tape->members[1 + walk->recorded];
    walk->recorded += 1;
    return true;
  }
  walk->member = walk->ignored;
  walk->is_complete = false;
  return false;
}

RT_INLINE void begin_element(rt_json_walk *walk) {
  if (!begin_item(walk)) return;
  walk->member->key_byte_count = 0;
  walk->member->name = RT_NAME_UNKNOWN;
}

// Begins a member with the text of its key, and remembers that its name follows the last one.
RT_INLINE void begin_member(rt_json_walk *walk, size_t key, size_t key_byte_count, bool is_escaped) {
  rt_json_tape *tape = walk->tape;
  if (tape != NULL) {
    uint8_t *foreseen = foreseen_name(tape, walk->context, walk->name);
    walk->name = rt_names_find_text(tape->names, walk->bytes + key, key_byte_count, is_escaped);
    if (walk->name != RT_NAME_UNKNOWN) *foreseen = walk->name;
  }
  if (!begin_item(walk)) return;
  walk->member->key_offset = (uint32_t)key;
  walk->member->key_byte_count = (uint32_t)key_byte_count;
  note_names(walk->member, walk->name, is_escaped);
  if (walk->depth == 1) tape->last_by_name[walk->name] = tape->epoch + walk->recorded;
}

// Enters the container whose bracket is at `at`, and passes the space after it.
RT_INLINE bool open_container(rt_json_walk *walk) {
  walk->in_object = walk->bytes[walk->at] == '{';
  note_value(walk->member, walk->at, walk->in_object ? RT_JSON_OBJECT : RT_JSON_ARRAY, false);
  if (walk->depth == walk->maximum_depth) return fail_at(walk, walk->at, RT_JSON_TOO_DEEP);
  set_bit(walk->objects, walk->depth, walk->in_object);
  if (walk->depth <= RT_JSON_TAPE_DEPTH) {
    walk->opened[walk->depth] =
        (rt_json_opened){walk->member, walk->recorded, (uint16_t)walk->context, walk->name};
    walk->context = context_within(walk->context, walk->name);
    walk->name = RT_NAME_UNKNOWN;
  }
  walk->depth += 1;
  walk->at = pass_space(walk->bytes, walk->byte_count, walk->at + 1);
  return true;
}

// Leaves the container whose closing bracket is at `at`: it is the value that was read last.
RT_INLINE void close_container(rt_json_walk *walk) {
  walk->at += 1;
  walk->depth -= 1;
  if (walk->depth <= RT_JSON_TAPE_DEPTH) {
    const rt_json_opened *opened = &walk->opened[walk->depth];
    walk->member = opened->member;
    walk->start = walk->member->value_offset;
    // Itself, and what was recorded since it was opened.
    walk->member->span = walk->recorded - opened->recorded + 1;
    walk->context = opened->context;
    walk->name = opened->name;
  }
  if (walk->depth > 0) walk->in_object = get_bit(walk->objects, walk->depth - 1);
}

// Passes a number, true, false or null.
RT_INLINE bool pass_plain_value(rt_json_walk *walk) {
  const uint8_t *bytes = walk->bytes;
  size_t byte_count = walk->byte_count;
  uint8_t kind = RT_JSON_BOOL;
  bool is_right;
  switch (bytes[walk->at]) {
    case 't': is_right = pass_literal(bytes, byte_count, &walk->at, "true", 4); break;
    case 'f': is_right = pass_literal(bytes, byte_count, &walk->at, "false", 5); break;
    case 'n':
      kind = RT_JSON_NULL;
      is_right = pass_literal(bytes, byte_count, &walk->at, "null", 4);
      break;
    default:
      kind = RT_JSON_NUMBER;
      is_right = pass_number(bytes, byte_count, &walk->at);
  }
  note_value(walk->member, walk->start, kind, false);
  return is_right;
}

RT_INLINE void end_walk(const rt_json_walk *walk, rt_json_document *document, uint32_t error) {
  document->error = walk->error != RT_JSON_OK ? walk->error : error;
  document->error_offset = walk->at;
  if (walk->tape != NULL) walk->tape->is_complete = walk->is_complete && document->error == RT_JSON_OK;
}
