// The scan itself, written once. A variant includes this file behind the definitions of
//   SCAN_FUNCTION            the name of the function to define
//   scan_classify(block)     the classes of 64 bytes
//   scan_prefix_xor(bits)    bit i of the result is the xor of the bits 0 to i
//   scan_write(...)          writes the offsets and bytes of the tokens in one block, up to eight too many; their number
#include <string.h>

#include "simd_scan.h"
#include "scan_parts.h"

struct simd_scan_result SCAN_FUNCTION(
    const uint8_t *json, size_t count, uint8_t *copy, uint32_t *positions, uint8_t *tokens, uint64_t *backslashes);

struct simd_scan_result SCAN_FUNCTION(
    const uint8_t *json, size_t count, uint8_t *copy, uint32_t *positions, uint8_t *tokens, uint64_t *backslashes)
{
    struct scan_carry carry = {0, 0, 0};
    uint64_t malformed = 0;
    uint64_t any_backslash = 0;
    size_t found = 0;
    for (size_t base = 0; base < count; base += 64) {
        const uint8_t *block = json + base;
        uint8_t tail[64];
        const size_t left = count - base;
        if (left < 64) {
            memset(tail, ' ', sizeof tail);
            memcpy(tail, block, left);
            memcpy(copy + base, block, left);
            block = tail;
        } else {
            memcpy(copy + base, block, 64);
        }
        const struct scan_classes classes = scan_classify(block);
        uint64_t escaped = 0;
        if (classes.backslash | carry.is_escaped) escaped = scan_escaped(classes.backslash, &carry.is_escaped);
        const uint64_t quotes = classes.quote & ~escaped;
        // Set from an opening quote to the byte before its closing quote.
        const uint64_t in_string = scan_prefix_xor(quotes) ^ carry.in_string;
        carry.in_string = (uint64_t)((int64_t)in_string >> 63);
        backslashes[base / 64] = classes.backslash;
        any_backslash |= classes.backslash;
        malformed |= classes.control & in_string;
        // Most escapes are of a quote or a backslash, which need no further look.
        const uint64_t doubtful = escaped & in_string & ~classes.quote & ~classes.backslash;
        if (doubtful) malformed |= scan_bad_escapes(doubtful, json, count, base);
        const uint64_t other = ~(classes.structural | classes.blank | quotes | in_string);
        const uint64_t starts = other & ~(other << 1 | carry.is_other);
        carry.is_other = other >> 63;
        const uint64_t bits = (classes.structural & ~in_string) | (quotes & in_string) | starts;
        if (bits) found += scan_write(bits, block, (uint32_t)base, positions + found, tokens + found);
    }
    for (size_t i = 0; i < 16; i++) {
        positions[found + i] = (uint32_t)count;
        tokens[found + i] = 0;
    }
    return (struct simd_scan_result){found, (malformed | carry.in_string) != 0, any_backslash != 0};
}
