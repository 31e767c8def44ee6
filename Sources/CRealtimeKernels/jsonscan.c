#include "CRealtimeKernels.h"
#include "jsonscan_parts.h"
#include "target.h"
#include <stdlib.h>

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

// No quicker than a mask at a time.
#define RT_RUN 64
static inline bool is_plain_run_portable(const uint8_t *bytes) { return special_mask_portable(bytes, 64) == 0; }

#define RT_TARGET
#define RT_SUFFIX(name) name##_portable
#include "jsonscan_walk.h"
#undef RT_TARGET
#undef RT_SUFFIX
#undef RT_RUN

#if RT_HAS_X86_KERNELS

// MARK: AVX2

// All bits in each byte that is special.
RT_TARGET_AVX2 static inline __m256i special_bytes_avx2(const uint8_t *bytes) {
  __m256i block = _mm256_loadu_si256((const __m256i *)bytes);
  __m256i quote = _mm256_cmpeq_epi8(block, _mm256_set1_epi8('"'));
  __m256i backslash = _mm256_cmpeq_epi8(block, _mm256_set1_epi8('\\'));
  __m256i control = _mm256_cmpeq_epi8(_mm256_max_epu8(block, _mm256_set1_epi8(0x1F)), _mm256_set1_epi8(0x1F));
  return _mm256_or_si256(_mm256_or_si256(quote, backslash), control);
}

RT_TARGET_AVX2 static inline uint64_t special_mask32_avx2(const uint8_t *bytes) {
  return (uint32_t)_mm256_movemask_epi8(special_bytes_avx2(bytes));
}

#define RT_RUN 128
RT_TARGET_AVX2 static inline bool is_plain_run_avx2(const uint8_t *bytes) {
  __m256i found = _mm256_or_si256(special_bytes_avx2(bytes), special_bytes_avx2(bytes + 32));
  found = _mm256_or_si256(found, special_bytes_avx2(bytes + 64));
  found = _mm256_or_si256(found, special_bytes_avx2(bytes + 96));
  return _mm256_testz_si256(found, found);
}

RT_TARGET_AVX2 static inline uint64_t special_mask_avx2(const uint8_t *bytes, size_t byte_count) {
  uint8_t last[64];
  if (__builtin_expect(byte_count < 64, 0)) {
    memset(last, ' ', sizeof last);
    memcpy(last, bytes, byte_count);
    bytes = last;
  }
  return special_mask32_avx2(bytes) | special_mask32_avx2(bytes + 32) << 32;
}

#define RT_TARGET RT_TARGET_AVX2
#define RT_SUFFIX(name) name##_avx2
#include "jsonscan_walk.h"
#undef RT_TARGET
#undef RT_SUFFIX
#undef RT_RUN

// MARK: AVX-512

// 0x80 for each special byte of ASCII, by its code.
#define YES 0x80
static const uint8_t special_bytes[128] __attribute__((aligned(64))) = {
  YES, YES, YES, YES, YES, YES, YES, YES, YES, YES, YES, YES, YES, YES, YES, YES,
  YES, YES, YES, YES, YES, YES, YES, YES, YES, YES, YES, YES, YES, YES, YES, YES,
  ['"'] = YES, ['\\'] = YES,
};
#undef YES

// 0x80 in each byte that is special. The look-up knows seven bits only, so bytes beyond ASCII are taken out afterwards.
RT_TARGET_AVX512 static inline __m512i special_bytes_avx512(__m512i block) {
  __m512i found = _mm512_permutex2var_epi8(_mm512_load_si512(special_bytes), block,
                                           _mm512_load_si512(special_bytes + 64));
  return _mm512_andnot_si512(block, found);
}

RT_TARGET_AVX512 static inline uint64_t special_mask_avx512(const uint8_t *bytes, size_t byte_count) {
  // A masked load does not touch the lanes it leaves out, so the last block may end at the end of a page.
  __mmask64 present = byte_count < 64 ? _bzhi_u64(~0ull, (unsigned)byte_count) : ~0ull;
  return present & _mm512_movepi8_mask(special_bytes_avx512(_mm512_maskz_loadu_epi8(present, bytes)));
}

