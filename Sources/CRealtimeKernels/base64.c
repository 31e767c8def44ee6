// Each level has a bulk loop for whole groups that it can prove good; the portable loop does the rest and is
// the only one that names an error or knows padding.
#include "base64.h"
#include <stdbool.h>
#include <string.h>
#include "target.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// A bulk loop passes whole groups of text (or bytes), tells in `*consumed` how far it came, and returns how many bytes (or
// letters) it has written for them.
typedef size_t bulk_function(const uint8_t *in, size_t byte_count, uint8_t *out, size_t capacity, size_t *consumed);

// MARK: Portable

static inline uint32_t value_of(uint8_t letter) {
  if ((uint8_t)(letter - 'A') < 26) return (uint32_t)(letter - 'A');
  if ((uint8_t)(letter - 'a') < 26) return (uint32_t)(letter - 'a') + 26;
  if ((uint8_t)(letter - '0') < 10) return (uint32_t)(letter - '0') + 52;
  if (letter == '+') return 62;
  if (letter == '/') return 63;
  return 64;
}

// Four letters as 24 bits, or a value beyond them.
static inline uint32_t group_of(const uint8_t *text) {
  uint32_t a = value_of(text[0]), b = value_of(text[1]), c = value_of(text[2]), d = value_of(text[3]);
  if ((a | b | c | d) > 63) return UINT32_MAX;
  return a << 18 | b << 12 | c << 6 | d;
}

static size_t decode_bulk_portable(const uint8_t *text, size_t byte_count, uint8_t *out, size_t capacity,
                                   size_t *consumed) {
  size_t at = 0;
  size_t written = 0;
  for (; byte_count - at >= 4 && capacity - written >= 3; at += 4, written += 3) {
    uint32_t group = group_of(text + at);
    if (group == UINT32_MAX) break;
    out[written] = (uint8_t)(group >> 16);
    out[written + 1] = (uint8_t)(group >> 8);
    out[written + 2] = (uint8_t)group;
  }
  *consumed = at;
  return written;
}

static size_t encode_bulk_portable(const uint8_t *bytes, size_t byte_count, uint8_t *out, size_t capacity,
                                   size_t *consumed) {
  (void)capacity;
  size_t at = 0;
  size_t written = 0;
  for (; byte_count - at >= 3; at += 3, written += 4) {
    uint32_t group = (uint32_t)bytes[at] << 16 | (uint32_t)bytes[at + 1] << 8 | bytes[at + 2];
    out[written] = (uint8_t)alphabet[group >> 18];
    out[written + 1] = (uint8_t)alphabet[group >> 12 & 63];
    out[written + 2] = (uint8_t)alphabet[group >> 6 & 63];
    out[written + 3] = (uint8_t)alphabet[group & 63];
  }
  *consumed = at;
  return written;
}

#if RT_HAS_X86_KERNELS

// MARK: AVX2

// 32 letters to their 6-bit values; false when one is outside the alphabet. The sum of a letter's two nibble
// classes is zero exactly for members of the alphabet (W. Mula, D. Lemire, 2018).
RT_TARGET_AVX2 static inline bool values_avx2(__m256i *letters) {
  const __m256i low_classes = _mm256_setr_epi8(
    0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A,
    0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A);
  const __m256i high_classes = _mm256_setr_epi8(
    0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10,
    0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10);
  const __m256i distances = _mm256_setr_epi8(
    0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0);
  const __m256i slash = _mm256_set1_epi8('/');
  __m256i high = _mm256_and_si256(_mm256_srli_epi32(*letters, 4), slash);
  __m256i low = _mm256_and_si256(*letters, slash);
  if (!_mm256_testz_si256(_mm256_shuffle_epi8(low_classes, low), _mm256_shuffle_epi8(high_classes, high))) {
    return false;
  }
  __m256i row = _mm256_add_epi8(_mm256_cmpeq_epi8(*letters, slash), high);
  *letters = _mm256_add_epi8(*letters, _mm256_shuffle_epi8(distances, row));
  return true;
}

RT_TARGET_AVX2 static inline __m256i packed_avx2(__m256i values) {
  const __m256i order = _mm256_setr_epi8(
    2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1,
    2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
  __m256i pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi32(0x01400140));
  __m256i groups = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
  return _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(groups, order), _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
}

