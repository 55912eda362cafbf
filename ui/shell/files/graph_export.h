// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <functional>

class QAction;
class QMenu;

namespace weft::ui {

class MainWindow;

/// The drawing written for other programs: as a GraphDef or MetaGraph, binary or text, with its
/// functions or as frames of TensorFlow 1. Which of these two is remembered, and is what *Copy as
/// GraphDef* gives as well. One for the window; files are written on another thread. GUI thread.
class GraphExport final : public QObject {
    Q_OBJECT

public:
    /// @return a path; empty: given up. @param suggestion where to begin.
    using AskPath = std::function<QString(const QString& suggestion)>;

    explicit GraphExport(MainWindow& window);

    /// Puts its actions into a menu, before that one.
    void fill(QMenu& menu, QAction* before);
    /// How a path is asked for, instead of by a file dialog.
    void setAskPath(AskPath ask) { m_ask = std::move(ask); }
    /// Writes what is drawn by now; the kind is the extension, `.pb` is added where there is none
    /// that is known.
    void exportTo(const QString& path);

signals:
    void written(const QString& path);
    void failed(const QString& message);
    /// What came of it, in words.
    void said(const QString& words);

private:
    void ask();

    MainWindow& m_window;
    AskPath m_ask;
    QAction* m_export = nullptr;     // child of the window
    QAction* m_functions = nullptr;  // child of the window
    QAction* m_frames = nullptr;     // child of the window
};

}  // namespace weft::ui
