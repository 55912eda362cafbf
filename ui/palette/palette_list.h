// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>
#include <QStyledItemDelegate>

#include "ui/palette/palette_model.h"

namespace weft::ui {

/// What a palette's row tells beside the name.
enum class PaletteRow { Name, NameAndSummary };

/// Draws a palette's row: the category's mark, the name, with room the summary.
class PaletteDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    PaletteDelegate(PaletteRow row, QObject* parent) : QStyledItemDelegate(parent), m_row(row) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& at) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& at) const override;

private:
    PaletteRow m_row;
};

/// A list of palette entries: Enter and a double click (or, where asked for, one click) take one,
/// and with `Drag::Yes` one can be dragged out as the picture of its node.
class PaletteList final : public QListView {
    Q_OBJECT

public:
    enum class Drag { No, Yes };
    PaletteList(PaletteRow row, Drag drag, QWidget* parent);

    PaletteModel& entries() { return m_entries; }
    /// Name of the current row; empty where there is none.
    QString current() const;
    void setCurrentRow(int row);
    /// Moves the current row, staying inside.
    void step(int rows);
    QStringList names() const;

signals:
    void taken(const QString& entry);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void startDrag(Qt::DropActions actions) override;

private:
    PaletteModel m_entries;
};

/// The picture of a node of that entry, for drags.
QPixmap entryPicture(const PaletteEntry& entry, double ratio);

}  // namespace weft::ui
