// SPDX-License-Identifier: Apache-2.0
#pragma once

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace weft {

/// While it lives, arithmetic of this thread reads and writes denormal numbers as zero, as
/// TensorFlow's compute threads do. Copies keep them: they do no arithmetic.
class FlushDenormals {
public:
#if defined(__SSE__)
    FlushDenormals() : m_before(_mm_getcsr()) {
        _mm_setcsr(m_before | kFlushToZero | kDenormalsAreZero);
    }
    ~FlushDenormals() { _mm_setcsr(m_before); }
    FlushDenormals(const FlushDenormals&) = delete;
    FlushDenormals& operator=(const FlushDenormals&) = delete;

private:
    static constexpr unsigned kFlushToZero = 0x8000;       // bit 15 of the control register
    static constexpr unsigned kDenormalsAreZero = 0x0040;  // bit 6
    unsigned m_before;
#endif
};

}  // namespace weft
