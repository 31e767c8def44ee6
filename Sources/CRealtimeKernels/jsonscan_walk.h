// The validating walk over a document, compiled once for each level of instructions. The includer defines
// RT_SUFFIX(name), RT_TARGET, `special_mask(bytes, byte_count)`: a bit for each of the first 64 bytes that is a quote,
// a backslash or a control character, and `is_plain_run(bytes)`: whether there is none in RT_RUN bytes.
//
// Strings are most of a document. The masks of its first kilobyte are made at once, so that the end of a string there is
// found by a shift and a bit scan. Further on a string is passed a run at a time.

typedef struct {
  size_t at;
  uint32_t error;
} RT_SUFFIX(place);

// What the search has for the first bytes: see `rt_json_masks`.
RT_TARGET RT_INLINE void RT_SUFFIX(make_masks)(const uint8_t *bytes, size_t byte_count, rt_json_masks *masks) {
  size_t word = 0;
  for (; word < RT_JSON_MASK_COUNT && byte_count - 64 * word >= 64; word += 1) {
    masks->words[word] = RT_SUFFIX(special_mask)(bytes + 64 * word, 64);
  }
  if (word == RT_JSON_MASK_COUNT) return;
  size_t rest = byte_count - 64 * word;
  uint64_t last = 0;
  if (rest != 0) {
    // Of a whole block that ends where the document does, if there is one.
    last = word == 0 ? RT_SUFFIX(special_mask)(bytes, rest)
                     : RT_SUFFIX(special_mask)(bytes + byte_count - 64, 64) >> (64 - rest);
  }
  masks->words[word] = last | (uint64_t)1 << rest;
}

// The first special byte from `offset` on, or `byte_count`.
RT_TARGET RT_INLINE size_t RT_SUFFIX(far_special)(const uint8_t *bytes, size_t byte_count, size_t offset) {
  while (offset < byte_count) {
    uint64_t mask = RT_SUFFIX(special_mask)(bytes + offset, byte_count - offset);
    if (mask != 0) return offset + (size_t)__builtin_ctzll(mask);
    if (byte_count - offset <= 64) return byte_count;
    offset += 64;
    while (byte_count - offset >= RT_RUN && RT_SUFFIX(is_plain_run)(bytes + offset)) offset += RT_RUN;
  }
  return byte_count;
}

// The same, of a document that the masks are of.
RT_TARGET RT_INLINE size_t RT_SUFFIX(next_special)(const uint8_t *bytes, size_t byte_count, size_t offset,
                                                   const rt_json_masks *masks) {
  size_t word = offset / 64;
  if (word < RT_JSON_MASK_COUNT) {
    uint64_t ahead = masks->words[word] >> offset % 64;
    if (ahead != 0) return offset + (size_t)__builtin_ctzll(ahead);
    while (++word < RT_JSON_MASK_COUNT) {
      if (masks->words[word] != 0) return 64 * word + (size_t)__builtin_ctzll(masks->words[word]);
    }
    offset = 64 * word;
  }
  return RT_SUFFIX(far_special)(bytes, byte_count, offset);
}

// From a special byte inside a string to the closing quote. Most strings have no escape, so this is apart from the walk,
// whose state then stays in registers.
RT_TARGET __attribute__((noinline)) static RT_SUFFIX(place) RT_SUFFIX(pass_escapes)(
    const uint8_t *bytes, size_t byte_count, size_t at, const rt_json_masks *masks) {
  while (at < byte_count && bytes[at] != '"') {
    if (bytes[at] != '\\') return (RT_SUFFIX(place)){at, RT_JSON_CONTROL_CHARACTER};
    uint32_t error = pass_escape(bytes, byte_count, &at);
    if (error != RT_JSON_OK) return (RT_SUFFIX(place)){at, error};
    at = RT_SUFFIX(next_special)(bytes, byte_count, at, masks);
  }
  return (RT_SUFFIX(place)){at, at < byte_count ? RT_JSON_OK : RT_JSON_UNEXPECTED_END};
}

// From the byte after the opening quote to the closing one.
RT_TARGET RT_INLINE RT_SUFFIX(place) RT_SUFFIX(pass_string)(const uint8_t *bytes, size_t byte_count, size_t at,
                                                            const rt_json_masks *masks, bool *is_escaped) {
  at = RT_SUFFIX(next_special)(bytes, byte_count, at, masks);
  *is_escaped = !(at < byte_count && bytes[at] == '"');
  if (*is_escaped) return RT_SUFFIX(pass_escapes)(bytes, byte_count, at, masks);
  return (RT_SUFFIX(place)){at, RT_JSON_OK};
}

#include "jsonscan_flat.h"

// Passes a text, quotes included.
RT_TARGET RT_INLINE bool RT_SUFFIX(pass_text)(rt_json_walk *walk) {
  bool is_escaped;
  RT_SUFFIX(place) quote =
      RT_SUFFIX(pass_string)(walk->bytes, walk->byte_count, walk->start + 1, walk->masks, &is_escaped);
  walk->at = quote.at + 1;
  note_value(walk->member, walk->start, RT_JSON_STRING, is_escaped);
  return quote.error == RT_JSON_OK || fail_at(walk, quote.at, quote.error);
}

