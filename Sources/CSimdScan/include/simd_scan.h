#ifndef SIMD_SCAN_H
#define SIMD_SCAN_H
#include <stddef.h>
#include <stdint.h>

#endif
