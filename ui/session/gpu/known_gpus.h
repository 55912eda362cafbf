// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <optional>

#include "engine/device/gpu/gpu_list.h"
#include "engine/device/gpu/gpu_options.h"

namespace weft::ui {

/// The GPUs of this machine, asked for once, on another thread, by whoever first shows them: a driver takes
/// half a second to answer. How they are used is remembered between starts, for this machine and not for a
/// project. Threading: the GUI's.
class KnownGpus final : public QObject {
    Q_OBJECT

public:
    static KnownGpus& instance();

    /// The answer, or nothing yet: answered() comes then. The first call asks.
    const std::optional<GpuList>& list();

    /// How sessions that begin from now on use GPUs.
    static GpuOptions options();
    /// Applies and remembers them.
    static void setOptions(const GpuOptions& options);
    /// Applies what was remembered: when the studio starts.
    static void restoreOptions();

signals:
    void answered();

private:
    explicit KnownGpus(QObject* parent);
    std::optional<GpuList> m_list;
    bool m_isAsked = false;
};

}  // namespace weft::ui
