// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>
#include <QStringList>

#include "ui/shell/welcome/example_thumbnails.h"

class QAction;
class QGridLayout;
class QVBoxLayout;

namespace weft::ui {

/// A drawing that was not saved, in the words of its button.
struct LeftDrawing {
    QString log;
    QString path;  ///< of its file; empty: it has none
    QString words;
};

/// What the canvas shows while no file is open: cards of the examples, New and Open, recent
/// files. Not a dialog; scrolls where the window is small.
class WelcomePage final : public QScrollArea {
    Q_OBJECT

public:
    /// @param create,open the actions behind the buttons.
    WelcomePage(QAction* create, QAction* open, QWidget* parent = nullptr);

    /// The latest first; what is no longer there is grey.
    void setRecentFiles(const QStringList& paths);
    /// Where example projects were found: paths of .weft files. Missing ones have no card.
    void setExamples(const QStringList& found);

    /// Drawings that were not saved.
    void setLeftDrawings(const QList<LeftDrawing>& left);

signals:
    /// Take up a drawing that has no file.
    void leftChosen(const QString& log);
    void fileChosen(const QString& path);

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void drawPictures();
    void colour();

    QStringList m_examples;
    ExampleThumbnails m_pictures;
    QGridLayout* m_cards = nullptr;
    QGridLayout* m_recent = nullptr;
    QWidget* m_recentBox = nullptr;  // child
    QVBoxLayout* m_left = nullptr;
    QWidget* m_leftBox = nullptr;  // child
};

}  // namespace weft::ui
