// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/panels/row_list.h"
#include "ui/session/step_report.h"

class QStackedLayout;
class QTreeView;

namespace weft::ui {

/// The tab Transcript: each act of the sessions as a line with its result. Repeated calls fold to
/// one line with a counter. Ctrl+C copies the chosen lines.
class TranscriptPanel final : public QWidget {
    Q_OBJECT

public:
    explicit TranscriptPanel(QWidget* parent = nullptr);

    void add(const std::vector<TranscriptLine>& lines);
    void clear();
    const std::vector<TranscriptLine>& lines() const { return m_model->rows(); }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    RowList<TranscriptLine>* m_model = nullptr;  // child
    QTreeView* m_view = nullptr;                 // child
    QStackedLayout* m_stack = nullptr;
};

}  // namespace weft::ui
