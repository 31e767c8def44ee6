// Finds the end of a validated container without looking at its values one by one.
#include "CRealtimeKernels.h"
#include "jsonscan_parts.h"
#include "target.h"

// One bit a byte for 64 bytes.
typedef struct {
  uint64_t quotes;
  uint64_t backslashes;
  uint64_t opening;
  uint64_t closing;
} structure;

typedef void structure_function(const uint8_t *bytes, structure *found);

static void structure_portable(const uint8_t *bytes, structure *found) {
  *found = (structure){0};
  for (unsigned at = 0; at < 64; at += 1) {
    uint8_t byte = bytes[at];
    found->quotes |= (uint64_t)(byte == '"') << at;
    found->backslashes |= (uint64_t)(byte == '\\') << at;
    found->opening |= (uint64_t)((byte | 0x20) == '{') << at;
    found->closing |= (uint64_t)((byte | 0x20) == '}') << at;
  }
}

#if CBK_HAS_X86_KERNELS

CBK_TARGET_AVX2 static inline uint64_t equal_avx2(__m256i low, __m256i high, char byte) {
  uint32_t low_bits = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, _mm256_set1_epi8(byte)));
  uint32_t high_bits = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, _mm256_set1_epi8(byte)));
  return low_bits | (uint64_t)high_bits << 32;
}

CBK_TARGET_AVX2 static void structure_avx2(const uint8_t *bytes, structure *found) {
  __m256i low = _mm256_loadu_si256((const __m256i *)bytes);
  __m256i high = _mm256_loadu_si256((const __m256i *)(bytes + 32));
  found->quotes = equal_avx2(low, high, '"');
  found->backslashes = equal_avx2(low, high, '\\');
  // Square and curly brackets differ in one bit.
  low = _mm256_or_si256(low, _mm256_set1_epi8(0x20));
  high = _mm256_or_si256(high, _mm256_set1_epi8(0x20));
  found->opening = equal_avx2(low, high, '{');
  found->closing = equal_avx2(low, high, '}');
}

CBK_TARGET_AVX512 static void structure_avx512(const uint8_t *bytes, structure *found) {
  __m512i block = _mm512_loadu_si512(bytes);
  found->quotes = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('"'));
  found->backslashes = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\\'));
  block = _mm512_or_si512(block, _mm512_set1_epi8(0x20));
  found->opening = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('{'));
  found->closing = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('}'));
}

#endif

static structure_function *const structure_at_level[] = {
  structure_portable,
#if CBK_HAS_X86_KERNELS
  structure_avx2,
  structure_avx512,
#endif
};

static structure_function *structure_here = structure_portable;

__attribute__((constructor)) static void choose_structure_kernel(void) {
  structure_here = structure_at_level[cbk_best_level()];
}

// The bytes that a backslash escapes. `*carry` says whether the byte in front of these 64 did, and then
// whether their last one does.
static uint64_t escaped_bytes(uint64_t backslashes, bool *carry) {
  uint64_t escaped = *carry;
  *carry = false;
  uint64_t left = backslashes & ~escaped;
  while (left != 0) {
    unsigned at = (unsigned)__builtin_ctzll(left);
    if (at == 63) {
      *carry = true;
      break;
    }
    uint64_t next = (uint64_t)2 << at;
    escaped |= next;
    left &= ~(next | next >> 1);
  }
  return escaped;
}

// Each bit becomes the parity of itself and the bits below it.
static uint64_t parity_below(uint64_t bits) {
  for (unsigned distance = 1; distance < 64; distance *= 2) bits ^= bits << distance;
  return bits;
}

static size_t container_end_with(structure_function *structure_of, const uint8_t *bytes, size_t byte_count, size_t at) {
  uint64_t in_string = 0;
  bool carry = false;
  size_t depth = 0;
  for (; at < byte_count; at += 64) {
    uint8_t last[64];
    const uint8_t *block = bytes + at;
    if (byte_count - at < 64) {
      memset(last, ' ', sizeof last);
      memcpy(last, block, byte_count - at);
      block = last;
    }
    structure found;
    structure_of(block, &found);
    uint64_t quotes = found.quotes & ~escaped_bytes(found.backslashes, &carry);
    uint64_t inside = parity_below(quotes) ^ in_string;
    uint64_t opening = found.opening & ~inside;
    uint64_t closing = found.closing & ~inside;
    // All bits when the last byte is inside a string.
    in_string = (uint64_t)((int64_t)inside >> 63);
    size_t opened = (size_t)__builtin_popcountll(opening);
    size_t closed = (size_t)__builtin_popcountll(closing);
    // The end may be here only if these closing brackets are enough for what was open before.
    for (uint64_t left = closed >= depth ? closing : 0; left != 0; left &= left - 1) {
      uint64_t below = (left & -left) - 1;
      size_t opened_below = (size_t)__builtin_popcountll(opening & below);
      size_t closed_here = (size_t)__builtin_popcountll(closing & below) + 1;
      if (depth + opened_below == closed_here) return at + (size_t)__builtin_ctzll(left) + 1;
    }
    depth = depth + opened - closed;
  }
  return byte_count;
}

size_t cbk_json_container_end(const uint8_t *bytes, size_t byte_count, size_t at) {
  return container_end_with(structure_here, bytes, byte_count, at);
}

size_t cbk_json_container_end_at(enum cbk_level level, const uint8_t *bytes, size_t byte_count, size_t at) {
  return container_end_with(structure_at_level[level], bytes, byte_count, at);
}
