// Strict JSON scanning over borrowed bytes. Every function reads only `bytes[0 ..< byte_count]`.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "level.h"

// Containers that may be open at once; one bit each, kept on the C stack.
#define CBK_JSON_DEPTH_CEILING (128u << 10)

enum cbk_json_kind {
  CBK_JSON_ABSENT = 0,
  CBK_JSON_NULL = 1,
  CBK_JSON_BOOL = 2,
  CBK_JSON_NUMBER = 3,
  CBK_JSON_STRING = 4,
  CBK_JSON_ARRAY = 5,
  CBK_JSON_OBJECT = 6,
};

enum cbk_json_error {
  CBK_JSON_OK = 0,
  CBK_JSON_UNEXPECTED_END = 1,
  CBK_JSON_UNEXPECTED_BYTE = 2,
  CBK_JSON_CONTROL_CHARACTER = 3,
  CBK_JSON_INVALID_ESCAPE = 4,
  CBK_JSON_TRAILING_BYTES = 5,
  CBK_JSON_TOO_DEEP = 6,
  CBK_JSON_TOO_LARGE = 7,
};

// One member of an object, or one element of an array (whose key is empty). Key offsets exclude the quotes,
// string values include them.
typedef struct {
  uint32_t key_offset;
  uint32_t key_byte_count;
  uint32_t value_offset;
  uint32_t value_byte_count;
  uint8_t kind;
  bool key_is_escaped;
  bool value_is_escaped;
} cbk_json_member;

// What the validating pass found: the value without the white space around it, or the place of the error.
typedef struct {
  cbk_json_member root;
  uint32_t member_count;  // of the top-level object, recorded or not
  uint32_t error;
  size_t error_offset;
} cbk_json_document;

// Validates a whole document as ECMAScript JSON.parse does (bytes beyond ASCII inside strings are the
// caller's to have checked as UTF-8) and records the first `capacity` members of a top-level object.
void cbk_json_index(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth, cbk_json_member *members,
                    uint32_t capacity, cbk_json_document *document);

// Steps through the members of a validated object or array. `offset` starts behind the opening bracket;
// the answer is where to go on, or 0 behind the last one.
size_t cbk_json_next(const uint8_t *bytes, size_t byte_count, size_t offset, bool in_object, cbk_json_member *member);

// Like `cbk_json_next`, but steps into containers: answers the offset behind a container's opening bracket,
// or, with the kind CBK_JSON_ABSENT, behind the bracket that closes the container being walked.
size_t cbk_json_step(const uint8_t *bytes, size_t byte_count, size_t offset, bool in_object, cbk_json_member *member);

// The offset behind the bracket that closes the validated container whose opening bracket is at `offset`.
size_t cbk_json_container_end(const uint8_t *bytes, size_t byte_count, size_t offset);

// The offset of the first quote, backslash or control character, or `byte_count`.
size_t cbk_json_find_special(const uint8_t *bytes, size_t byte_count);

// Writes the text of a validated string (without its quotes) to `out`, which holds `byte_count` bytes, and
// answers how many were written. An escaped surrogate without its other half becomes U+FFFD.
size_t cbk_json_unescape(const uint8_t *bytes, size_t byte_count, uint8_t *out);

// Whether the inside of a validated string, escaped or not, says `other`. Writes it nowhere.
bool cbk_json_equals(const uint8_t *bytes, size_t byte_count, bool is_escaped, const uint8_t *other,
                     size_t other_byte_count);

// The last of `count` members whose key is `key`, or NULL.
const cbk_json_member *cbk_json_find(const cbk_json_member *members, size_t count, const uint8_t *bytes,
                                     const uint8_t *key, size_t key_byte_count);

// Writes `bytes` as the inside of a JSON string, escaped as JSON.stringify escapes. `out` holds six times
// `byte_count`.
size_t cbk_json_escape(const uint8_t *bytes, size_t byte_count, uint8_t *out);

// The same kernels at a fixed level of instructions, for comparing them with each other.
void cbk_json_index_at(enum cbk_level level, const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                       cbk_json_member *members, uint32_t capacity, cbk_json_document *document);
size_t cbk_json_find_special_at(enum cbk_level level, const uint8_t *bytes, size_t byte_count);
size_t cbk_json_container_end_at(enum cbk_level level, const uint8_t *bytes, size_t byte_count, size_t offset);