RT_TARGET_AVX2 static size_t decode_bulk_avx2(const uint8_t *text, size_t byte_count, uint8_t *out, size_t capacity,
                                              size_t *consumed) {
  size_t at = 0;
  size_t written = 0;
  for (; byte_count - at >= 32 && capacity - written >= 32; at += 32, written += 24) {
    __m256i letters = _mm256_loadu_si256((const __m256i *)(text + at));
    if (!values_avx2(&letters)) break;
    _mm256_storeu_si256((__m256i *)(out + written), packed_avx2(letters));
  }
  *consumed = at;
  return written;
}

RT_TARGET_AVX2 static inline __m256i letters_avx2(__m256i bytes) {
  const __m256i order = _mm256_setr_epi8(
    1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10,
    1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
  const __m256i distances = _mm256_setr_epi8(
    71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 65, 0, 0,
    71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 65, 0, 0);
  __m256i groups = _mm256_shuffle_epi8(bytes, order);
  __m256i first = _mm256_mulhi_epu16(_mm256_and_si256(groups, _mm256_set1_epi32(0x0FC0FC00)),
                                     _mm256_set1_epi32(0x04000040));
  __m256i second = _mm256_mullo_epi16(_mm256_and_si256(groups, _mm256_set1_epi32(0x003F03F0)),
                                      _mm256_set1_epi32(0x01000010));
  __m256i values = _mm256_or_si256(first, second);
  // Row 13 for A-Z, 0 for a-z, 1...10 for digits, 11 and 12 for plus and slash.
  __m256i is_upper = _mm256_cmpgt_epi8(_mm256_set1_epi8(26), values);
  __m256i row = _mm256_or_si256(_mm256_subs_epu8(values, _mm256_set1_epi8(51)),
                                _mm256_and_si256(is_upper, _mm256_set1_epi8(13)));
  return _mm256_add_epi8(values, _mm256_shuffle_epi8(distances, row));
}

RT_TARGET_AVX2 static size_t encode_bulk_avx2(const uint8_t *bytes, size_t byte_count, uint8_t *out, size_t capacity,
                                              size_t *consumed) {
  (void)capacity;
  size_t at = 0;
  size_t written = 0;
  // Two loads of 16, of which 12 each are used: 28 bytes must be there.
  for (; byte_count - at >= 28; at += 24, written += 32) {
    __m128i low = _mm_loadu_si128((const __m128i *)(bytes + at));
    __m128i high = _mm_loadu_si128((const __m128i *)(bytes + at + 12));
    _mm256_storeu_si256((__m256i *)(out + written), letters_avx2(_mm256_set_m128i(high, low)));
  }
  *consumed = at;
  return written;
}

// MARK: AVX-512 VBMI

// The value of each letter; 0x80 marks what is outside the alphabet.
#define NOT 0x80
static const uint8_t letter_values[128] __attribute__((aligned(64))) = {
  NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT,
  NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT,
  NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, 62,  NOT, NOT, NOT, 63,
  52,  53,  54,  55,  56,  57,  58,  59,  60,  61,  NOT, NOT, NOT, NOT, NOT, NOT,
  NOT, 0,   1,   2,   3,   4,   5,   6,   7,   8,   9,   10,  11,  12,  13,  14,
  15,  16,  17,  18,  19,  20,  21,  22,  23,  24,  25,  NOT, NOT, NOT, NOT, NOT,
  NOT, 26,  27,  28,  29,  30,  31,  32,  33,  34,  35,  36,  37,  38,  39,  40,
  41,  42,  43,  44,  45,  46,  47,  48,  49,  50,  51,  NOT, NOT, NOT, NOT, NOT,
};
#undef NOT

// Where each of 48 decoded bytes lies in the sixteen 32-bit groups.
static const uint8_t decoded_order[64] __attribute__((aligned(64))) = {
  2,  1,  0,  6,  5,  4,  10, 9,  8,  14, 13, 12, 18, 17, 16, 22, 21, 20, 26, 25, 24, 30, 29, 28,
  34, 33, 32, 38, 37, 36, 42, 41, 40, 46, 45, 44, 50, 49, 48, 54, 53, 52, 58, 57, 56, 62, 61, 60,
};

static const uint8_t encoded_order[64] __attribute__((aligned(64))) = {
  1,  0,  2,  1,  4,  3,  5,  4,  7,  6,  8,  7,  10, 9,  11, 10, 13, 12, 14, 13, 16, 15, 17, 16, 19, 18, 20, 19,
  22, 21, 23, 22, 25, 24, 26, 25, 28, 27, 29, 28, 31, 30, 32, 31, 34, 33, 35, 34, 37, 36, 38, 37, 40, 39, 41, 40,
  43, 42, 44, 43, 46, 45, 47, 46,
};

static inline uint64_t low_bits(size_t count) { return count >= 64 ? ~0ull : (1ull << count) - 1; }

// 64 letters to 48 bytes at the front of the result; the mask has a bit for each letter outside the alphabet.
RT_TARGET_AVX512 static inline __m512i decoded_avx512(__m512i letters, __mmask64 *invalid) {
  __m512i values = _mm512_permutex2var_epi8(_mm512_load_si512(letter_values), letters,
                                            _mm512_load_si512(letter_values + 64));
  *invalid = _mm512_movepi8_mask(_mm512_or_si512(letters, values));
  __m512i pairs = _mm512_maddubs_epi16(values, _mm512_set1_epi32(0x01400140));
  __m512i groups = _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x00011000));
  return _mm512_permutexvar_epi8(_mm512_load_si512(decoded_order), groups);
}

