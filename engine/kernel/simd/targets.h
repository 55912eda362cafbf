// SPDX-License-Identifier: Apache-2.0
#pragma once

/// @file
/// Which instruction sets kernel/simd is compiled for. Include before any Highway header.
/// AVX2 and AVX-512 beside the portable baseline: what lies between (SSSE3, SSE4) and after
/// (AVX-512 extensions for bit tricks) makes no loop here faster and doubles the build.

#define HWY_DISABLED_TARGETS \
    (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
