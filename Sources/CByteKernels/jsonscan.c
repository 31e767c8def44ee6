#include "CByteKernels.h"
#include "jsonscan_parts.h"
#include "target.h"

// MARK: Portable

// A bit for each zero byte of `word`, at the byte's highest bit. Exact, unlike the shorter subtraction trick.
static inline uint64_t zero_bytes(uint64_t word) {
  const uint64_t low7 = 0x7F7F7F7F7F7F7F7Full;
  return ~(((word & low7) + low7) | word | low7);
}

static inline uint64_t special_mask8(uint64_t word) {
  const uint64_t ones = 0x0101010101010101ull;
  uint64_t found = zero_bytes(word ^ (ones * '"')) | zero_bytes(word ^ (ones * '\\')) | zero_bytes(word & (ones * 0xE0));
  return ((found >> 7) * 0x0102040810204080ull) >> 56;
}

static inline uint64_t special_mask_portable(const uint8_t *bytes, size_t byte_count) {
  uint64_t mask = 0;
  size_t present = byte_count < 64 ? byte_count : 64;
  size_t at = 0;
  for (; at + 8 <= present; at += 8) {
    uint64_t word = 0;
    for (int byte = 0; byte < 8; byte += 1) word |= (uint64_t)bytes[at + (size_t)byte] << (8 * byte);
    mask |= special_mask8(word) << at;
  }
  for (; at < present; at += 1) {
    uint64_t is_special = bytes[at] == '"' || bytes[at] == '\\' || bytes[at] < 0x20;
    mask |= is_special << at;
  }
  return mask;
}

#define CBK_TARGET
#define CBK_SUFFIX(name) name##_portable
#include "jsonscan_walk.h"
#undef CBK_TARGET
#undef CBK_SUFFIX

#if CBK_HAS_X86_KERNELS

// MARK: AVX2

CBK_TARGET_AVX2 static inline uint64_t special_mask32_avx2(const uint8_t *bytes) {
  __m256i block = _mm256_loadu_si256((const __m256i *)bytes);
  __m256i quote = _mm256_cmpeq_epi8(block, _mm256_set1_epi8('"'));
  __m256i backslash = _mm256_cmpeq_epi8(block, _mm256_set1_epi8('\\'));
  __m256i control = _mm256_cmpeq_epi8(_mm256_max_epu8(block, _mm256_set1_epi8(0x1F)), _mm256_set1_epi8(0x1F));
  return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(quote, backslash), control));
}

CBK_TARGET_AVX2 static inline uint64_t special_mask_avx2(const uint8_t *bytes, size_t byte_count) {
  uint8_t last[64];
  if (__builtin_expect(byte_count < 64, 0)) {
    memset(last, ' ', sizeof last);
    memcpy(last, bytes, byte_count);
    bytes = last;
  }
  return special_mask32_avx2(bytes) | special_mask32_avx2(bytes + 32) << 32;
}

#define CBK_TARGET CBK_TARGET_AVX2
#define CBK_SUFFIX(name) name##_avx2
#include "jsonscan_walk.h"
#undef CBK_TARGET
#undef CBK_SUFFIX

// MARK: AVX-512

CBK_TARGET_AVX512 static inline uint64_t special_mask_avx512(const uint8_t *bytes, size_t byte_count) {
  // A masked load does not touch the lanes it leaves out, so the last block may end at the end of a page.
  __mmask64 present = byte_count < 64 ? _bzhi_u64(~0ull, (unsigned)byte_count) : ~0ull;
  __m512i block = _mm512_maskz_loadu_epi8(present, bytes);
  __mmask64 quote = _mm512_mask_cmpeq_epi8_mask(present, block, _mm512_set1_epi8('"'));
  __mmask64 backslash = _mm512_mask_cmpeq_epi8_mask(present, block, _mm512_set1_epi8('\\'));
  __mmask64 control = _mm512_mask_cmplt_epu8_mask(present, block, _mm512_set1_epi8(0x20));
  return quote | backslash | control;
}

#define CBK_TARGET CBK_TARGET_AVX512
#define CBK_SUFFIX(name) name##_avx512
#include "jsonscan_walk.h"
#undef CBK_TARGET
#undef CBK_SUFFIX

#endif

// MARK: Dispatch

typedef void index_function(const uint8_t *, size_t, uint32_t, cbk_json_member *, uint32_t, cbk_json_document *);
typedef size_t find_function(const uint8_t *, size_t);

static index_function *const index_at_level[] = {
  index_portable,
#if CBK_HAS_X86_KERNELS
  index_avx2,
  index_avx512,
#endif
};

static find_function *const find_at_level[] = {
  find_special_portable,
#if CBK_HAS_X86_KERNELS
  find_special_avx2,
  find_special_avx512,
#endif
};

static index_function *index_here = index_portable;
static find_function *find_here = find_special_portable;

__attribute__((constructor)) static void choose_json_kernels(void) {
  index_here = index_at_level[cbk_best_level()];
  find_here = find_at_level[cbk_best_level()];
}

static void run_index(index_function *index, const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                      cbk_json_member *members, uint32_t capacity, cbk_json_document *document) {
  memset(document, 0, sizeof *document);
  if (byte_count > UINT32_MAX) {
    document->error = CBK_JSON_TOO_LARGE;
    return;
  }
  index(bytes, byte_count, maximum_depth, members, capacity, document);
}

void cbk_json_index(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth, cbk_json_member *members,
                    uint32_t capacity, cbk_json_document *document) {
  run_index(index_here, bytes, byte_count, maximum_depth, members, capacity, document);
}

void cbk_json_index_at(enum cbk_level level, const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                       cbk_json_member *members, uint32_t capacity, cbk_json_document *document) {
  run_index(index_at_level[level], bytes, byte_count, maximum_depth, members, capacity, document);
}

size_t cbk_json_find_special(const uint8_t *bytes, size_t byte_count) { return find_here(bytes, byte_count); }

size_t cbk_json_find_special_at(enum cbk_level level, const uint8_t *bytes, size_t byte_count) {
  return find_at_level[level](bytes, byte_count);
}
