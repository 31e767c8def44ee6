// The validating walk over a document, compiled once for each level of instructions. The includer defines
// CBK_SUFFIX(name), CBK_TARGET, `special_mask(bytes, byte_count)`: a bit for each of the first 64 bytes that
// is a quote, a backslash or a control character, and `is_plain_run(bytes)`: whether there is none in CBK_RUN
// bytes.
//
// Strings are most of a document. The masks of its first bytes are made at once, so that finding the end of a string
// there does not wait for anything: a shift and a bit scan. Further on a string is passed a run at a time.

typedef struct {
  size_t at;
  uint32_t error;
} CBK_SUFFIX(place);

// What the search has for the first bytes: see `cbk_json_masks`.
CBK_TARGET CBK_INLINE void CBK_SUFFIX(make_masks)(const uint8_t *bytes, size_t byte_count, cbk_json_masks *masks) {
  size_t word = 0;
  for (; word < CBK_JSON_MASK_COUNT && byte_count - 64 * word >= 64; word += 1) {
    masks->words[word] = CBK_SUFFIX(special_mask)(bytes + 64 * word, 64);
  }
  if (word == CBK_JSON_MASK_COUNT) return;
  size_t rest = byte_count - 64 * word;
  uint64_t last = 0;
  if (rest != 0) {
    // Of a whole block that ends where the document does, if there is one.
    last = word == 0 ? CBK_SUFFIX(special_mask)(bytes, rest)
                     : CBK_SUFFIX(special_mask)(bytes + byte_count - 64, 64) >> (64 - rest);
  }
  masks->words[word] = last | (uint64_t)1 << rest;
}

// The first special byte at or behind `offset`, or `byte_count`.
CBK_TARGET CBK_INLINE size_t CBK_SUFFIX(far_special)(const uint8_t *bytes, size_t byte_count, size_t offset) {
  while (offset < byte_count) {
    uint64_t mask = CBK_SUFFIX(special_mask)(bytes + offset, byte_count - offset);
    if (mask != 0) return offset + (size_t)__builtin_ctzll(mask);
    if (byte_count - offset <= 64) return byte_count;
    offset += 64;
    while (byte_count - offset >= CBK_RUN && CBK_SUFFIX(is_plain_run)(bytes + offset)) offset += CBK_RUN;
  }
  return byte_count;
}

// The same, of a document that the masks are of.
CBK_TARGET CBK_INLINE size_t CBK_SUFFIX(next_special)(const uint8_t *bytes, size_t byte_count, size_t offset,
                                                      const cbk_json_masks *masks) {
  size_t word = offset / 64;
  if (word < CBK_JSON_MASK_COUNT) {
    uint64_t ahead = masks->words[word] >> offset % 64;
    if (ahead != 0) return offset + (size_t)__builtin_ctzll(ahead);
    while (++word < CBK_JSON_MASK_COUNT) {
      if (masks->words[word] != 0) return 64 * word + (size_t)__builtin_ctzll(masks->words[word]);
    }
    offset = 64 * word;
  }
  return CBK_SUFFIX(far_special)(bytes, byte_count, offset);
}

// From a special byte inside a string to the closing quote. Apart from the walk, which thus keeps its state
// in registers: most strings have no escape.
CBK_TARGET __attribute__((noinline)) static CBK_SUFFIX(place) CBK_SUFFIX(pass_escapes)(
    const uint8_t *bytes, size_t byte_count, size_t at, const cbk_json_masks *masks) {
  while (at < byte_count && bytes[at] != '"') {
    if (bytes[at] != '\\') return (CBK_SUFFIX(place)){at, CBK_JSON_CONTROL_CHARACTER};
    uint32_t error = pass_escape(bytes, byte_count, &at);
    if (error != CBK_JSON_OK) return (CBK_SUFFIX(place)){at, error};
    at = CBK_SUFFIX(next_special)(bytes, byte_count, at, masks);
  }
  return (CBK_SUFFIX(place)){at, at < byte_count ? CBK_JSON_OK : CBK_JSON_UNEXPECTED_END};
}

// From behind the opening quote to the closing one.
CBK_TARGET CBK_INLINE CBK_SUFFIX(place) CBK_SUFFIX(pass_string)(const uint8_t *bytes, size_t byte_count, size_t at,
                                                                const cbk_json_masks *masks, bool *is_escaped) {
  at = CBK_SUFFIX(next_special)(bytes, byte_count, at, masks);
  *is_escaped = !(at < byte_count && bytes[at] == '"');
  if (*is_escaped) return CBK_SUFFIX(pass_escapes)(bytes, byte_count, at, masks);
  return (CBK_SUFFIX(place)){at, CBK_JSON_OK};
}

