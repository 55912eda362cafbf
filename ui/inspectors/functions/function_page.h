// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>
#include <optional>

#include "ui/document/functions/function_facts.h"

class QComboBox;
class QLabel;
class QVBoxLayout;

namespace weft::ui {

/// The inspector's part on a function: that of the call which is selected, or the one that is looked
/// into. What its gradient is, to be chosen and opened, and whose gradient it is. A view only.
/// GUI thread.
class FunctionPage final : public QWidget {
    Q_OBJECT

public:
    explicit FunctionPage(QWidget* parent = nullptr);

    /// Nothing: the page is hidden.
    void setFunction(const std::optional<FunctionFact>& fact);
    /// What can be the gradient: "derived", functions, a new one.
    QComboBox& choice() const { return *m_choice; }
    /// Words as shown; for tests.
    QStringList lines() const;

signals:
    void goTo(quint64 function);
    /// A gradient is wanted: 0 the derived one, else that function.
    void chosen(quint64 function, quint64 gradient);
    /// A new function is wanted as the gradient.
    void newWanted(quint64 function);

private:
    void fillChoice();
    void fillLinks();
    void choose(int row);

    std::optional<FunctionFact> m_fact;
    QLabel* m_title;       // as those below: a child
    QLabel* m_words;       // before the choice
    QComboBox* m_choice;   // each with the id of its function
    QVBoxLayout* m_links;  // functions that can be opened
};

}  // namespace weft::ui
