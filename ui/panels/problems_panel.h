// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/document/problem_row.h"
#include "ui/panels/row_list.h"

class QStackedLayout;
class QTreeView;

namespace weft::ui {

/// The tab Problems: findings about the drawing and the last error of a run; choosing one goes to
/// its node.
class ProblemsPanel final : public QWidget {
    Q_OBJECT

public:
    explicit ProblemsPanel(QWidget* parent = nullptr);

    void setProblems(std::vector<ProblemRow> rows);
    const std::vector<ProblemRow>& problems() const { return m_model->rows(); }

signals:
    void itemChosen(quint64 item);

private:
    RowList<ProblemRow>* m_model = nullptr;  // child
    QTreeView* m_view = nullptr;             // child
    QStackedLayout* m_stack = nullptr;
};

}  // namespace weft::ui
