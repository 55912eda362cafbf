// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QWidget>

#include "ui/panels/row_list.h"
#include "ui/session/step_report.h"

class QLabel;
class QStackedLayout;
class QTreeView;

namespace weft::ui {

class EmptyState;

/// The tab Variables: name and value of each variable; shape, dtype, device and bytes beside them
/// where the panel is wide enough, else in the tool tip.
class VariablesPanel final : public QWidget {
    Q_OBJECT

public:
    explicit VariablesPanel(QWidget* parent = nullptr);

    void setVariables(std::vector<VariableRow> rows);
    void setInitAction(QAction* action);
    const std::vector<VariableRow>& variables() const { return m_model->rows(); }

signals:
    /// A row was chosen: its node is to be shown.
    void itemChosen(quint64 item);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    RowList<VariableRow>* m_model = nullptr;  // child
    QTreeView* m_view = nullptr;              // child
    QLabel* m_total = nullptr;                // child
    EmptyState* m_empty = nullptr;            // child
    QStackedLayout* m_stack = nullptr;
    QAction* m_init = nullptr;
    QWidget* m_buttons = nullptr;  // child
};

}  // namespace weft::ui