#include "jsonscan_flat.h"

// Validates, and records what lies no deeper than `recorded_depth`, as far as there is room. A depth's bit says whether
// the container at that depth is an object.
CBK_TARGET CBK_INLINE void CBK_SUFFIX(walk)(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                                            cbk_json_member *members, uint32_t capacity, size_t recorded_depth,
                                            const cbk_names *names, cbk_json_tape *tape,
                                            const cbk_json_masks *masks, cbk_json_document *document) {
  CBK_SUFFIX(place) quote;
  uint64_t objects[CBK_JSON_DEPTH_CEILING / 64];
  cbk_json_member ignored;
  // The member whose key or value is being read, if it is recorded; else a place to forget.
  cbk_json_member *member = &document->root;
  // The containers that are open, as far as what is in them is recorded.
  cbk_json_opened opened[CBK_JSON_TAPE_DEPTH + 1];
  uint32_t recorded = 0;
  // Where names are foreseen: what kind of container this is, and the last name in it.
  uint32_t context = 0;
  uint8_t name = CBK_NAME_UNKNOWN;
  uint32_t member_count = 0;
  bool is_complete = true;
  uint32_t error = CBK_JSON_UNEXPECTED_BYTE;
  size_t depth = 0;
  size_t at = 0;
  size_t start;
  bool in_object = false;
  bool is_escaped;

  if (maximum_depth > CBK_JSON_DEPTH_CEILING) maximum_depth = CBK_JSON_DEPTH_CEILING;
  goto value;

element:
  if (depth <= recorded_depth && recorded < capacity) {
    member = &members[recorded];
    member->key_byte_count = 0;
    member->name = CBK_NAME_UNKNOWN;
    recorded += 1;
  } else {
    member = &ignored;
    is_complete = false;
  }

value:
  at = pass_space(bytes, byte_count, at);
  if (at == byte_count) goto failed;
  start = at;
  switch (bytes[at]) {
    case '"':
      quote = CBK_SUFFIX(pass_string)(bytes, byte_count, at + 1, masks, &is_escaped);
      at = quote.at;
      if (quote.error != CBK_JSON_OK) goto failed_in_string;
      at += 1;
      note_value(member, start, CBK_JSON_STRING, is_escaped);
      break;
    case '{':
    case '[':
      in_object = bytes[at] == '{';
      note_value(member, start, in_object ? CBK_JSON_OBJECT : CBK_JSON_ARRAY, false);
      if (depth == maximum_depth) {
        error = CBK_JSON_TOO_DEEP;
        goto failed_with_cause;
      }
      set_bit(objects, depth, in_object);
      if (depth <= recorded_depth) {
        opened[depth] = (cbk_json_opened){member, recorded, (uint16_t)context, name};
        context = context_within(context, name);
        name = CBK_NAME_UNKNOWN;
      }
      depth += 1;
      at = pass_space(bytes, byte_count, at + 1);
      if (at == byte_count) goto failed;
      if (bytes[at] == (in_object ? '}' : ']')) goto close;
      if (in_object) goto key;
      goto element;
    case 't':
      if (!pass_literal(bytes, byte_count, &at, "true", 4)) goto failed;
      note_value(member, start, CBK_JSON_BOOL, false);
      break;
    case 'f':
      if (!pass_literal(bytes, byte_count, &at, "false", 5)) goto failed;
      note_value(member, start, CBK_JSON_BOOL, false);
      break;
    case 'n':
      if (!pass_literal(bytes, byte_count, &at, "null", 4)) goto failed;
      note_value(member, start, CBK_JSON_NULL, false);
      break;
    default:
      if (!pass_number(bytes, byte_count, &at)) goto failed;
      note_value(member, start, CBK_JSON_NUMBER, false);
  }
  member->span = 1;

after_value:
  member->value_byte_count = (uint32_t)(at - start);
  if (depth == 0) goto end;

separator:
  if (at == byte_count) goto failed;
  if (bytes[at] == ',') {
    at += 1;
    if (in_object) goto key;
    goto element;
  }
  if (bytes[at] == (in_object ? '}' : ']')) goto close;
  start = at;
  at = pass_space(bytes, byte_count, at);
  if (at == start) goto failed;
  goto separator;

close:
  at += 1;
  depth -= 1;
  if (depth <= recorded_depth) {
    member = opened[depth].member;
    start = member->value_offset;
    // Itself, and what was recorded since it was opened.
    member->span = recorded - opened[depth].recorded + 1;
    context = opened[depth].context;
    name = opened[depth].name;
  }
  if (depth > 0) in_object = get_bit(objects, depth - 1);
  goto after_value;

key:
  if (names != NULL && depth <= recorded_depth) {
    cbk_json_flat flat = {
      bytes, byte_count, masks, names, &members[recorded], &members[capacity], at, tape->epoch + 1 + recorded, name};
    cbk_json_flat_end reason = CBK_SUFFIX(pass_flat_members)(
        &flat, foreseen_name(tape, context, 0), depth == 1 ? tape->last_by_name : tape->ignored_by_name);
    at = flat.at;
    recorded = (uint32_t)(flat.member - members);
    name = flat.name;
    if (reason == CBK_FLAT_AFTER_VALUE) goto separator;
    if (reason == CBK_FLAT_VALUE) {
      member = &members[recorded];
      recorded += 1;
      goto value;
    }
  }
  at = pass_space(bytes, byte_count, at);
  if (at == byte_count || bytes[at] != '"') goto failed;
  start = at + 1;
  quote = CBK_SUFFIX(pass_string)(bytes, byte_count, start, masks, &is_escaped);
  at = quote.at;
  if (quote.error != CBK_JSON_OK) goto failed_in_string;
  if (names != NULL) {
    uint8_t *foreseen = foreseen_name(tape, context, name);
    name = cbk_names_find_text(names, bytes + start, at - start, is_escaped);
    if (name != CBK_NAME_UNKNOWN) *foreseen = name;
  }
  if (names == NULL && depth == 1) member_count += 1;
  if (depth <= recorded_depth && recorded < capacity) {
    member = &members[recorded];
    recorded += 1;
    member->key_offset = (uint32_t)start;
    member->key_byte_count = (uint32_t)(at - start);
    note_names(member, name, is_escaped);
    if (names != NULL && depth == 1) tape->last_by_name[name] = tape->epoch + recorded;
  } else {
    member = &ignored;
    is_complete = false;
  }
  at += 1;
  if (at < byte_count && bytes[at] == ':') {
    at += 1;
    goto value;
  }
  at = pass_space(bytes, byte_count, at);
  if (at == byte_count || bytes[at] != ':') goto failed;
  at += 1;
  goto value;

end:
  at = pass_space(bytes, byte_count, at);
  document->member_count = member_count;
  document->error = at == byte_count ? CBK_JSON_OK : CBK_JSON_TRAILING_BYTES;
  document->error_offset = at;
  if (tape != NULL) tape->is_complete = is_complete;
  return;

failed_in_string:
  error = quote.error;
  goto failed_with_cause;

failed:
  if (at == byte_count) error = CBK_JSON_UNEXPECTED_END;
failed_with_cause:
  document->member_count = 0;
  document->error = error;
  document->error_offset = at;
}

