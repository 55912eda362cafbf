// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/freed_memory.h"

#include <cstdlib>  // says which C library this is

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace weft::ui {

void keepFreedMemory() {
#ifdef __GLIBC__
    constexpr int kMiB = 1 << 20;
    mallopt(M_TRIM_THRESHOLD, 256 * kMiB);
    mallopt(M_MMAP_THRESHOLD, 32 * kMiB);  // the largest that is taken; pictures are below it
    mallopt(M_TOP_PAD, 16 * kMiB);
#endif
}

}  // namespace weft::ui