RT_TARGET_AVX512 static size_t decode_bulk_avx512(const uint8_t *text, size_t byte_count, uint8_t *out,
                                                  size_t capacity, size_t *consumed) {
  size_t at = 0;
  size_t written = 0;
  __mmask64 invalid = 0;
  // A whole register is stored where there is room for it: the next one overwrites its unused end.
  for (; byte_count - at >= 64 && capacity - written >= 64; at += 64, written += 48) {
    __m512i bytes = decoded_avx512(_mm512_loadu_si512(text + at), &invalid);
    if (invalid != 0) break;
    _mm512_storeu_si512(out + written, bytes);
  }
  while (invalid == 0) {
    size_t groups = (byte_count - at) / 4;
    if (groups > 16) groups = 16;
    if (groups > (capacity - written) / 3) groups = (capacity - written) / 3;
    if (groups == 0) break;
    // Lanes left out read as 'A' and are not stored.
    __m512i letters = _mm512_mask_loadu_epi8(_mm512_set1_epi8('A'), low_bits(groups * 4), text + at);
    __m512i bytes = decoded_avx512(letters, &invalid);
    if (invalid != 0) break;
    _mm512_mask_storeu_epi8(out + written, low_bits(groups * 3), bytes);
    at += groups * 4;
    written += groups * 3;
  }
  *consumed = at;
  return written;
}

RT_TARGET_AVX512 static inline __m512i encoded_avx512(__m512i bytes) {
  __m512i groups = _mm512_permutexvar_epi8(_mm512_load_si512(encoded_order), bytes);
  __m512i values = _mm512_multishift_epi64_epi8(_mm512_set1_epi64(0x3036242A1016040All), groups);
  return _mm512_permutexvar_epi8(values, _mm512_loadu_si512(alphabet));
}

RT_TARGET_AVX512 static size_t encode_bulk_avx512(const uint8_t *bytes, size_t byte_count, uint8_t *out,
                                                  size_t capacity, size_t *consumed) {
  (void)capacity;
  size_t at = 0;
  size_t written = 0;
  for (; byte_count - at >= 64; at += 48, written += 64) {
    _mm512_storeu_si512(out + written, encoded_avx512(_mm512_loadu_si512(bytes + at)));
  }
  while (byte_count - at >= 3) {
    size_t groups = (byte_count - at) / 3;
    if (groups > 16) groups = 16;
    __m512i block = _mm512_maskz_loadu_epi8(low_bits(groups * 3), bytes + at);
    _mm512_mask_storeu_epi8(out + written, low_bits(groups * 4), encoded_avx512(block));
    at += groups * 3;
    written += groups * 4;
  }
  *consumed = at;
  return written;
}

#endif

// MARK: The ends of the text

static rt_base64_result failure(uint32_t error, size_t offset) {
  return (rt_base64_result){.error = error, .error_offset = offset};
}

