// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QWidget>
#include <vector>

#include "ui/base/theme.h"

class QLabel;
class QListWidget;
class QToolButton;

namespace weft::ui {

/// An op type or recipe of the palette.
struct PaletteEntry {
    QString name;
    QString summary;
    Category category = Category::Math;
};

/// The list of one category that flies out over the canvas: names, the chosen one's summary below.
class OpFlyout final : public QFrame {
    Q_OBJECT

public:
    explicit OpFlyout(QWidget* parent);

    void showCategory(Category category, const std::vector<PaletteEntry>& entries);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* m_title = nullptr;      // child
    QListWidget* m_list = nullptr;  // child
    QLabel* m_summary = nullptr;    // child
};

/// The rail at the left: one icon a category of ops; a click flies the list out, a second one or
/// Escape closes it.
class OpRail final : public QWidget {
    Q_OBJECT

public:
    /// @param stage the widget over whose left edge the list flies out.
    OpRail(QWidget* stage, QWidget* parent);

    void setEntries(std::vector<PaletteEntry> entries);
    OpFlyout* flyout() const { return m_flyout; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void toggle(Category category);
    void place();

    QWidget* m_stage;
    OpFlyout* m_flyout = nullptr;  // child of the stage
    std::vector<QToolButton*> m_buttons;
    std::vector<PaletteEntry> m_entries;
    int m_open = -1;
};

}  // namespace weft::ui
