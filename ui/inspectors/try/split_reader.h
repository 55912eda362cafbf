// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <memory>
#include <vector>

#include "engine/weft.h"

namespace weft::ui {

/// Opens a split of some sources on another thread and keeps it. GUI thread.
class SplitReader final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    ~SplitReader() override;

    /// Reads anew unless the same is there or under way.
    /// @param folder of the project: looked at first.
    void read(const std::vector<PlanSource>& sources, const std::string& split,
              const QString& folder);
    void cancel();
    bool isReading() const { return m_cancellation != nullptr; }
    /// One a source; empty before ready().
    const std::vector<DataSource>& sources() const { return m_sources; }

signals:
    void ready();
    /// In plain words.
    void failed(const QString& why);

private:
    std::vector<PlanSource> m_wanted;
    std::string m_split;
    QString m_folder;
    std::vector<DataSource> m_sources;
    std::shared_ptr<Cancellation> m_cancellation;  // of the reading under way
};

}  // namespace weft::ui
