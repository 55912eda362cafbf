// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <functional>
#include <utility>
#include <vector>

#include "ui/base/background.h"
#include "ui/session/session_task.h"
#include "ui/session/tensor_stats.h"

namespace weft::ui {

/// How a layer's variables and gradients look at one step.
struct HistogramSample {
    qint64 step = 0;
    std::vector<std::pair<QString, TensorStats>> tensors;  ///< variables, then gradients
    QString note;  ///< why something is not there; empty: nothing is missing
};

/// Looks at variables, and at gradients with the first batch of the evaluation split: one more
/// call between two steps, which changes no variable and leaves random streams where they were.
class WatchTask final : public SessionTask {
public:
    /// @param done called on the GUI's thread, unless the receiver is gone by then.
    WatchTask(QStringList variables, QObject* receiver, std::function<void(HistogramSample)> done);

    bool slice(const Place& place) override;
    void drop(const Status& why) override;

private:
    void addVariables(const Place& place, HistogramSample& sample) const;
    Status addGradients(const Place& place, HistogramSample& sample);
    void answer(HistogramSample sample) const;

    const QStringList m_variables;
    WayBack m_back;
    std::function<void(HistogramSample)> m_done;
};

}  // namespace weft::ui
