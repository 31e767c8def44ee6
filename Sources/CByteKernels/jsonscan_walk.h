// The validating walk over a document, compiled once for each level of instructions. The includer defines
// CBK_SUFFIX(name), CBK_TARGET, `special_mask(bytes, byte_count)`: a bit for each of the first 64 bytes that
// is a quote, a backslash or a control character, and `is_plain_run(bytes)`: whether there is none in CBK_RUN
// bytes.
//
// Strings are most of a document. One mask serves every string that starts or ends in its 64 bytes, so that
// finding the end of a short string costs a shift and a bit scan, and a long one is passed a run at a time.

typedef struct {
  size_t block;  // where the mask's 64 bytes start
  uint64_t mask;
} CBK_SUFFIX(window);

typedef struct {
  size_t at;
  uint32_t error;
} CBK_SUFFIX(place);

CBK_TARGET CBK_INLINE uint64_t CBK_SUFFIX(mask_at)(const uint8_t *bytes, size_t byte_count, size_t offset) {
  return CBK_SUFFIX(special_mask)(bytes + offset, byte_count - offset);
}

// The first special byte at or behind `offset`, or `byte_count`.
CBK_TARGET CBK_INLINE size_t CBK_SUFFIX(next_special)(const uint8_t *bytes, size_t byte_count, size_t offset,
                                                      CBK_SUFFIX(window) *window) {
  if (offset - window->block >= 64) {
    if (offset >= byte_count) return byte_count;
    // Mostly the next 64 bytes. Said without `offset`, so that their mask need not wait for it to be known.
    window->block += 64;
    if (__builtin_expect(offset - window->block >= 64, 0)) window->block = offset & ~(size_t)63;
    window->mask = CBK_SUFFIX(mask_at)(bytes, byte_count, window->block);
  }
  uint64_t ahead = window->mask >> (offset - window->block);
  if (ahead != 0) return offset + (size_t)__builtin_ctzll(ahead);
  for (;;) {
    window->block += 64;
    if (window->block >= byte_count) return byte_count;
    window->mask = CBK_SUFFIX(mask_at)(bytes, byte_count, window->block);
    if (window->mask != 0) return window->block + (size_t)__builtin_ctzll(window->mask);
    while (byte_count - window->block >= 64 + CBK_RUN && CBK_SUFFIX(is_plain_run)(bytes + window->block + 64)) {
      window->block += CBK_RUN;
    }
  }
}

// From a special byte inside a string to the closing quote. Apart from the walk, which thus keeps its state
// in registers: most strings have no escape.
CBK_TARGET __attribute__((noinline)) static CBK_SUFFIX(place) CBK_SUFFIX(pass_escapes)(
    const uint8_t *bytes, size_t byte_count, size_t at) {
  CBK_SUFFIX(window) window = {at & ~(size_t)63, 0};
  if (at < byte_count) window.mask = CBK_SUFFIX(mask_at)(bytes, byte_count, window.block);
  while (at < byte_count && bytes[at] != '"') {
    if (bytes[at] != '\\') return (CBK_SUFFIX(place)){at, CBK_JSON_CONTROL_CHARACTER};
    uint32_t error = pass_escape(bytes, byte_count, &at);
    if (error != CBK_JSON_OK) return (CBK_SUFFIX(place)){at, error};
    at = CBK_SUFFIX(next_special)(bytes, byte_count, at, &window);
  }
  return (CBK_SUFFIX(place)){at, at < byte_count ? CBK_JSON_OK : CBK_JSON_UNEXPECTED_END};
}

// From behind the opening quote to the closing one.
CBK_TARGET CBK_INLINE CBK_SUFFIX(place) CBK_SUFFIX(pass_string)(const uint8_t *bytes, size_t byte_count, size_t at,
                                                                CBK_SUFFIX(window) *window, bool *is_escaped) {
  at = CBK_SUFFIX(next_special)(bytes, byte_count, at, window);
  *is_escaped = !(at < byte_count && bytes[at] == '"');
  if (*is_escaped) return CBK_SUFFIX(pass_escapes)(bytes, byte_count, at);
  return (CBK_SUFFIX(place)){at, CBK_JSON_OK};
}

