// base64 with AVX2: 32 characters to 24 bytes and back at a time, the tail one group at a time.
//
// The well-known construction: classify by nibbles with byte shuffles, pack with multiply-add.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace base64 {

inline constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct DecodeTable {
  uint8_t value[256];
  constexpr DecodeTable() : value{} {
    for (auto &entry : value) entry = 0xFF;
    for (int i = 0; i < 64; i++) value[static_cast<uint8_t>(alphabet[i])] = static_cast<uint8_t>(i);
  }
};
inline constexpr DecodeTable decode_table;

// Decodes 32 characters into 24 bytes (writes 32). False when one is not of the alphabet.
inline bool decode_block(const uint8_t *in, uint8_t *out) {
  const __m256i lut_low = _mm256_setr_epi8(
    0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A,
    0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A);
  const __m256i lut_high = _mm256_setr_epi8(
    0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10,
    0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10);
  const __m256i lut_roll = _mm256_setr_epi8(
    0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0);
  const __m256i slash = _mm256_set1_epi8(0x2F);

  __m256i text = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(in));
  __m256i high_nibbles = _mm256_and_si256(_mm256_srli_epi32(text, 4), slash);
  __m256i low_nibbles = _mm256_and_si256(text, slash);
  __m256i high = _mm256_shuffle_epi8(lut_high, high_nibbles);
  __m256i low = _mm256_shuffle_epi8(lut_low, low_nibbles);
  if (!_mm256_testz_si256(low, high)) return false;
  __m256i is_slash = _mm256_cmpeq_epi8(text, slash);
  __m256i roll = _mm256_shuffle_epi8(lut_roll, _mm256_add_epi8(is_slash, high_nibbles));
  __m256i sextets = _mm256_add_epi8(text, roll);

  __m256i pairs = _mm256_maddubs_epi16(sextets, _mm256_set1_epi32(0x01400140));
  __m256i triples = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
  __m256i packed = _mm256_shuffle_epi8(triples, _mm256_setr_epi8(
    2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1,
    2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1));
  packed = _mm256_permutevar8x32_epi32(packed, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
  _mm256_storeu_si256(reinterpret_cast<__m256i *>(out), packed);
  return true;
}

// Decodes padded base64. `out` needs room for 3/4 of the characters and 8 more bytes. SIZE_MAX: not base64.
inline size_t decode(const uint8_t *in, size_t count, uint8_t *out) {
  if (count % 4 != 0) return SIZE_MAX;
  if (count == 0) return 0;
  size_t padding = in[count - 1] == '=' ? (in[count - 2] == '=' ? 2 : 1) : 0;
  const uint8_t *last = in + count - 4;
  uint8_t *start = out;
  // A block writes 8 bytes beyond its 24: those are either overwritten later or within the extra room.
  for (; in + 32 <= last; in += 32, out += 24) {
    if (!decode_block(in, out)) return SIZE_MAX;
  }
  uint8_t bad = 0;
  for (; in <= last; in += 4, out += 3) {
    uint8_t a = decode_table.value[in[0]], b = decode_table.value[in[1]];
    uint8_t c = in == last && padding == 2 ? 0 : decode_table.value[in[2]];
    uint8_t d = in == last && padding >= 1 ? 0 : decode_table.value[in[3]];
    bad |= a | b | c | d;
    uint32_t group = uint32_t(a) << 18 | uint32_t(b) << 12 | uint32_t(c) << 6 | d;
    out[0] = uint8_t(group >> 16), out[1] = uint8_t(group >> 8), out[2] = uint8_t(group);
  }
  if (bad & 0xC0) return SIZE_MAX;
  return static_cast<size_t>(out - start) - padding;
}

// Encodes 24 bytes into 32 characters. Reads 4 bytes before `in` and 4 after the 24.
inline void encode_block(const uint8_t *in, uint8_t *out) {
  __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(in - 4));
  bytes = _mm256_shuffle_epi8(bytes, _mm256_setr_epi8(
    5, 4, 6, 5, 8, 7, 9, 8, 11, 10, 12, 11, 14, 13, 15, 14,
    1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10));
  __m256i ac = _mm256_mulhi_epu16(
    _mm256_and_si256(bytes, _mm256_set1_epi32(0x0FC0FC00)), _mm256_set1_epi32(0x04000040));
  __m256i bd = _mm256_mullo_epi16(
    _mm256_and_si256(bytes, _mm256_set1_epi32(0x003F03F0)), _mm256_set1_epi32(0x01000010));
  __m256i sextets = _mm256_or_si256(ac, bd);
  __m256i offsets = _mm256_setr_epi8(
    65, 71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 0, 0,
    65, 71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 0, 0);
  __m256i index = _mm256_subs_epu8(sextets, _mm256_set1_epi8(51));
  index = _mm256_sub_epi8(index, _mm256_cmpgt_epi8(sextets, _mm256_set1_epi8(25)));
  __m256i text = _mm256_add_epi8(sextets, _mm256_shuffle_epi8(offsets, index));
  _mm256_storeu_si256(reinterpret_cast<__m256i *>(out), text);
}

// Encodes with padding. Returns the number of characters.
inline size_t encode(const uint8_t *in, size_t count, uint8_t *out) {
  const uint8_t *start_in = in, *end = in + count;
  uint8_t *start = out;
  auto encode_group = [&out](const uint8_t *bytes, size_t byte_count) {
    uint32_t group = uint32_t(bytes[0]) << 16;
    if (byte_count > 1) group |= uint32_t(bytes[1]) << 8;
    if (byte_count > 2) group |= bytes[2];
    out[0] = static_cast<uint8_t>(alphabet[group >> 18]);
    out[1] = static_cast<uint8_t>(alphabet[group >> 12 & 63]);
    out[2] = byte_count > 1 ? static_cast<uint8_t>(alphabet[group >> 6 & 63]) : '=';
    out[3] = byte_count > 2 ? static_cast<uint8_t>(alphabet[group & 63]) : '=';
    out += 4;
  };
  while (end - in >= 3 && in - start_in < 6) encode_group(in, 3), in += 3;
  for (; end - in >= 28; in += 24, out += 32) encode_block(in, out);
  for (; end - in >= 3; in += 3) encode_group(in, 3);
  if (end > in) encode_group(in, static_cast<size_t>(end - in));
  return static_cast<size_t>(out - start);
}

}  // namespace base64
