// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QHash>
#include <functional>
#include <memory>

#include "ui/palette/palette_search.h"

class QLabel;
class QLineEdit;
class QToolButton;

namespace weft::ui {

class LevelSwitch;
class PaletteList;

/// The palette where the pointer is: a field for words and what they find below. Enter or a click
/// takes an entry, Escape and a click elsewhere close. One for a canvas; opened again and again.
class QuickAdd final : public QFrame {
    Q_OBJECT

public:
    /// @param stage over which it opens.
    explicit QuickAdd(QWidget* stage);

    void setSearch(std::shared_ptr<const PaletteSearch> search) { m_search = std::move(search); }
    /// Names of entries that the project has: found before others.
    void setUsed(QSet<QString> used) { m_used = std::move(used); }
    /// Shows only what fits, until it closes; a switch shows all. @param carried what has to fit:
    /// "float32 [?,128]". @param offered what is done to it on the way. Before openAt().
    void setFilter(std::function<bool(const QString& entry)> fits, const QString& carried = {},
                   const QString& offered = {});
    /// Opens with its upper left corner there, moved so that all of it is on the stage.
    void openAt(QPoint at);

    QLineEdit* field() const { return m_field; }
    PaletteList* list() const { return m_list; }

signals:
    /// An entry was taken; it has closed.
    void chosen(const QString& entry);
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    void fitHeight();
    void take(const QString& entry);
    bool keyInField(int key);

    QPoint m_at;  // where it was opened
    std::shared_ptr<const PaletteSearch> m_search;
    QSet<QString> m_used;
    std::function<bool(const QString&)> m_fits;
    mutable QHash<QString, bool> m_known;  // what m_fits has said
    QLineEdit* m_field = nullptr;          // child
    LevelSwitch* m_level = nullptr;        // child
    QWidget* m_filterRow = nullptr;        // child
    QLabel* m_carried = nullptr;           // child
    QLabel* m_offered = nullptr;           // child
    QToolButton* m_showAll = nullptr;      // child
    PaletteList* m_list = nullptr;         // child
    QLabel* m_nothing = nullptr;           // child
};

}  // namespace weft::ui