// Passes the members in front that are as foreseen. They are recorded, up to where the loop over them stopped.
RT_TARGET RT_INLINE rt_json_flat_end RT_SUFFIX(pass_foreseen)(rt_json_walk *walk) {
  if (walk->tape == NULL || walk->depth > RT_JSON_TAPE_DEPTH) return RT_FLAT_KEY;
  rt_json_tape *tape = walk->tape;
  rt_json_member *members = tape->members + 1;
  rt_json_flat flat = {
    walk->bytes, walk->byte_count, walk->masks, tape->names, &members[walk->recorded], &members[walk->capacity],
    walk->at, tape->epoch + 1 + walk->recorded, walk->name};
  uint32_t *last_by_name = walk->depth == 1 ? tape->last_by_name : tape->ignored_by_name;
  rt_json_flat_end end =
      RT_SUFFIX(pass_flat_members)(&flat, foreseen_name(tape, walk->context, 0), last_by_name);
  walk->at = flat.at;
  walk->recorded = (uint32_t)(flat.member - members);
  walk->name = flat.name;
  if (end == RT_FLAT_VALUE) walk->member = &members[walk->recorded++];
  return end;
}

// Passes the name of a member and the colon after it.
RT_TARGET RT_INLINE bool RT_SUFFIX(pass_key)(rt_json_walk *walk) {
  const uint8_t *bytes = walk->bytes;
  size_t byte_count = walk->byte_count;
  walk->at = pass_space(bytes, byte_count, walk->at);
  if (walk->at == byte_count || bytes[walk->at] != '"') return false;
  bool is_escaped;
  size_t start = walk->at + 1;
  RT_SUFFIX(place) quote = RT_SUFFIX(pass_string)(bytes, byte_count, start, walk->masks, &is_escaped);
  if (quote.error != RT_JSON_OK) return fail_at(walk, quote.at, quote.error);
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
RT_TARGET RT_INLINE void RT_SUFFIX(walk)(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                                         rt_json_tape *tape, const rt_json_masks *masks,
                                         rt_json_document *document) {
  uint64_t objects[RT_JSON_DEPTH_CEILING / 64];
  rt_json_opened opened[RT_JSON_TAPE_DEPTH + 1];
  rt_json_member ignored;
  rt_json_walk walk = {
    .bytes = bytes, .byte_count = byte_count, .masks = masks, .tape = tape, .objects = objects, .opened = opened,
    .ignored = &ignored, .member = &document->root, .capacity = tape == NULL ? 0 : RT_JSON_TAPE_CAPACITY,
    .maximum_depth = maximum_depth < RT_JSON_DEPTH_CEILING ? maximum_depth : RT_JSON_DEPTH_CEILING,
    .name = RT_NAME_UNKNOWN, .is_complete = true};

value:
  walk.at = pass_space(bytes, byte_count, walk.at);
  if (walk.at == byte_count) goto failed;
  walk.start = walk.at;
  switch (bytes[walk.at]) {
    case '"':
      if (!RT_SUFFIX(pass_text)(&walk)) goto failed;
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
  switch (RT_SUFFIX(pass_foreseen)(&walk)) {
    case RT_FLAT_AFTER_VALUE: goto separator;
    case RT_FLAT_VALUE: goto value;
    case RT_FLAT_KEY: break;
  }
  if (RT_SUFFIX(pass_key)(&walk)) goto value;

failed:
  end_walk(&walk, document, walk.at == byte_count ? RT_JSON_UNEXPECTED_END : RT_JSON_UNEXPECTED_BYTE);
  return;

end:
  walk.at = pass_space(bytes, byte_count, walk.at);
  end_walk(&walk, document, walk.at == byte_count ? RT_JSON_OK : RT_JSON_TRAILING_BYTES);
}

RT_TARGET static void RT_SUFFIX(validate)(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                                          rt_json_document *document) {
  rt_json_masks masks;
  RT_SUFFIX(make_masks)(bytes, byte_count, &masks);
  RT_SUFFIX(walk)(bytes, byte_count, maximum_depth, NULL, &masks, document);
}

// Apart from `record`, which thus needs none of its memory and registers for most events.
RT_TARGET __attribute__((noinline, nonnull(4))) static void RT_SUFFIX(record_walk)(
    const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth, rt_json_tape *tape, const rt_json_masks *masks) {
  RT_SUFFIX(walk)(bytes, byte_count, maximum_depth, tape, masks, &tape->document);
  tape->members[0] = tape->document.root;
}

RT_TARGET static void RT_SUFFIX(record)(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                                        const rt_names *names, rt_json_tape *tape) {
  rt_json_masks masks;
  RT_SUFFIX(make_masks)(bytes, byte_count, &masks);
  if (maximum_depth > 0 && RT_SUFFIX(record_flat)(bytes, byte_count, &masks, names, tape)) return;
  RT_SUFFIX(record_walk)(bytes, byte_count, maximum_depth, tape, &masks);
}

RT_TARGET static size_t RT_SUFFIX(find_special)(const uint8_t *bytes, size_t byte_count) {
  return RT_SUFFIX(far_special)(bytes, byte_count, 0);
}
