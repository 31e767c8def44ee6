#include "utf8.h"
#include "target.h"
#include <string.h>

typedef bool feed_function(uint32_t *state, const uint8_t *bytes, size_t byte_count);

// The state packs what the next byte must be: how many continuation bytes are missing, and the range that the
// next one has to fall in. The range is narrower than 80..BF only after E0, ED, F0 and F4.
static inline uint32_t expect(uint32_t missing, uint32_t low, uint32_t high) {
  return missing | low << 8 | high << 16;
}

static inline uint32_t after_lead(uint8_t byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return expect(1, 0x80, 0xBF);
  if (byte == 0xE0) return expect(2, 0xA0, 0xBF);
  if (byte == 0xED) return expect(2, 0x80, 0x9F);
  if (byte >= 0xE1 && byte <= 0xEF) return expect(2, 0x80, 0xBF);
  if (byte == 0xF0) return expect(3, 0x90, 0xBF);
  if (byte >= 0xF1 && byte <= 0xF3) return expect(3, 0x80, 0xBF);
  if (byte == 0xF4) return expect(3, 0x80, 0x8F);
  return 0;
}

static inline bool step(uint32_t *state, uint8_t byte) {
  uint32_t now = *state;
  if (now == 0) {
    if (byte < 0x80) return true;
    *state = after_lead(byte);
    return *state != 0;
  }
  uint32_t missing = now & 0xFF;
  if (byte < ((now >> 8) & 0xFF) || byte > ((now >> 16) & 0xFF)) return false;
  *state = missing == 1 ? 0 : expect(missing - 1, 0x80, 0xBF);
  return true;
}

static bool feed_bytes(uint32_t *state, const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) { if (!step(state, bytes[i])) return false; }
  return true;
}

static bool feed_portable(uint32_t *state, const uint8_t *bytes, size_t byte_count) {
  size_t i = 0;
  while (i < byte_count) {
    // Eight ASCII bytes at a time while no character is open.
    while (*state == 0 && byte_count - i >= 8) {
      uint64_t word;
      memcpy(&word, bytes + i, 8);
      if (word & 0x8080808080808080u) break;
      i += 8;
    }
    size_t run = byte_count - i < 8 ? byte_count - i : 8;
    if (!feed_bytes(state, bytes + i, run)) return false;
    i += run;
  }
  return true;
}

#if RT_HAS_X86_KERNELS
// What can be wrong about two neighbouring bytes, one bit each, after Keiser and Lemire, "Validating UTF-8 In Less
// Than One Instruction Per Byte" (2021). Three table look-ups by nibble give sets; an error is in all three.
enum {
  TOO_SHORT = 1 << 0,       // a lead byte without the continuation it needs
  TOO_LONG = 1 << 1,        // a continuation after an ASCII byte
  OVERLONG_3 = 1 << 2,
  TOO_LARGE = 1 << 3,
  SURROGATE = 1 << 4,
  OVERLONG_2 = 1 << 5,
  TOO_LARGE_1000 = 1 << 6,
  OVERLONG_4 = 1 << 6,
  TWO_CONTINUATIONS = 1 << 7,
  CARRY = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS,
};

#define BOTH_LANES(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)
#define BIT7(x) ((char)(x))

RT_TARGET_AVX2 static inline __m256i high_nibble(__m256i bytes) {
  return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0F));
}

// The block shifted by `count` bytes towards its end, filled from the block before it.
#define SHIFTED(block, before, count) \
  _mm256_alignr_epi8(block, _mm256_permute2x128_si256(before, block, 0x21), 16 - (count))

RT_TARGET_AVX2 static inline __m256i errors_in(__m256i block, __m256i before) {
  const __m256i first_high = BOTH_LANES(
      TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
      BIT7(TWO_CONTINUATIONS), BIT7(TWO_CONTINUATIONS), BIT7(TWO_CONTINUATIONS), BIT7(TWO_CONTINUATIONS),
      TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
      TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4);
  const __m256i first_low = BOTH_LANES(
      BIT7(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4), BIT7(CARRY | OVERLONG_2), BIT7(CARRY), BIT7(CARRY),
      BIT7(CARRY | TOO_LARGE), BIT7(CARRY | TOO_LARGE | TOO_LARGE_1000), BIT7(CARRY | TOO_LARGE | TOO_LARGE_1000),
      BIT7(CARRY | TOO_LARGE | TOO_LARGE_1000), BIT7(CARRY | TOO_LARGE | TOO_LARGE_1000),
      BIT7(CARRY | TOO_LARGE | TOO_LARGE_1000), BIT7(CARRY | TOO_LARGE | TOO_LARGE_1000),
      BIT7(CARRY | TOO_LARGE | TOO_LARGE_1000), BIT7(CARRY | TOO_LARGE | TOO_LARGE_1000),
      BIT7(CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE), BIT7(CARRY | TOO_LARGE | TOO_LARGE_1000),
      BIT7(CARRY | TOO_LARGE | TOO_LARGE_1000));
  const __m256i second_high = BOTH_LANES(
      TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
      BIT7(TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4),
      BIT7(TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE),
      BIT7(TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE),
      BIT7(TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE),
      TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT);
  __m256i one_before = SHIFTED(block, before, 1);
  __m256i special = _mm256_and_si256(
      _mm256_and_si256(
          _mm256_shuffle_epi8(first_high, high_nibble(one_before)),
          _mm256_shuffle_epi8(first_low, _mm256_and_si256(one_before, _mm256_set1_epi8(0x0F)))),
      _mm256_shuffle_epi8(second_high, high_nibble(block)));
  // Two continuations in a row are right, and asked for, two bytes after E0..FF and three after F0..FF.
  __m256i third = _mm256_subs_epu8(SHIFTED(block, before, 2), _mm256_set1_epi8(0xE0 - 0x80));
  __m256i fourth = _mm256_subs_epu8(SHIFTED(block, before, 3), _mm256_set1_epi8((char)(0xF0 - 0x80)));
  __m256i asked = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
  return _mm256_xor_si256(asked, special);
}

