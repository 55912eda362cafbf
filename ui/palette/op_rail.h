// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "ui/palette/op_flyout.h"

class QToolButton;

namespace weft::ui {

/// The rail at the left: one icon a category of ops; a click flies the list out, a second one or
/// Escape closes it. In a wide window the list stays open beside the canvas.
class OpRail final : public QWidget {
    Q_OBJECT

public:
    /// From this width of the window on the list stays open.
    static constexpr int kPinnedFrom = 1600;

    /// @param stage the widget over whose left edge the list flies out.
    OpRail(QWidget* stage, QWidget* parent);

    void setSearch(std::shared_ptr<const PaletteSearch> search) {
        m_flyout->setSearch(std::move(search));
    }
    OpFlyout* flyout() const { return m_flyout; }
    /// Keeps the list open beside the canvas, or lets it fly out over it.
    void setPinned(bool pinned);
    bool isPinned() const { return m_pinned; }

signals:
    void entryChosen(const QString& entry);
    /// The list flew out over the stage, that wide, or is gone from there: 0.
    void coverChanged(int width);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void toggle(Category category);
    void open(Category category);
    void close();
    void place();

    QWidget* m_stage;
    OpFlyout* m_flyout = nullptr;  // child of the stage, or while pinned of this
    std::vector<QToolButton*> m_buttons;
    int m_open = -1;
    bool m_pinned = false;
};

}  // namespace weft::ui
