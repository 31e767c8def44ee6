// Strict JSON scanning over borrowed bytes. Every function reads only `bytes[0 ..< byte_count]`.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "level.h"
#include "names.h"

#ifdef __cplusplus
extern "C" {
#endif

// Containers that may be open at once; one bit each, kept on the C stack.
#define RT_JSON_DEPTH_CEILING (128u << 10)

enum rt_json_kind {
  RT_JSON_ABSENT, RT_JSON_NULL, RT_JSON_BOOL, RT_JSON_NUMBER, RT_JSON_STRING, RT_JSON_ARRAY, RT_JSON_OBJECT,
};

enum rt_json_error {
  RT_JSON_OK, RT_JSON_UNEXPECTED_END, RT_JSON_UNEXPECTED_BYTE, RT_JSON_CONTROL_CHARACTER, RT_JSON_INVALID_ESCAPE,
  RT_JSON_TRAILING_BYTES, RT_JSON_TOO_DEEP, RT_JSON_TOO_LARGE,
};

// One member of an object, or one element of an array (whose key is empty). Key offsets exclude the quotes,
// string values include them.
typedef struct {
  uint32_t key_offset;
  uint32_t key_byte_count;
  uint32_t value_offset;
  uint32_t value_byte_count;
  uint8_t kind;
  uint8_t name;  // of the key, RT_NAME_UNKNOWN without names to look it up in
  bool key_is_escaped;
  bool value_is_escaped;
  uint32_t span;  // on a tape: how many members it takes, itself and all that are inside of it
} rt_json_member;

// What the validating pass found: the value without the white space around it, or the place of the error.
typedef struct {
  rt_json_member root;
  uint32_t error;
  size_t error_offset;
} rt_json_document;

// Validates a whole document as ECMAScript's JSON.parse does. The caller has checked that it is UTF-8.
void rt_json_validate(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth, rt_json_document *document);

// Values that a tape remembers, and how deep they may lie in each other.
#define RT_JSON_TAPE_CAPACITY 1024u
#define RT_JSON_TAPE_DEPTH 32u

// The table of which name follows which has a row for each kind of container; so many rows it has at most.
#define RT_JSON_CONTEXTS 2048u

// A validated document and everything in it, depth first: the contents of a container follow it.
typedef struct {
  rt_json_document document;
  const rt_names *names;
  bool is_complete;            // otherwise only `document` may be used
  uint8_t next_name[RT_JSON_CONTEXTS + 256];  // by context and name: the service writes members in one order
  // For each name the place of the last member of the top-level object that has it. Places are counted on from one
  // document to the next, `epoch` being this one's first, so that a place of an earlier document is known as such and
  // nothing has to be cleared.
  uint32_t last_by_name[256];
  uint32_t ignored_by_name[256];  // the same of other objects
  uint32_t epoch;
  rt_json_member members[1 + RT_JSON_TAPE_CAPACITY];  // the root first
} rt_json_tape;

// Like `rt_json_validate`, and records every value, with the names of all keys looked up in `names`.
void rt_json_record(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth, const rt_names *names,
                    rt_json_tape *tape);

// The last member of the top-level object with this name, or NULL. What is in it follows it on the tape.
static inline const rt_json_member *rt_json_tape_last(const rt_json_tape *tape, uint8_t name) {
  uint32_t place = tape->last_by_name[name] - tape->epoch;
  return place - 1 < RT_JSON_TAPE_CAPACITY ? &tape->members[place] : NULL;
}
static inline const rt_json_member *rt_json_tape_root(const rt_json_tape *tape) { return tape->members; }

// Lends the thread's tape, or makes another while that one is lent. NULL if there is no memory. It is to be given back on
// the same thread.
rt_json_tape *rt_json_tape_take(void);
void rt_json_tape_give(rt_json_tape *tape);

// Steps through the members of a validated object or array. `offset` is at first that of the byte after the opening
// bracket. Returns where to go on, or 0 after the last member.
size_t rt_json_next(const uint8_t *bytes, size_t byte_count, size_t offset, bool in_object, rt_json_member *member);

// Like `rt_json_next`, but steps into containers: returns the offset after a container's opening bracket, or, with the
// kind RT_JSON_ABSENT, after the bracket that closes the container being walked.
size_t rt_json_step(const uint8_t *bytes, size_t byte_count, size_t offset, bool in_object, rt_json_member *member);

// The offset of the first quote, backslash or control character, or `byte_count`.
size_t rt_json_find_special(const uint8_t *bytes, size_t byte_count);

// Writes the text of a validated string (without its quotes) to `out`, which holds `byte_count` bytes. Returns how many
// were written. An escaped surrogate without its other half becomes U+FFFD.
size_t rt_json_unescape(const uint8_t *bytes, size_t byte_count, uint8_t *out);

// Whether the text of a validated string (without its quotes), escaped or not, is `other`.
bool rt_json_equals(const uint8_t *bytes, size_t byte_count, bool is_escaped, const uint8_t *other,
                    size_t other_byte_count);

// Writes `bytes` as the inside of a JSON string, escaped as JSON.stringify escapes, to `out`, which holds six times
// `byte_count`. Returns how many bytes were written.
size_t rt_json_escape(const uint8_t *bytes, size_t byte_count, uint8_t *out);

// The same kernels at a fixed level of instructions, for comparing them with each other.
void rt_json_record_at(enum rt_level level, const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                       const rt_names *names, rt_json_tape *tape);
void rt_json_validate_at(enum rt_level level, const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                         rt_json_document *document);
size_t rt_json_find_special_at(enum rt_level level, const uint8_t *bytes, size_t byte_count);

#ifdef __cplusplus
}
#endif
