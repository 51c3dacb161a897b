// What all variants share, instruction sets apart.
#ifndef SCAN_PARTS_H
#define SCAN_PARTS_H
#include <stddef.h>
#include <stdint.h>

/// One bit a byte of a block, for each class of bytes.
struct scan_classes {
    uint64_t quote;
    uint64_t backslash;
    /// { } [ ] : and ,; a variant may add the bytes 0x0C and 0x1A, which are valid nowhere.
    uint64_t structural;
    /// Blank, tab, line feed, carriage return.
    uint64_t blank;
    /// Below 0x20.
    uint64_t control;
};

/// What a block leaves to the next.
struct scan_carry {
    /// 1 if the first byte of the next block is escaped.
    uint64_t is_escaped;
    /// All ones inside a string.
    uint64_t in_string;
    /// 1 if the last byte belongs to a number, literal or rubbish.
    uint64_t is_other;
};

/// The bytes that are escaped by a backslash before them, which is itself not escaped.
static inline uint64_t scan_escaped(uint64_t backslash, uint64_t *carry)
{
    // A backslash that is escaped escapes nothing.
    backslash &= ~*carry;
    const uint64_t follows = backslash << 1 | *carry;
    // In a run of backslashes every second byte is escaped, counted from where the run begins; runs that begin at an odd
    // place are told from those at an even one by carrying their begin through the run.
    const uint64_t even = 0x5555555555555555u;
    const uint64_t odd_starts = backslash & ~even & ~follows;
    uint64_t sum;
    *carry = __builtin_add_overflow(odd_starts, backslash, &sum);
    const uint64_t invert = sum << 1;
    return (even ^ invert) & follows;
}

static inline int scan_is_hex(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f');
}

/// Checks escaped bytes other than quotes and backslashes; not 0 if one of them makes no escape.
static inline uint64_t scan_bad_escapes(uint64_t escaped, const uint8_t *json, size_t count, size_t base)
{
    for (; escaped; escaped &= escaped - 1) {
        const size_t at = base + (size_t)__builtin_ctzll(escaped);
        if (at >= count) return 1;
        switch (json[at]) {
        case '/': case 'b': case 'f': case 'n': case 'r': case 't':
            break;
        case 'u':
            if (count - at < 5) return 1;
            for (size_t i = 1; i < 5; i++) {
                if (!scan_is_hex(json[at + i])) return 1;
            }
            break;
        default:
            return 1;
        }
    }
    return 0;
}
#endif
