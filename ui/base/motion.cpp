// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/motion.h"

namespace weft::ui {
namespace {

bool& allowedNow() {
    static bool allowed = false;
    return allowed;
}

}  // namespace

bool motionAllowed() { return allowedNow(); }
void setMotionAllowed(bool allowed) { allowedNow() = allowed; }

}  // namespace weft::ui
