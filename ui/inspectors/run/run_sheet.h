// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/document/drawing.h"
#include "ui/inspectors/data/data_reader.h"
#include "ui/inspectors/run/run_card.h"

class QLabel;
class QPushButton;
class QSpinBox;
class QToolButton;
class QVBoxLayout;

namespace weft::ui {

/// The inspector's tab Run: the run sheet's rows as cards that can be changed, added, removed and
/// put in another order; epochs, steps and seed; how many steps that makes. Of a drawing without
/// rows it shows those that a run would use, pale, until they are made one's own. Each change is one
/// step of the history. GUI thread.
class RunSheet final : public QWidget {
    Q_OBJECT

public:
    explicit RunSheet(QWidget* parent = nullptr);

    /// Null: nothing that can be edited is open.
    void setDrawing(Drawing* drawing);
    const std::vector<RunCard*>& cards() const { return m_cards; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void refresh();
    void refreshCards(const std::vector<RunRow>& rows, bool mine);
    void refreshSteps();
    void addCard(std::size_t index);
    void edit(const QString& label, const std::function<Status(Edit&)>& fill,
              const QString& key = {});
    std::optional<std::int64_t> rowsOf(const RunRow& row);

    Drawing* m_drawing = nullptr;
    std::vector<RunCard*> m_cards;  // children
    DataReader m_reader;            // how many rows the data has
    QString m_looked;               // the source that m_reader read, or tried to
    bool m_filling = false;

    // Children.
    QLabel* m_words = nullptr;
    QPushButton* m_mine = nullptr;
    QVBoxLayout* m_column = nullptr;
    QWidget* m_below = nullptr;
    QToolButton* m_add = nullptr;
    QSpinBox* m_epochs = nullptr;
    QSpinBox* m_steps = nullptr;
    QSpinBox* m_seed = nullptr;
    QLabel* m_estimate = nullptr;
};

}  // namespace weft::ui
