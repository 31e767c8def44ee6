// The text of validated JSON strings: stepping through them, unescaping, comparing, and escaping.
#include "CRealtimeKernels.h"
#include "jsonscan_parts.h"

// MARK: Stepping

static size_t string_end(const uint8_t *bytes, size_t byte_count, size_t at, bool *is_escaped) {
  *is_escaped = false;
  for (;;) {
    at += rt_json_find_special(bytes + at, byte_count - at);
    if (at >= byte_count || bytes[at] == '"') return at;
    *is_escaped = true;
    at += 2;
  }
}

static size_t scalar_end(const uint8_t *bytes, size_t byte_count, size_t at) {
  while (at < byte_count && bytes[at] > ' ' && bytes[at] != ',' && bytes[at] != ']' && bytes[at] != '}') at += 1;
  return at;
}

static uint8_t kind_of(uint8_t first) {
  switch (first) {
    case '"': return RT_JSON_STRING;
    case '{': return RT_JSON_OBJECT;
    case '[': return RT_JSON_ARRAY;
    case 't': case 'f': return RT_JSON_BOOL;
    case 'n': return RT_JSON_NULL;
    default: return RT_JSON_NUMBER;
  }
}

size_t rt_json_step(const uint8_t *bytes, size_t byte_count, size_t offset, bool in_object, rt_json_member *member) {
  memset(member, 0, sizeof *member);
  size_t at = pass_space(bytes, byte_count, offset);
  if (at < byte_count && bytes[at] == ',') at = pass_space(bytes, byte_count, at + 1);
  if (at >= byte_count || bytes[at] == ']' || bytes[at] == '}') return at + 1;
  if (in_object) {
    size_t key_end = string_end(bytes, byte_count, at + 1, &member->key_is_escaped);
    member->key_offset = (uint32_t)(at + 1);
    member->key_byte_count = (uint32_t)(key_end - at - 1);
    at = pass_space(bytes, byte_count, key_end + 1);
    at = pass_space(bytes, byte_count, at + 1);
  }
  if (at >= byte_count) return at + 1;
  note_value(member, at, kind_of(bytes[at]), false);
  size_t end = at + 1;
  if (member->kind == RT_JSON_STRING) {
    end = string_end(bytes, byte_count, at + 1, &member->value_is_escaped) + 1;
  } else if (member->kind < RT_JSON_STRING) {
    end = scalar_end(bytes, byte_count, at);
  }
  member->value_byte_count = (uint32_t)(end - at);
  return end;
}

// The offset after the bracket that closes the container whose opening bracket is at `at`.
static size_t container_end(const uint8_t *bytes, size_t byte_count, size_t at) {
  size_t depth = 0;
  for (; at < byte_count; at += 1) {
    if (bytes[at] == '"') {
      bool is_escaped;
      at = string_end(bytes, byte_count, at + 1, &is_escaped);
    } else if ((bytes[at] | 0x20) == '{') {
      depth += 1;
    } else if ((bytes[at] | 0x20) == '}') {
      depth -= 1;
      if (depth == 0) return at + 1;
    }
  }
  return byte_count;
}

size_t rt_json_next(const uint8_t *bytes, size_t byte_count, size_t offset, bool in_object, rt_json_member *member) {
  size_t end = rt_json_step(bytes, byte_count, offset, in_object, member);
  if (member->kind == RT_JSON_ABSENT) return 0;
  if (member->kind > RT_JSON_STRING) {
    end = container_end(bytes, byte_count, member->value_offset);
    member->value_byte_count = (uint32_t)(end - member->value_offset);
  }
  return end;
}

// MARK: Escapes

static uint32_t hexadecimal4(const uint8_t *digits) {
  uint32_t value = 0;
  for (int digit = 0; digit < 4; digit += 1) {
    uint8_t byte = digits[digit];
    value = value << 4 | (uint32_t)(byte <= '9' ? byte - '0' : (byte | 0x20) - 'a' + 10);
  }
  return value;
}

// The scalar of the escape whose backslash is at `*at`. Passes the escape, and that of the second half of a pair.
static uint32_t escaped_scalar(const uint8_t *bytes, size_t byte_count, size_t *at) {
  uint8_t letter = bytes[*at + 1];
  *at += 2;
  switch (letter) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'u': break;
    default: return letter;
  }
  uint32_t scalar = hexadecimal4(bytes + *at);
  *at += 4;
  if (scalar < 0xD800 || scalar > 0xDFFF) return scalar;
  if (scalar <= 0xDBFF && byte_count - *at >= 6 && bytes[*at] == '\\' && bytes[*at + 1] == 'u') {
    uint32_t low = hexadecimal4(bytes + *at + 2);
    if (low >= 0xDC00 && low <= 0xDFFF) {
      *at += 6;
      return 0x10000 + ((scalar - 0xD800) << 10) + (low - 0xDC00);
    }
  }
  return 0xFFFD;
}

