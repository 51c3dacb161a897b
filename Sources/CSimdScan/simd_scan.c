#include "simd_scan.h"
