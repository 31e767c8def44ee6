// A loop over the members of an object as the service writes them, compiled once for each level of instructions: names
// that were foreseen, no white space, texts without escapes, whole numbers and null. It stops at anything else and leaves
// that, and every error, to the walk. It is apart from the walk so that its state stays in registers.

RT_TARGET __attribute__((noinline)) static rt_json_flat_end RT_SUFFIX(pass_flat_members)(
    rt_json_flat *flat, const uint8_t *next_name, uint32_t *last_by_name) {
  const uint8_t *bytes = flat->bytes;
  const rt_json_masks *masks = flat->masks;
  const rt_name_key *keys = flat->names->keys;
  rt_json_member *member = flat->member;
  size_t byte_count = flat->byte_count;
  size_t at = flat->at;
  uint32_t place = flat->place;
  uint8_t name = flat->name;
  rt_json_flat_end reason = RT_FLAT_KEY;

  while (member != flat->member_limit) {
    const rt_name_key *key = &keys[next_name[name]];
    const uint8_t *here = bytes + at;
    uint8_t last[sizeof key->text];
    if (byte_count - at < sizeof last) {
      memset(last, 0, sizeof last);
      memcpy(last, here, byte_count - at);
      here = last;
    }
    if (!rt_name_key_is_at(here, key)) break;
    name = next_name[name];
    last_by_name[name] = place;
    member->key_offset = (uint32_t)at + 1;
    member->key_byte_count = (uint32_t)key->byte_count;
    size_t value = at + key->byte_count + 3;
    at = value;
    uint8_t kind;
    if (value == byte_count) goto unlike;
    if (bytes[value] == '"') {
      size_t quote = RT_SUFFIX(next_special)(bytes, byte_count, value + 1, masks);
      if (quote == byte_count || bytes[quote] != '"') goto unlike;
      at = quote + 1;
      kind = RT_JSON_STRING;
    } else if (is_digit_byte(bytes[value])) {
      size_t end = value + 1;
      while (end < byte_count && is_digit_byte(bytes[end])) end += 1;
      bool is_whole = end < byte_count && (bytes[end] == ',' || bytes[end] == '}');
      if (!is_whole || (bytes[value] == '0' && end > value + 1)) goto unlike;
      at = end;
      kind = RT_JSON_NUMBER;
    } else if (byte_count - value >= 4 && memcmp(bytes + value, "null", 4) == 0) {
      at = value + 4;
      kind = RT_JSON_NULL;
    } else {
      goto unlike;
    }
    note_names(member, name, false);
    note_value(member, value, kind, false);
    member->value_byte_count = (uint32_t)(at - value);
    member->span = 1;
    member += 1;
    place += 1;
    reason = RT_FLAT_AFTER_VALUE;
    if (at == byte_count || bytes[at] != ',') break;
    at += 1;
    reason = RT_FLAT_KEY;
  }
  goto stop;

unlike:
  note_names(member, name, false);
  reason = RT_FLAT_VALUE;

stop:
  flat->at = at;
  flat->member = member;
  flat->name = name;
  return reason;
}

// Records a document that is one such object and nothing else, as most events are, without the walk. Returns false for any
// other document, right or wrong.
RT_TARGET RT_INLINE bool RT_SUFFIX(record_flat)(const uint8_t *bytes, size_t byte_count,
                                                const rt_json_masks *masks, const rt_names *names,
                                                rt_json_tape *tape) {
  if (byte_count == 0 || bytes[0] != '{') return false;
  rt_json_member *root = tape->members;
  rt_json_flat flat = {
    bytes, byte_count, masks, names, root + 1, root + 1 + RT_JSON_TAPE_CAPACITY, 1, tape->epoch + 1, RT_NAME_UNKNOWN};
  const uint8_t *next_name = foreseen_name(tape, context_within(0, RT_NAME_UNKNOWN), 0);
  if (RT_SUFFIX(pass_flat_members)(&flat, next_name, tape->last_by_name) != RT_FLAT_AFTER_VALUE) return false;
  if (flat.at + 1 != byte_count || bytes[flat.at] != '}') return false;
  *root = (rt_json_member){
    .value_byte_count = (uint32_t)byte_count, .kind = RT_JSON_OBJECT, .span = (uint32_t)(flat.member - root)};
  tape->document = (rt_json_document){.root = *root, .error_offset = byte_count};
  tape->is_complete = true;
  return true;
}