static size_t encode_scalar(uint32_t scalar, uint8_t *out) {
  if (scalar < 0x80) {
    out[0] = (uint8_t)scalar;
    return 1;
  }
  if (scalar < 0x800) {
    out[0] = (uint8_t)(0xC0 | scalar >> 6);
    out[1] = (uint8_t)(0x80 | (scalar & 0x3F));
    return 2;
  }
  if (scalar < 0x10000) {
    out[0] = (uint8_t)(0xE0 | scalar >> 12);
    out[1] = (uint8_t)(0x80 | (scalar >> 6 & 0x3F));
    out[2] = (uint8_t)(0x80 | (scalar & 0x3F));
    return 3;
  }
  out[0] = (uint8_t)(0xF0 | scalar >> 18);
  out[1] = (uint8_t)(0x80 | (scalar >> 12 & 0x3F));
  out[2] = (uint8_t)(0x80 | (scalar >> 6 & 0x3F));
  out[3] = (uint8_t)(0x80 | (scalar & 0x3F));
  return 4;
}

// Copies a text. For each special byte it calls `replace`, which passes what is to be replaced, writes what replaces it
// and returns how many bytes that are.
RT_INLINE size_t copy_text(const uint8_t *bytes, size_t byte_count, uint8_t *out,
                           size_t replace(const uint8_t *bytes, size_t byte_count, size_t *at, uint8_t *out)) {
  size_t at = 0;
  size_t written = 0;
  while (at < byte_count) {
    size_t plain = rt_json_find_special(bytes + at, byte_count - at);
    memcpy(out + written, bytes + at, plain);
    written += plain;
    at += plain;
    if (at < byte_count) written += replace(bytes, byte_count, &at, out + written);
  }
  return written;
}

static size_t write_scalar(const uint8_t *bytes, size_t byte_count, size_t *at, uint8_t *out) {
  return encode_scalar(escaped_scalar(bytes, byte_count, at), out);
}

size_t rt_json_unescape(const uint8_t *bytes, size_t byte_count, uint8_t *out) {
  return copy_text(bytes, byte_count, out, write_scalar);
}

uint8_t rt_names_find_text(const rt_names *names, const uint8_t *bytes, size_t byte_count, bool is_escaped) {
  if (!is_escaped) return rt_names_find(names, bytes, byte_count);
  // No name of the protocol is longer than an eighth of this, and an escape takes six bytes at most.
  uint8_t text[512];
  if (byte_count > sizeof text) return RT_NAME_UNKNOWN;
  return rt_names_find(names, text, rt_json_unescape(bytes, byte_count, text));
}

void rt_name_key_make(rt_name_key *key, const uint8_t *name, size_t byte_count) {
  // The text has bits that the mask leaves out, so that nothing matches.
  memset(key, 0, sizeof *key);
  memset(key->text, 0xFF, sizeof key->text);
  if (byte_count + 3 > sizeof key->text || rt_json_find_special(name, byte_count) != byte_count) return;
  uint8_t text[sizeof key->text] = {'"'};
  memcpy(text + 1, name, byte_count);
  memcpy(text + 1 + byte_count, "\":", 2);
  memcpy(key->text, text, sizeof text);
  memset(key->mask, 0xFF, byte_count + 3);
  key->byte_count = byte_count;
}

static bool equals_escaped(const uint8_t *bytes, size_t byte_count, const uint8_t *other, size_t other_byte_count) {
  size_t at = 0;
  size_t compared = 0;
  while (at < byte_count) {
    uint8_t expected[4] = {bytes[at]};
    size_t expected_count = 1;
    if (bytes[at] == '\\') {
      expected_count = encode_scalar(escaped_scalar(bytes, byte_count, &at), expected);
    } else {
      at += 1;
    }
    if (other_byte_count - compared < expected_count) return false;
    if (memcmp(expected, other + compared, expected_count) != 0) return false;
    compared += expected_count;
  }
  return compared == other_byte_count;
}

bool rt_json_equals(const uint8_t *bytes, size_t byte_count, bool is_escaped, const uint8_t *other,
                    size_t other_byte_count) {
  if (is_escaped) return equals_escaped(bytes, byte_count, other, other_byte_count);
  return byte_count == other_byte_count && (byte_count == 0 || memcmp(bytes, other, byte_count) == 0);
}

static size_t write_escape(const uint8_t *bytes, size_t byte_count, size_t *at, uint8_t *out) {
  static const char letters[] = "\b\t\n\f\r\"\\";
  static const char escapes[] = "btnfr\"\\";
  static const char hexadecimal[] = "0123456789abcdef";
  (void)byte_count;
  uint8_t byte = bytes[*at];
  *at += 1;
  const char *letter = byte == 0 ? NULL : strchr(letters, byte);
  out[0] = '\\';
  if (letter != NULL) {
    out[1] = (uint8_t)escapes[letter - letters];
    return 2;
  }
  memcpy(out + 1, "u00", 3);
  out[4] = (uint8_t)hexadecimal[byte >> 4];
  out[5] = (uint8_t)hexadecimal[byte & 15];
  return 6;
}

size_t rt_json_escape(const uint8_t *bytes, size_t byte_count, uint8_t *out) {
  return copy_text(bytes, byte_count, out, write_escape);
}
