// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <functional>
#include <memory>

#include "engine/weft.h"

namespace weft::ui {

/// Looks into a source of data on another thread: rows, columns, first rows. One reading at a time;
/// a new one cancels the one before. GUI thread.
class DataReader final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    ~DataReader() override;

    /// @param folder of the project: looked at first.
    void read(const QString& name, const QString& folder);
    /// As read(), of what `find` gives: it runs on the other thread first (copying a file).
    void readAfter(std::function<Result<QString>()> find, const QString& folder);
    void cancel();
    bool isReading() const { return m_cancellation != nullptr; }
    /// The name last read.
    const QString& name() const { return m_name; }
    /// Null before ready() and after failed().
    const DataPreview* preview() const { return m_preview.get(); }

signals:
    void ready();
    /// In plain words.
    void failed(const QString& why);

private:
    QString m_name;
    std::shared_ptr<const DataPreview> m_preview;
    std::shared_ptr<Cancellation> m_cancellation;  // of the reading under way
};

/// The folder in which a project's data is looked for: that of its file; of none, nowhere.
QString dataFolderOf(const QString& projectPath);

}  // namespace weft::ui
