// The validating walk over a document, compiled once for each level of instructions. The includer defines
// CBK_SUFFIX(name), CBK_TARGET, `special_mask(bytes, byte_count)`: a bit for each of the first 64 bytes that
// is a quote, a backslash or a control character, and `is_plain_run(bytes)`: whether there is none in CBK_RUN
// bytes.
//
// Strings are most of a document. The masks of its first kilobyte are made at once, so that the end of a string there is
// found by a shift and a bit scan. Further on a string is passed a run at a time.

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

// The first special byte from `offset` on, or `byte_count`.
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

// From a special byte inside a string to the closing quote. Most strings have no escape, so this is apart from the walk,
// whose state then stays in registers.
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

// From the byte after the opening quote to the closing one.
CBK_TARGET CBK_INLINE CBK_SUFFIX(place) CBK_SUFFIX(pass_string)(const uint8_t *bytes, size_t byte_count, size_t at,
                                                                const cbk_json_masks *masks, bool *is_escaped) {
  at = CBK_SUFFIX(next_special)(bytes, byte_count, at, masks);
  *is_escaped = !(at < byte_count && bytes[at] == '"');
  if (*is_escaped) return CBK_SUFFIX(pass_escapes)(bytes, byte_count, at, masks);
  return (CBK_SUFFIX(place)){at, CBK_JSON_OK};
}

#include "jsonscan_flat.h"

// Passes a text, quotes included.
CBK_TARGET CBK_INLINE bool CBK_SUFFIX(pass_text)(cbk_json_walk *walk) {
  bool is_escaped;
  CBK_SUFFIX(place) quote =
      CBK_SUFFIX(pass_string)(walk->bytes, walk->byte_count, walk->start + 1, walk->masks, &is_escaped);
  walk->at = quote.at + 1;
  note_value(walk->member, walk->start, CBK_JSON_STRING, is_escaped);
  return quote.error == CBK_JSON_OK || fail_at(walk, quote.at, quote.error);
}

// Passes the members in front that are as foreseen. They are recorded, up to where the loop over them stopped.
CBK_TARGET CBK_INLINE cbk_json_flat_end CBK_SUFFIX(pass_foreseen)(cbk_json_walk *walk) {
  if (walk->tape == NULL || walk->depth > CBK_JSON_TAPE_DEPTH) return CBK_FLAT_KEY;
  cbk_json_tape *tape = walk->tape;
  cbk_json_member *members = tape->members + 1;
  cbk_json_flat flat = {
    walk->bytes, walk->byte_count, walk->masks, tape->names, &members[walk->recorded], &members[walk->capacity],
    walk->at, tape->epoch + 1 + walk->recorded, walk->name};
  uint32_t *last_by_name = walk->depth == 1 ? tape->last_by_name : tape->ignored_by_name;
  cbk_json_flat_end end =
      CBK_SUFFIX(pass_flat_members)(&flat, foreseen_name(tape, walk->context, 0), last_by_name);
  walk->at = flat.at;
  walk->recorded = (uint32_t)(flat.member - members);
  walk->name = flat.name;
  if (end == CBK_FLAT_VALUE) walk->member = &members[walk->recorded++];
  return end;
}

// Passes the name of a member and the colon after it.
CBK_TARGET CBK_INLINE bool CBK_SUFFIX(pass_key)(cbk_json_walk *walk) {
  const uint8_t *bytes = walk->bytes;
  size_t byte_count = walk->byte_count;
  walk->at = pass_space(bytes, byte_count, walk->at);
  if (walk->at == byte_count || bytes[walk->at] != '"') return false;
  bool is_escaped;
  size_t start = walk->at + 1;
  CBK_SUFFIX(place) quote = CBK_SUFFIX(pass_string)(bytes, byte_count, start, walk->masks, &is_escaped);
  if (quote.error != CBK_JSON_OK) return fail_at(walk, quote.at, quote.error);
  begin_member(walk, start, quote.at - start, is_escaped);
  walk->at = quote.at + 1;
  if (walk->at == byte_count || bytes[walk->at] != ':') {
    walk->at = pass_space(bytes, byte_count, walk->at);
    if (walk->at == byte_count || bytes[walk->at] != ':') return false;
  }
  walk->at += 1;
  return true;
}

