// The structure of a whole JSON buffer, found 64 bytes at a time.
//
// A token is a byte at which something begins or that separates: one of { } [ ] : , outside of strings, the opening
// quote of a string, or the first byte of a run of other bytes outside of strings (a number, a literal, or rubbish).
// Closing quotes are no tokens: a string ends at the last byte before the next token that is not blank.
//
// The idea is that of Langdale and Lemire, "Parsing Gigabytes of JSON per Second" (2019), section 3.1; the layout of the
// output is ours.
#ifndef SIMD_SCAN_H
#define SIMD_SCAN_H
#include <stddef.h>
#include <stdint.h>

/// The implementations, all of which give the same output.
enum simd_scan_variant {
    /// C, byte by byte.
    SIMD_SCAN_PORTABLE = 0,
    /// x86-64 with SSSE3, SSE4.2 and PCLMULQDQ.
    SIMD_SCAN_SSE42 = 1,
    /// x86-64 with AVX2, BMI and PCLMULQDQ.
    SIMD_SCAN_AVX2 = 2,
    SIMD_SCAN_VARIANTS = 3
};

/// What a scan says of a buffer, besides its tokens.
struct simd_scan_result {
    /// The number of tokens.
    size_t tokens;
    /// Not 0 if some string is not closed, holds a control character, or has a malformed escape.
    uint32_t malformed;
    /// Not 0 if there is a backslash anywhere.
    uint32_t has_escapes;
};

/// How much room `positions` and `bytes` need behind the last token, which the scan may overwrite.
#define SIMD_SCAN_SLACK 80

/// Whether this machine can run a variant.
int simd_scan_is_supported(int variant);

/// The fastest variant that this machine can run.
int simd_scan_best(void);

/// Finds the tokens of `count` bytes (less than 2^32).
///
/// `positions` receives their offsets and `tokens` the bytes there, in order; both have room for count + SIMD_SCAN_SLACK
/// elements, and behind the last token stand 16 positions `count` and 16 tokens 0. `backslashes` receives one bit a byte
/// of the buffer, set for a backslash; it has room for count / 64 + 1 words. `copy` receives the buffer itself, which is in
/// the registers anyhow: a separate copy costs a quarter of the scan.
struct simd_scan_result simd_scan_json(
    int variant, const uint8_t *json, size_t count, uint8_t *copy, uint32_t *positions, uint8_t *tokens,
    uint64_t *backslashes);

#endif
