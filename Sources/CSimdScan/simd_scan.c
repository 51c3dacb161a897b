// Which variant runs.
#include "simd_scan.h"

typedef struct simd_scan_result scan_function(const uint8_t *, size_t, uint8_t *, uint32_t *, uint8_t *, uint64_t *);
scan_function simd_scan_portable;
#if defined(__x86_64__)
scan_function simd_scan_sse42, simd_scan_avx2;
#endif

int simd_scan_is_supported(int variant)
{
    switch (variant) {
    case SIMD_SCAN_PORTABLE:
        return 1;
#if defined(__x86_64__)
    case SIMD_SCAN_SSE42:
        __builtin_cpu_init();
        return __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul")
            && __builtin_cpu_supports("popcnt");
    case SIMD_SCAN_AVX2:
        __builtin_cpu_init();
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")
            && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("popcnt");
#endif
    default:
        return 0;
    }
}

int simd_scan_best(void)
{
    int variant = SIMD_SCAN_VARIANTS - 1;
    while (!simd_scan_is_supported(variant)) variant--;
    return variant;
}

struct simd_scan_result simd_scan_json(
    int variant, const uint8_t *json, size_t count, uint8_t *copy, uint32_t *positions, uint8_t *tokens,
    uint64_t *backslashes)
{
    switch (variant) {
#if defined(__x86_64__)
    case SIMD_SCAN_SSE42:
        return simd_scan_sse42(json, count, copy, positions, tokens, backslashes);
    case SIMD_SCAN_AVX2:
        return simd_scan_avx2(json, count, copy, positions, tokens, backslashes);
#endif
    default:
        return simd_scan_portable(json, count, copy, positions, tokens, backslashes);
    }
}