// Validates a document and, with a tape, records what is in it as far as the tape has room.
CBK_TARGET CBK_INLINE void CBK_SUFFIX(walk)(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                                            cbk_json_tape *tape, const cbk_json_masks *masks,
                                            cbk_json_document *document) {
  uint64_t objects[CBK_JSON_DEPTH_CEILING / 64];
  cbk_json_opened opened[CBK_JSON_TAPE_DEPTH + 1];
  cbk_json_member ignored;
  cbk_json_walk walk = {
    .bytes = bytes, .byte_count = byte_count, .masks = masks, .tape = tape, .objects = objects, .opened = opened,
    .ignored = &ignored, .member = &document->root, .capacity = tape == NULL ? 0 : CBK_JSON_TAPE_CAPACITY,
    .maximum_depth = maximum_depth < CBK_JSON_DEPTH_CEILING ? maximum_depth : CBK_JSON_DEPTH_CEILING,
    .name = CBK_NAME_UNKNOWN, .is_complete = true};

value:
  walk.at = pass_space(bytes, byte_count, walk.at);
  if (walk.at == byte_count) goto failed;
  walk.start = walk.at;
  switch (bytes[walk.at]) {
    case '"':
      if (!CBK_SUFFIX(pass_text)(&walk)) goto failed;
      break;
    case '{':
    case '[':
      if (!open_container(&walk)) goto failed;
      if (walk.at == byte_count) goto failed;
      if (bytes[walk.at] == closing_bracket(&walk)) goto close;
      goto item;
    default:
      if (!pass_plain_value(&walk)) goto failed;
  }
  walk.member->span = 1;

after_value:
  walk.member->value_byte_count = (uint32_t)(walk.at - walk.start);
  if (walk.depth == 0) goto end;

separator:
  if (walk.at == byte_count) goto failed;
  if (bytes[walk.at] == ',') {
    walk.at += 1;
    goto item;
  }
  if (bytes[walk.at] != closing_bracket(&walk)) {
    walk.start = walk.at;
    walk.at = pass_space(bytes, byte_count, walk.at);
    if (walk.at == walk.start) goto failed;
    goto separator;
  }

close:
  close_container(&walk);
  goto after_value;

item:
  if (!walk.in_object) {
    begin_element(&walk);
    goto value;
  }
  switch (CBK_SUFFIX(pass_foreseen)(&walk)) {
    case CBK_FLAT_AFTER_VALUE: goto separator;
    case CBK_FLAT_VALUE: goto value;
    case CBK_FLAT_KEY: break;
  }
  if (CBK_SUFFIX(pass_key)(&walk)) goto value;

failed:
  end_walk(&walk, document, walk.at == byte_count ? CBK_JSON_UNEXPECTED_END : CBK_JSON_UNEXPECTED_BYTE);
  return;

end:
  walk.at = pass_space(bytes, byte_count, walk.at);
  end_walk(&walk, document, walk.at == byte_count ? CBK_JSON_OK : CBK_JSON_TRAILING_BYTES);
}

CBK_TARGET static void CBK_SUFFIX(validate)(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                                            cbk_json_document *document) {
  cbk_json_masks masks;
  CBK_SUFFIX(make_masks)(bytes, byte_count, &masks);
  CBK_SUFFIX(walk)(bytes, byte_count, maximum_depth, NULL, &masks, document);
}

// Apart from `record`, which thus needs none of its memory and registers for most events.
CBK_TARGET __attribute__((noinline, nonnull(4))) static void CBK_SUFFIX(record_walk)(
    const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth, cbk_json_tape *tape, const cbk_json_masks *masks) {
  CBK_SUFFIX(walk)(bytes, byte_count, maximum_depth, tape, masks, &tape->document);
  tape->members[0] = tape->document.root;
}

CBK_TARGET static void CBK_SUFFIX(record)(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                                          const cbk_names *names, cbk_json_tape *tape) {
  cbk_json_masks masks;
  CBK_SUFFIX(make_masks)(bytes, byte_count, &masks);
  if (maximum_depth > 0 && CBK_SUFFIX(record_flat)(bytes, byte_count, &masks, names, tape)) return;
  CBK_SUFFIX(record_walk)(bytes, byte_count, maximum_depth, tape, &masks);
}

CBK_TARGET static size_t CBK_SUFFIX(find_special)(const uint8_t *bytes, size_t byte_count) {
  return CBK_SUFFIX(far_special)(bytes, byte_count, 0);
}
