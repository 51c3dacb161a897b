// The scan with AVX2, BMI and PCLMULQDQ (Intel since 2013, AMD since 2015).
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,pclmul,popcnt"))), apply_to = function)
#include "scan_parts.h"
#include "scan_table.h"

static inline uint64_t scan_bits(__m256i low, __m256i high)
{
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

/// The same, for bytes that hardly any block has.
static inline uint64_t scan_rare_bits(__m256i low, __m256i high)
{
    const __m256i any = _mm256_or_si256(low, high);
    return _mm256_testz_si256(any, any) ? 0 : scan_bits(low, high);
}

static inline struct scan_classes scan_classify(const uint8_t *block)
{
    __m256i in[2], quote[2], backslash[2], structural[2], blank[2], control[2];
    // See scan_sse42.c; a shuffle works on each half alone, so the tables stand twice.
    const __m256i blanks = _mm256_setr_epi8(
        ' ', 100, 100, 100, 17, 100, 113, 2, 100, '\t', '\n', 112, 100, '\r', 100, 100,
        ' ', 100, 100, 100, 17, 100, 113, 2, 100, '\t', '\n', 112, 100, '\r', 100, 100);
    const __m256i structurals = _mm256_setr_epi8(
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0);
    for (int i = 0; i < 2; i++) {
        in[i] = _mm256_loadu_si256((const __m256i *)(const void *)(block + 32 * i));
        quote[i] = _mm256_cmpeq_epi8(in[i], _mm256_set1_epi8('"'));
        backslash[i] = _mm256_cmpeq_epi8(in[i], _mm256_set1_epi8('\\'));
        blank[i] = _mm256_cmpeq_epi8(in[i], _mm256_shuffle_epi8(blanks, in[i]));
        structural[i] =
            _mm256_cmpeq_epi8(_mm256_or_si256(in[i], _mm256_set1_epi8(0x20)), _mm256_shuffle_epi8(structurals, in[i]));
        control[i] = _mm256_cmpeq_epi8(_mm256_min_epu8(in[i], _mm256_set1_epi8(0x1F)), in[i]);
    }
    return (struct scan_classes){
        scan_bits(quote[0], quote[1]),
        scan_rare_bits(backslash[0], backslash[1]),
        scan_bits(structural[0], structural[1]),
        scan_bits(blank[0], blank[1]),
        scan_rare_bits(control[0], control[1]),
    };
}

static inline uint64_t scan_prefix_xor(uint64_t bits)
{
    const __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8((char)0xFF), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

static inline size_t scan_write(
    uint64_t bits, const uint8_t *block, uint32_t base, uint32_t *positions, uint8_t *tokens)
{
    // Eight bytes of the block at a time, without a branch: the table says where its tokens are, and one shuffle brings
    // their bytes together.
    size_t written = 0;
    __m256i start = _mm256_set1_epi32((int)base);
    for (int i = 0; i < 8; i++) {
        const unsigned byte = (unsigned)(bits >> 8 * i) & 0xFF;
        const __m128i at = _mm_loadl_epi64((const __m128i *)(const void *)scan_bits_of_byte[byte]);
        const __m256i offsets = _mm256_add_epi32(_mm256_cvtepu8_epi32(at), start);
        start = _mm256_add_epi32(start, _mm256_set1_epi32(8));
        _mm256_storeu_si256((__m256i *)(void *)(positions + written), offsets);
        const __m128i bytes = _mm_loadl_epi64((const __m128i *)(const void *)(block + 8 * i));
        _mm_storel_epi64((__m128i *)(void *)(tokens + written), _mm_shuffle_epi8(bytes, at));
        written += (size_t)__builtin_popcount(byte);
    }
    return written;
}

#define SCAN_FUNCTION simd_scan_avx2
#include "scan_core.h"
#pragma clang attribute pop
#else
// Some object must come of this file.
typedef int simd_scan_avx2_unused;
#endif
