// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <memory>
#include <vector>

namespace weft::ui {

struct LoopValues;

/// What the last call that came to a loop or branch did there; where its function was called several
/// times, or it lies in a loop, all of that call together.
struct FlowReport {
    bool isLoop = false;
    qint64 iterations = 0;      ///< of a loop
    qint64 left = 0;            ///< how often the loop came to its end
    std::vector<qint64> taken;  ///< how often each part of a branch was, in drawn order
    std::shared_ptr<const LoopValues> values = {};  ///< of the loop whose iterations are kept
};

}  // namespace weft::ui
