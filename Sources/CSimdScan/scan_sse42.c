// The scan with SSSE3, SSE4.2 and PCLMULQDQ (Intel since 2010, AMD since 2011).
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("ssse3,sse4.2,pclmul,popcnt"))), apply_to = function)
#include "scan_parts.h"
#include "scan_table.h"

static inline uint64_t scan_bits(__m128i a, __m128i b, __m128i c, __m128i d)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(a) | (uint64_t)(uint32_t)_mm_movemask_epi8(b) << 16
        | (uint64_t)(uint32_t)_mm_movemask_epi8(c) << 32 | (uint64_t)(uint32_t)_mm_movemask_epi8(d) << 48;
}

static inline struct scan_classes scan_classify(const uint8_t *block)
{
    __m128i in[4], quote[4], backslash[4], structural[4], blank[4], control[4];
    // Each blank byte stands at the place of its low four bits; the other places hold bytes with other low bits.
    const __m128i blanks = _mm_setr_epi8(' ', 100, 100, 100, 17, 100, 113, 2, 100, '\t', '\n', 112, 100, '\r', 100, 100);
    // The same for the structural bytes, with [ and ] made { and } by the bit 0x20.
    const __m128i structurals = _mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0);
    for (int i = 0; i < 4; i++) {
        in[i] = _mm_loadu_si128((const __m128i *)(const void *)(block + 16 * i));
        quote[i] = _mm_cmpeq_epi8(in[i], _mm_set1_epi8('"'));
        backslash[i] = _mm_cmpeq_epi8(in[i], _mm_set1_epi8('\\'));
        blank[i] = _mm_cmpeq_epi8(in[i], _mm_shuffle_epi8(blanks, in[i]));
        structural[i] = _mm_cmpeq_epi8(_mm_or_si128(in[i], _mm_set1_epi8(0x20)), _mm_shuffle_epi8(structurals, in[i]));
        control[i] = _mm_cmpeq_epi8(_mm_min_epu8(in[i], _mm_set1_epi8(0x1F)), in[i]);
    }
    return (struct scan_classes){
        scan_bits(quote[0], quote[1], quote[2], quote[3]),
        scan_bits(backslash[0], backslash[1], backslash[2], backslash[3]),
        scan_bits(structural[0], structural[1], structural[2], structural[3]),
        scan_bits(blank[0], blank[1], blank[2], blank[3]),
        scan_bits(control[0], control[1], control[2], control[3]),
    };
}

static inline uint64_t scan_prefix_xor(uint64_t bits)
{
    // A carry-less product with all ones adds each bit to all above it.
    const __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8((char)0xFF), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

static inline size_t scan_write(
    uint64_t bits, const uint8_t *block, uint32_t base, uint32_t *positions, uint8_t *tokens)
{
    // As in scan_avx2.c, the offsets in two halves.
    size_t written = 0;
    for (int i = 0; i < 8; i++) {
        const unsigned byte = (unsigned)(bits >> 8 * i) & 0xFF;
        const __m128i at = _mm_loadl_epi64((const __m128i *)(const void *)scan_bits_of_byte[byte]);
        const __m128i start = _mm_set1_epi32((int)(base + 8 * (uint32_t)i));
        const __m128i low = _mm_add_epi32(_mm_cvtepu8_epi32(at), start);
        const __m128i high = _mm_add_epi32(_mm_cvtepu8_epi32(_mm_srli_si128(at, 4)), start);
        _mm_storeu_si128((__m128i *)(void *)(positions + written), low);
        _mm_storeu_si128((__m128i *)(void *)(positions + written + 4), high);
        const __m128i bytes = _mm_loadl_epi64((const __m128i *)(const void *)(block + 8 * i));
        _mm_storel_epi64((__m128i *)(void *)(tokens + written), _mm_shuffle_epi8(bytes, at));
        written += (size_t)__builtin_popcount(byte);
    }
    return written;
}

#define SCAN_FUNCTION simd_scan_sse42
#include "scan_core.h"
#pragma clang attribute pop
#else
// Some object must come of this file.
typedef int simd_scan_sse42_unused;
#endif