CBK_TARGET static void CBK_SUFFIX(index)(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                                         cbk_json_member *members, uint32_t capacity, cbk_json_document *document) {
  cbk_json_masks masks;
  CBK_SUFFIX(make_masks)(bytes, byte_count, &masks);
  CBK_SUFFIX(walk)(bytes, byte_count, maximum_depth, members, capacity, 1, NULL, NULL, &masks, document);
}

// Apart from `record`, which thus needs none of its memory and registers for most events.
CBK_TARGET __attribute__((noinline)) static void CBK_SUFFIX(record_walk)(
    const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth, const cbk_names *names, cbk_json_tape *tape,
    const cbk_json_masks *masks) {
  CBK_SUFFIX(walk)(bytes, byte_count, maximum_depth, tape->members + 1, CBK_JSON_TAPE_CAPACITY, CBK_JSON_TAPE_DEPTH,
                   names, tape, masks, &tape->document);
  tape->members[0] = tape->document.root;
}

CBK_TARGET static void CBK_SUFFIX(record)(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                                          const cbk_names *names, cbk_json_tape *tape) {
  cbk_json_masks masks;
  CBK_SUFFIX(make_masks)(bytes, byte_count, &masks);
  if (maximum_depth > 0 && CBK_SUFFIX(record_flat)(bytes, byte_count, &masks, names, tape)) return;
  CBK_SUFFIX(record_walk)(bytes, byte_count, maximum_depth, names, tape, &masks);
}

CBK_TARGET static size_t CBK_SUFFIX(find_special)(const uint8_t *bytes, size_t byte_count) {
  return CBK_SUFFIX(far_special)(bytes, byte_count, 0);
}
