// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QSet>

#include "ui/document/drawing.h"
#include "ui/inspectors/data/data_reader.h"

namespace weft::ui {

/// Gives data sources of a drawing their columns as soon as they have a name, and makes sources of
/// files that are dropped. GUI thread; reading is elsewhere.
class DataKeeper final : public QObject {
    Q_OBJECT

public:
    explicit DataKeeper(QObject* parent = nullptr);

    /// Null: nothing is edited.
    void setDrawing(Drawing* drawing);
    /// Makes a data source of a file, at a place of a group.
    void takeFile(const QString& path, quint64 group, QPointF at);
    /// Gives an item another source by name, or from a file.
    void setSource(quint64 item, const QString& name);
    void setFile(quint64 item, const QString& path);

signals:
    /// Something was not done, or should be known; words for people.
    void told(const QString& words);
    /// A data source was added.
    void added(quint64 item);

private:
    void look();
    void readNext();
    void finish();
    QString folder() const;

    /// What is to be read, and what becomes of it.
    struct Wish {
        quint64 item = 0;  ///< 0: a new one
        QString name;
        QString file;
        quint64 group = 0;
        QPointF at;
    };
    void wish(Wish wish);

    Drawing* m_drawing = nullptr;
    DataReader m_reader;
    QList<Wish> m_wishes;
    Wish m_now;
    QSet<QString> m_tried;  // item and name: undo of the reading does not begin it again
};

}  // namespace weft::ui
