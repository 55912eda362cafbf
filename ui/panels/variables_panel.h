// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QSet>
#include <QWidget>

#include "ui/panels/row_list.h"
#include "ui/session/step_report.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedLayout;
class QTreeView;

namespace weft::ui {

class EmptyState;

/// The tab Variables: name, value and a small histogram of each variable; mean, update, shape,
/// dtype, device and bytes beside them where the panel is wide enough, else in the tool tip. Below
/// what can be done with those chosen: Init (of missing, chosen or all) and Assign, whose field
/// takes a tensor as it is printed.
class VariablesPanel final : public QWidget {
    Q_OBJECT

public:
    explicit VariablesPanel(QWidget* parent = nullptr);

    void setVariables(std::vector<VariableRow> rows);
    void setInitAction(QAction* action);
    const std::vector<VariableRow>& variables() const { return m_model->rows(); }

    /// Opens the field for the value of the chosen variable.
    void beginAssign();
    /// Chooses this variable alone.
    void choose(const QString& name);
    /// Names of the variables chosen.
    QStringList chosen() const;
    /// Names of the rows that can be seen.
    QSet<QString> inView() const;

signals:
    /// Initialisers are to be run. @param variables their names; none: of all.
    void initRequested(const QStringList& variables);
    void assignRequested(const QString& variable, const QString& text);
    /// Other rows can be seen.
    void viewChanged(const QSet<QString>& names);
    /// A row was chosen: its node is to be shown.
    void itemChosen(quint64 item);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void updateButtons();
    void tellView();
    void endAssign(bool take);

    RowList<VariableRow>* m_model = nullptr;  // child
    QTreeView* m_view = nullptr;              // child
    QLabel* m_total = nullptr;                // child
    EmptyState* m_empty = nullptr;            // child
    QStackedLayout* m_stack = nullptr;
    QAction* m_initChosen = nullptr;  // child
    QAction* m_initAll = nullptr;     // child
    QWidget* m_buttons = nullptr;     // child
    QPushButton* m_assign = nullptr;  // child
    QLineEdit* m_field = nullptr;     // child
    QString m_assigned;               // variable whose field is open
    QSet<QString> m_told;             // of viewChanged()
};

}  // namespace weft::ui
