// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace weft::ui {

/// How long anything moves by itself.
inline constexpr int kMotionMs = 120;

/// Whether things may move by themselves: not before somebody has allowed it, and not with *Reduce
/// motion*. GUI thread.
bool motionAllowed();
void setMotionAllowed(bool allowed);

}  // namespace weft::ui