#define RT_RUN 256
RT_TARGET_AVX512 static inline bool is_plain_run_avx512(const uint8_t *bytes) {
  __m512i found = special_bytes_avx512(_mm512_loadu_si512(bytes));
  found = _mm512_or_si512(found, special_bytes_avx512(_mm512_loadu_si512(bytes + 64)));
  found = _mm512_or_si512(found, special_bytes_avx512(_mm512_loadu_si512(bytes + 128)));
  found = _mm512_or_si512(found, special_bytes_avx512(_mm512_loadu_si512(bytes + 192)));
  return _mm512_movepi8_mask(found) == 0;
}

#define RT_TARGET RT_TARGET_AVX512
#define RT_SUFFIX(name) name##_avx512
#include "jsonscan_walk.h"
#undef RT_TARGET
#undef RT_SUFFIX
#undef RT_RUN

#endif

// MARK: Dispatch

typedef void validate_function(const uint8_t *, size_t, uint32_t, rt_json_document *);
typedef void record_function(const uint8_t *, size_t, uint32_t, const rt_names *, rt_json_tape *);
typedef size_t find_function(const uint8_t *, size_t);

static validate_function *const validate_at_level[] = RT_AT_EACH_LEVEL(validate);
static record_function *const record_at_level[] = RT_AT_EACH_LEVEL(record);
static find_function *const find_at_level[] = RT_AT_EACH_LEVEL(find_special);

static validate_function *validate_here = validate_portable;
static record_function *record_here = record_portable;
static find_function *find_here = find_special_portable;

__attribute__((constructor)) static void choose_json_kernels(void) {
  validate_here = validate_at_level[rt_best_level()];
  record_here = record_at_level[rt_best_level()];
  find_here = find_at_level[rt_best_level()];
}

static void run_validate(validate_function *validate, const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                         rt_json_document *document) {
  memset(document, 0, sizeof *document);
  if (byte_count > UINT32_MAX) {
    document->error = RT_JSON_TOO_LARGE;
    return;
  }
  validate(bytes, byte_count, maximum_depth, document);
}

void rt_json_validate(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth, rt_json_document *document) {
  run_validate(validate_here, bytes, byte_count, maximum_depth, document);
}

void rt_json_validate_at(enum rt_level level, const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                         rt_json_document *document) {
  run_validate(validate_at_level[level], bytes, byte_count, maximum_depth, document);
}

static void run_record(record_function *record, const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                       const rt_names *names, rt_json_tape *tape) {
  memset(&tape->document, 0, sizeof tape->document);
  // Once in four million documents the epochs begin anew.
  const uint32_t places = 1 + RT_JSON_TAPE_CAPACITY;
  if (tape->epoch > UINT32_MAX - 2 * places) {
    memset(tape->last_by_name, 0, sizeof tape->last_by_name);
    tape->epoch = 0;
  }
  tape->epoch += places;
  if (tape->names != names) memset(tape->next_name, 0, sizeof tape->next_name);
  tape->names = names;
  tape->is_complete = false;
  if (byte_count > UINT32_MAX) {
    tape->document.error = RT_JSON_TOO_LARGE;
    return;
  }
  record(bytes, byte_count, maximum_depth, names, tape);
}

void rt_json_record(const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth, const rt_names *names,
                    rt_json_tape *tape) {
  run_record(record_here, bytes, byte_count, maximum_depth, names, tape);
}

void rt_json_record_at(enum rt_level level, const uint8_t *bytes, size_t byte_count, uint32_t maximum_depth,
                       const rt_names *names, rt_json_tape *tape) {
  run_record(record_at_level[level], bytes, byte_count, maximum_depth, names, tape);
}

// One a thread, so that a connection without an event in hand keeps none.
static _Thread_local struct {
  rt_json_tape tape;
  bool is_lent;
} of_thread;

rt_json_tape *rt_json_tape_take(void) {
  if (of_thread.is_lent) return calloc(1, sizeof(rt_json_tape));
  of_thread.is_lent = true;
  return &of_thread.tape;
}

void rt_json_tape_give(rt_json_tape *tape) {
  if (tape == &of_thread.tape) {
    of_thread.is_lent = false;
  } else {
    free(tape);
  }
}

size_t rt_json_find_special(const uint8_t *bytes, size_t byte_count) { return find_here(bytes, byte_count); }

size_t rt_json_find_special_at(enum rt_level level, const uint8_t *bytes, size_t byte_count) {
  return find_at_level[level](bytes, byte_count);
}
