// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>
#include <utility>
#include <vector>

class QHBoxLayout;
class QToolButton;

namespace weft::ui {

/// One thing that is believed of a graph, as a button with a menu.
struct AdoptChip {
    int key = 0;       ///< what it is about; handed back
    QString words;     ///< "trains by Adam"
    QString evidence;  ///< why it is believed
    quint64 item = 0;
    std::vector<std::pair<quint64, QString>> places;
    std::vector<std::pair<quint64, QString>> others;
    bool needsWork = false;
    std::vector<std::pair<int, QString>> deeds = {};  ///< what can be done about it at once
    friend bool operator==(const AdoptChip&, const AdoptChip&) = default;
};

/// The bar above the canvas for a graph that was made elsewhere: what is believed of it, why, and
/// what else it might be. It asks nothing; closing it changes nothing.
class AdoptBar final : public QWidget {
    Q_OBJECT

public:
    explicit AdoptBar(QWidget* parent = nullptr);

    /// Shows these; none: hides. A bar that was closed stays so until reset().
    void show(const std::vector<AdoptChip>& chips);
    /// Another document: the bar may be shown again.
    void reset();
    /// What the chips say.
    QStringList words() const;
    QToolButton* chip(int key) const;
    /// It asks the window for no width: where there is little, its chips say less.
    QSize minimumSizeHint() const override;

signals:
    void placeChosen(quint64 item);
    void otherChosen(int key, quint64 item);
    void deedChosen(int key, int deed);

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QToolButton* made(const AdoptChip& chip);
    void fit();
    void tint();

    std::vector<AdoptChip> m_chips;
    QHBoxLayout* m_row = nullptr;
    bool m_closed = false;
};

}  // namespace weft::ui
