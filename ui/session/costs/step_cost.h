// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>
#include <utility>
#include <vector>

/// @file
/// What a step took, node by node, as a session tells it to the window: plain values.

namespace weft::ui {

/// What one node of a diagram took of the step; of a group, all in it.
struct NodeCost {
    qint64 timeNs = 0;      ///< by the device's own clock; 0 of what is computed with a later op
    qint64 bytes = 0;       ///< of what its ops make
    QStringList fallbacks;  ///< ops that run on the processor though their input lies on a card
};

/// What the whole step took that was measured last.
struct StepCost {
    int ops = 0;             ///< that ran; 0: none was measured yet
    qint64 wallNs = 0;       ///< from its begin to its end
    qint64 timeNs = 0;       ///< sum over ops and copies; more than wallNs where some ran together
    qint64 copyNs = 0;       ///< of that, between devices
    qint64 bytes = 0;        ///< sum over ops
    qint64 copiedBytes = 0;  ///< between devices
    qint64 peakBytes = 0;    ///< most in use at once so far, over all devices
    int fallbacks = 0;
    std::vector<std::pair<QString, qint64>> devices;  ///< time each: "CPU:0"
    QHash<quint64, NodeCost> nodes;                   ///< by diagram node
};

}  // namespace weft::ui
