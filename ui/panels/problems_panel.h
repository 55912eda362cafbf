// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/document/problem_row.h"
#include "ui/panels/row_list.h"

class QStackedLayout;
class QTreeView;

namespace weft::ui {

/// The tab Problems: findings about the drawing and the last error of a run; choosing one goes to
/// its node. Below stand the repairs of the row chosen, as buttons.
class ProblemsPanel final : public QWidget {
    Q_OBJECT

public:
    explicit ProblemsPanel(QWidget* parent = nullptr);

    void setProblems(std::vector<ProblemRow> rows);
    const std::vector<ProblemRow>& problems() const { return m_model->rows(); }

signals:
    void itemChosen(quint64 item);
    /// A repair's button was pressed. @param id as ProblemRepair::id.
    void repairChosen(quint64 item, const QString& id);

private:
    void showRepairs();

    RowList<ProblemRow>* m_model = nullptr;  // child
    QTreeView* m_view = nullptr;             // child
    QStackedLayout* m_stack = nullptr;
    QWidget* m_repairs = nullptr;  // child: a row of buttons
};

}  // namespace weft::ui