// Validates, and records what lies no deeper than `recorded_depth`, as far as there is room. A depth's bit says whether
// the container at that depth is an object.
CBK_TARGET CBK_INLINE void CBK_SUFFIX(walk)(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                                            cbk_json_member *members, uint32_t capacity, size_t recorded_depth,
                                            const cbk_names *names, cbk_json_tape *tape,
                                            cbk_json_document *document) {
  CBK_SUFFIX(window) window = {0, 0};
  CBK_SUFFIX(place) quote;
  uint64_t objects[CBK_JSON_DEPTH_CEILING / 64];
  cbk_json_member ignored;
  // The member whose key or value is being read, if it is recorded; else a place to forget.
  cbk_json_member *member = &document->root;
  // The containers that are open, as far as what is in them is recorded.
  cbk_json_member *open[CBK_JSON_TAPE_DEPTH + 1];
  uint32_t recorded = 0;
  uint8_t last_name = CBK_NAME_UNKNOWN;
  uint32_t member_count = 0;
  bool is_complete = true;
  uint32_t error = CBK_JSON_UNEXPECTED_BYTE;
  size_t depth = 0;
  size_t at = 0;
  size_t start;
  bool in_object = false;
  bool is_escaped;

  if (byte_count > 0) window.mask = CBK_SUFFIX(mask_at)(bytes, byte_count, 0);
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
      quote = CBK_SUFFIX(pass_string)(bytes, byte_count, at + 1, &window, &is_escaped);
      at = quote.at;
      if (quote.error != CBK_JSON_OK) goto failed_in_string;
      at += 1;
      if (depth <= recorded_depth) note_value(member, start, CBK_JSON_STRING, is_escaped);
      break;
    case '{':
    case '[':
      in_object = bytes[at] == '{';
      if (depth <= recorded_depth) note_value(member, start, in_object ? CBK_JSON_OBJECT : CBK_JSON_ARRAY, false);
      if (depth == maximum_depth) {
        error = CBK_JSON_TOO_DEEP;
        goto failed_with_cause;
      }
      set_bit(objects, depth, in_object);
      if (depth <= recorded_depth) {
        open[depth] = member;
        member->span = recorded;
      }
      depth += 1;
      at = pass_space(bytes, byte_count, at + 1);
      if (at == byte_count) goto failed;
      if (bytes[at] == (in_object ? '}' : ']')) goto close;
      if (in_object) goto key;
      goto element;
    case 't':
      if (!pass_literal(bytes, byte_count, &at, "true", 4)) goto failed;
      if (depth <= recorded_depth) note_value(member, start, CBK_JSON_BOOL, false);
      break;
    case 'f':
      if (!pass_literal(bytes, byte_count, &at, "false", 5)) goto failed;
      if (depth <= recorded_depth) note_value(member, start, CBK_JSON_BOOL, false);
      break;
    case 'n':
      if (!pass_literal(bytes, byte_count, &at, "null", 4)) goto failed;
      if (depth <= recorded_depth) note_value(member, start, CBK_JSON_NULL, false);
      break;
    default:
      if (!pass_number(bytes, byte_count, &at)) goto failed;
      if (depth <= recorded_depth) note_value(member, start, CBK_JSON_NUMBER, false);
  }

after_scalar:
  member->span = 1;

after_value:
  if (depth <= recorded_depth) member->value_byte_count = (uint32_t)(at - member->value_offset);
  if (depth == 0) goto end;
  at = pass_space(bytes, byte_count, at);
  if (at == byte_count) goto failed;
  if (bytes[at] == ',') {
    at += 1;
    if (!in_object) goto element;
    at = pass_space(bytes, byte_count, at);
    if (at == byte_count) goto failed;
    goto key;
  }
  if (bytes[at] != (in_object ? '}' : ']')) goto failed;

close:
  at += 1;
  depth -= 1;
  if (depth <= recorded_depth) {
    member = open[depth];
    // Itself, and what was recorded since it was opened.
    member->span = recorded - member->span + 1;
  }
  if (depth > 0) in_object = get_bit(objects, depth - 1);
  goto after_value;

key:
  if (bytes[at] != '"') goto failed;
  start = at + 1;
  quote = CBK_SUFFIX(pass_string)(bytes, byte_count, start, &window, &is_escaped);
  at = quote.at;
  if (quote.error != CBK_JSON_OK) goto failed_in_string;
  if (depth == 1) member_count += 1;
  if (depth <= recorded_depth && recorded < capacity) {
    member = &members[recorded];
    recorded += 1;
    member->key_offset = (uint32_t)start;
    member->key_byte_count = (uint32_t)(at - start);
    member->key_is_escaped = is_escaped;
    if (names != NULL) {
      uint8_t name = tape->next_by_name[last_name];
      if (is_escaped || !cbk_name_is(names, name, bytes + start, at - start, byte_count - start)) {
        name = cbk_names_find_text(names, bytes + start, at - start, is_escaped);
        if (name != CBK_NAME_UNKNOWN) tape->next_by_name[last_name] = name;
      }
      last_name = name;
      member->name = name;
      if (depth == 1) tape->last_by_name[name] = (uint16_t)recorded;
    }
  } else {
    member = &ignored;
    is_complete = false;
  }
  // A text behind the colon and another name behind the text: no need to look what else it could be.
  if (byte_count - at > 2 && bytes[at + 1] == ':' && bytes[at + 2] == '"') {
    start = at + 2;
    quote = CBK_SUFFIX(pass_string)(bytes, byte_count, start + 1, &window, &is_escaped);
    at = quote.at;
    if (quote.error != CBK_JSON_OK) goto failed_in_string;
    at += 1;
    note_value(member, start, CBK_JSON_STRING, is_escaped);
    if (byte_count - at > 1 && bytes[at] == ',' && bytes[at + 1] == '"') {
      member->value_byte_count = (uint32_t)(at - start);
      member->span = 1;
      at += 1;
      goto key;
    }
    goto after_scalar;
  }
  at = pass_space(bytes, byte_count, at + 1);
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
  CBK_SUFFIX(walk)(bytes, byte_count, maximum_depth, members, capacity, 1, NULL, NULL, document);
}

CBK_TARGET static void CBK_SUFFIX(record)(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                                          const cbk_names *names, cbk_json_tape *tape) {
  CBK_SUFFIX(walk)(bytes, byte_count, maximum_depth, tape->members + 1, CBK_JSON_TAPE_CAPACITY, CBK_JSON_TAPE_DEPTH,
                   names, tape, &tape->document);
  tape->members[0] = tape->document.root;
}

CBK_TARGET static size_t CBK_SUFFIX(find_special)(const uint8_t *bytes, size_t byte_count) {
  if (byte_count == 0) return 0;
  CBK_SUFFIX(window) window = {0, CBK_SUFFIX(mask_at)(bytes, byte_count, 0)};
  return CBK_SUFFIX(next_special)(bytes, byte_count, 0, &window);
}