static rt_base64_result invalid_group(const uint8_t *text, size_t at) {
  while (value_of(text[at]) < 64) at += 1;
  return failure(RT_BASE64_INVALID_BYTE, at);
}

// The last four letters, which alone may be padded.
static rt_base64_result decode_last(const uint8_t *text, size_t at, uint8_t *out, size_t written, size_t capacity) {
  size_t padding = text[at + 3] != '=' ? 0 : text[at + 2] != '=' ? 1 : 2;
  uint8_t letters[4] = {'A', 'A', 'A', 'A'};
  memcpy(letters, text + at, 4 - padding);
  uint32_t group = group_of(letters);
  if (group == UINT32_MAX) return invalid_group(text, at);
  if ((group & ((1u << (8 * padding)) - 1)) != 0) return failure(RT_BASE64_INVALID_PADDING, at + 3 - padding);
  if (capacity - written < 3 - padding) return failure(RT_BASE64_NO_ROOM, at);
  for (size_t byte = 0; byte < 3 - padding; byte += 1) out[written + byte] = (uint8_t)(group >> (16 - 8 * byte));
  return (rt_base64_result){.byte_count = written + 3 - padding};
}

static rt_base64_result decode_with(bulk_function *bulk, const uint8_t *text, size_t byte_count, uint8_t *out,
                                    size_t capacity) {
  if (byte_count == 0) return (rt_base64_result){0};
  size_t whole = (byte_count - 1) & ~(size_t)3;
  size_t at = 0;
  size_t written = bulk(text, whole, out, capacity, &at);
  if (at < whole) {
    size_t consumed = 0;
    written += decode_bulk_portable(text + at, whole - at, out + written, capacity - written, &consumed);
    at += consumed;
  }
  if (at < whole && group_of(text + at) == UINT32_MAX) return invalid_group(text, at);
  if (at < whole) return failure(RT_BASE64_NO_ROOM, at);
  if (byte_count - at != 4) return failure(RT_BASE64_INVALID_PADDING, byte_count);
  return decode_last(text, at, out, written, capacity);
}

static size_t encode_with(bulk_function *bulk, const uint8_t *bytes, size_t byte_count, uint8_t *out) {
  size_t at = 0;
  size_t written = bulk(bytes, byte_count, out, SIZE_MAX, &at);
  size_t consumed = 0;
  written += encode_bulk_portable(bytes + at, byte_count - at, out + written, SIZE_MAX, &consumed);
  at += consumed;
  size_t left = byte_count - at;
  if (left == 0) return written;
  uint32_t group = (uint32_t)bytes[at] << 16 | (left == 2 ? (uint32_t)bytes[at + 1] << 8 : 0);
  out[written] = (uint8_t)alphabet[group >> 18];
  out[written + 1] = (uint8_t)alphabet[group >> 12 & 63];
  out[written + 2] = left == 2 ? (uint8_t)alphabet[group >> 6 & 63] : '=';
  out[written + 3] = '=';
  return written + 4;
}

// MARK: Dispatch

static bulk_function *const decode_at_level[] = RT_AT_EACH_LEVEL(decode_bulk);
static bulk_function *const encode_at_level[] = RT_AT_EACH_LEVEL(encode_bulk);

static bulk_function *decode_here = decode_bulk_portable;
static bulk_function *encode_here = encode_bulk_portable;

__attribute__((constructor)) static void choose_base64_kernels(void) {
  decode_here = decode_at_level[rt_best_level()];
  encode_here = encode_at_level[rt_best_level()];
}

rt_base64_result rt_base64_decode(const uint8_t *text, size_t byte_count, uint8_t *out, size_t capacity) {
  return decode_with(decode_here, text, byte_count, out, capacity);
}

rt_base64_result rt_base64_decode_at(enum rt_level level, const uint8_t *text, size_t byte_count, uint8_t *out,
                                     size_t capacity) {
  return decode_with(decode_at_level[level], text, byte_count, out, capacity);
}

size_t rt_base64_encode(const uint8_t *bytes, size_t byte_count, uint8_t *out) {
  return encode_with(encode_here, bytes, byte_count, out);
}

size_t rt_base64_encode_at(enum rt_level level, const uint8_t *bytes, size_t byte_count, uint8_t *out) {
  return encode_with(encode_at_level[level], bytes, byte_count, out);
}
