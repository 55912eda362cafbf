// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace weft::ui {

/// Lets the process keep memory that it frees, up to 256 MiB, instead of giving it back at once: a
/// window frees and asks for the same pictures and diagrams many times a second, and each page that
/// comes back from the system is cleared first (a third of a frame of 2,000 nodes). Call first in main().
void keepFreedMemory();

}  // namespace weft::ui