// Bytes at the end of the block that begin a character which the block does not finish.
RT_TARGET_AVX2 static inline __m256i open_at_end(__m256i block) {
  const __m256i most = _mm256_setr_epi8(
      -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
      -1, (char)(0xF0 - 1), (char)(0xE0 - 1), (char)(0xC0 - 1));
  return _mm256_subs_epu8(block, most);
}

RT_TARGET_AVX2 static inline bool is_zero(__m256i bytes) { return _mm256_testz_si256(bytes, bytes); }

RT_TARGET_AVX2 static inline __m256i load(const uint8_t *bytes) {
  return _mm256_loadu_si256((const __m256i *)bytes);
}

RT_TARGET_AVX2 static inline bool is_ascii(__m256i bytes) { return _mm256_movemask_epi8(bytes) == 0; }

// Passes ASCII from a character's boundary on: whole blocks, and the end of the text if it is ASCII up to there.
RT_TARGET_AVX2 static inline size_t skip_ascii(const uint8_t *bytes, size_t i, size_t byte_count) {
  while (byte_count - i >= 128) {
    const uint8_t *at = bytes + i;
    __m256i any = _mm256_or_si256(
        _mm256_or_si256(load(at), load(at + 32)), _mm256_or_si256(load(at + 64), load(at + 96)));
    if (!is_ascii(any)) return i;
    i += 128;
  }
  while (byte_count - i >= 32) {
    if (!is_ascii(load(bytes + i))) return i;
    i += 32;
  }
  // The end is no whole block, but the last 32 bytes are one.
  return byte_count >= 32 && is_ascii(load(bytes + byte_count - 32)) ? byte_count : i;
}

// Validates whole characters: the range begins and ends at a character's boundary.
RT_TARGET_AVX2 static bool validate_avx2(const uint8_t *bytes, size_t byte_count) {
  __m256i errors = _mm256_setzero_si256();
  __m256i before = _mm256_setzero_si256();
  size_t i = 0;
  while (i < byte_count) {
    if (is_zero(open_at_end(before))) {
      size_t start = i;
      i = skip_ascii(bytes, i, byte_count);
      if (i == byte_count) return true;
      if (i != start) before = _mm256_setzero_si256();
    }
    // Then up to 128 bytes of any text, before the errors are looked at.
    for (int blocks = 0; blocks < 4 && i < byte_count; blocks++) {
      __m256i block;
      if (byte_count - i >= 32) {
        block = load(bytes + i);
        i += 32;
      } else {
        uint8_t padded[32] = {0};
        memcpy(padded, bytes + i, byte_count - i);
        block = load(padded);
        i = byte_count;
      }
      errors = _mm256_or_si256(errors, errors_in(block, before));
      before = block;
    }
    if (!is_zero(errors)) return false;
  }
  return is_zero(open_at_end(before));
}

// How many bytes at the end begin a character that does not end there.
static size_t open_byte_count(const uint8_t *bytes, size_t byte_count) {
  for (size_t back = 1; back <= 3 && back <= byte_count; back++) {
    uint8_t byte = bytes[byte_count - back];
    if (byte < 0x80) return 0;
    if (byte < 0xC0) continue;
    size_t needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
    return needed > back ? back : 0;
  }
  return 0;
}

static bool feed_avx2(uint32_t *state, const uint8_t *bytes, size_t byte_count) {
  size_t i = 0;
  while (*state != 0 && i < byte_count) { if (!step(state, bytes[i++])) return false; }
  if (byte_count - i < 16) return feed_bytes(state, bytes + i, byte_count - i);
  i = skip_ascii(bytes, i, byte_count);
  if (i == byte_count) return true;
  // The open end goes through the state machine, which knows at which byte it becomes wrong.
  size_t open = open_byte_count(bytes + i, byte_count - i);
  return validate_avx2(bytes + i, byte_count - i - open) && feed_bytes(state, bytes + byte_count - open, open);
}
#else
#define feed_avx2 feed_portable
#endif

// There is no form of its own for AVX-512.
static feed_function *const feed_at_level[] = {feed_portable, feed_avx2, feed_avx2};
static feed_function *feed_here = feed_portable;

__attribute__((constructor)) static void choose_feed(void) { feed_here = feed_at_level[rt_best_level()]; }

bool rt_utf8_feed(uint32_t *state, const uint8_t *bytes, size_t byte_count) {
  return feed_here(state, bytes, byte_count);
}

bool rt_utf8_feed_at(enum rt_level level, uint32_t *state, const uint8_t *bytes, size_t byte_count) {
  if (level > rt_best_level()) level = rt_best_level();
  return feed_at_level[level](state, bytes, byte_count);
}
