// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

#include "ui/panels/transcript.h"

class QLabel;
class QStackedLayout;
class QTreeView;

namespace weft::ui {

class SeriesStore;

/// The tab Transcript: each act of the session shown as a line with its result. Beside a line that
/// stands for several calls, a table of what each gave. Ctrl+C copies the chosen lines; the menu of
/// a line copies it as TensorFlow 1 or its table as CSV.
class TranscriptPanel final : public QWidget {
    Q_OBJECT

public:
    /// @param series holds what each call of the run sheet gave; may be null. Not owned.
    explicit TranscriptPanel(const SeriesStore* series = nullptr, QWidget* parent = nullptr);

    /// Shows the lines of a session; null: none. @param run its curves'.
    void setTranscript(Transcript* transcript, int run = 1);
    const std::vector<TranscriptLine>& lines() const;

public slots:
    void copyLines();
    /// The chosen lines as a program for TensorFlow 1.
    void copyPython();
    /// The table of the chosen line.
    void copyTable();

public:
    /// The table of the chosen line as CSV; empty: it has none.
    QString tableOfLine() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Table {
        QStringList titles;
        std::vector<std::vector<QString>> rows;
    };

    int chosenLine() const;
    Table tableOf(int row) const;
    void refresh();
    void showTable();
    void openMenu(const QPoint& at);

    const SeriesStore* m_series;
    QPointer<Transcript> m_transcript;  // not owned
    int m_run = 1;
    bool m_atEnd = true;
    QTreeView* m_view = nullptr;  // child
    QWidget* m_side = nullptr;    // child
    QLabel* m_sideTitle = nullptr;
    QTreeView* m_table = nullptr;  // child
    QStackedLayout* m_stack = nullptr;
};

}  // namespace weft::ui
