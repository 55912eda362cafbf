// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <memory>

#include "ui/palette/palette_search.h"

class QLabel;
class QLineEdit;

namespace weft::ui {

class LevelSwitch;
class PaletteList;

/// The palette's list beside the rail: one category, or what words find in all of them, with the
/// summary of the chosen entry below.
class OpFlyout final : public QFrame {
    Q_OBJECT

public:
    explicit OpFlyout(QWidget* parent);

    void setSearch(std::shared_ptr<const PaletteSearch> search);
    void showCategory(Category category);
    void setLevel(PaletteLevel level);

    QLineEdit* field() const { return m_field; }
    PaletteList* list() const { return m_list; }

signals:
    /// An entry was taken by Enter or a double click.
    void entryChosen(const QString& entry);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    void tell();
    QString hint() const;

    std::shared_ptr<const PaletteSearch> m_search;
    Category m_category = Category::Data;
    QLabel* m_title = nullptr;       // child
    LevelSwitch* m_level = nullptr;  // child
    QLineEdit* m_field = nullptr;    // child
    PaletteList* m_list = nullptr;   // child
    QLabel* m_summary = nullptr;     // child
};

}  // namespace weft::ui
