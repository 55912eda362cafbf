// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <vector>

#include "ui/document/diagram.h"

namespace weft::ui {

/// What the variables of a loop were, iteration by iteration, in the last call that came to it; of a
/// loop that it came to several times, the last time.
struct LoopValues {
    /// The variables as an iteration begins.
    struct Turn {
        qint64 iteration = 0;  ///< from 0
        QStringList values;    ///< a variable each; empty where it is not known yet
    };
    std::vector<SocketRef> variables;  ///< by the sockets at which their first values come in
    /// In order. Of many iterations the first and the last ones; the last turn is what leaves the
    /// loop, once it has ended.
    std::vector<Turn> turns;
    bool hasEnded = false;
};

}  // namespace weft::ui
