// The scan without any instruction set beyond C's.
#include "scan_parts.h"

static inline struct scan_classes scan_classify(const uint8_t *block)
{
    struct scan_classes classes = {0, 0, 0, 0, 0};
    for (int i = 0; i < 64; i++) {
        const uint8_t byte = block[i];
        const uint64_t bit = (uint64_t)1 << i;
        const uint8_t curly = byte | 0x20;
        if (byte == '"') classes.quote |= bit;
        if (byte == '\\') classes.backslash |= bit;
        if (curly == '{' || curly == '}' || byte == ':' || byte == ',') classes.structural |= bit;
        if (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r') classes.blank |= bit;
        if (byte < 0x20) classes.control |= bit;
    }
    return classes;
}

static inline uint64_t scan_prefix_xor(uint64_t bits)
{
    for (int shift = 1; shift < 64; shift <<= 1) bits ^= bits << shift;
    return bits;
}

static inline size_t scan_write(
    uint64_t bits, const uint8_t *block, uint32_t base, uint32_t *positions, uint8_t *tokens)
{
    size_t written = 0;
    for (; bits; bits &= bits - 1) {
        const uint32_t offset = (uint32_t)__builtin_ctzll(bits);
        positions[written] = base + offset;
        tokens[written] = block[offset];
        written++;
    }
    return written;
}

#define SCAN_FUNCTION simd_scan_portable
#include "scan_core.h"
