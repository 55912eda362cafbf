// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QGridLayout;
class QVBoxLayout;

namespace weft::ui {

/// What the canvas shows while no file is open: cards of the examples, Open, recent files. Not a
/// dialog.
class WelcomePage final : public QWidget {
    Q_OBJECT

public:
    /// @param open the action behind the button Open.
    explicit WelcomePage(QAction* open, QWidget* parent = nullptr);

    void setRecentFiles(const QStringList& paths);
    /// Where example projects were found: paths of .weft files. Missing ones have no card.
    void setExamples(const QStringList& paths);

signals:
    void fileChosen(const QString& path);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QGridLayout* m_cards = nullptr;
    QVBoxLayout* m_recent = nullptr;
    QWidget* m_recentBox = nullptr;  // child
};

}  // namespace weft::ui
