// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/inspectors/evaluate/evaluate_task.h"

namespace weft::ui {

/// How often each class was taken for each: rows are labels, columns predictions, painted. A click,
/// or the arrow keys, choose a cell. GUI thread.
class ConfusionMatrix final : public QWidget {
    Q_OBJECT

public:
    explicit ConfusionMatrix(QWidget* parent = nullptr);

    /// @param names of classes; empty: their numbers.
    void setEvaluation(const Evaluation& evaluation, const QStringList& names);
    void clear();
    int classes() const { return m_classes; }
    /// Where a cell lies; for tests and tool tips.
    QRectF cellRect(int label, int predicted) const;

signals:
    void cellChosen(int label, int predicted);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    std::int64_t at(int label, int predicted) const;
    void choose(int label, int predicted);

    int m_classes = 0;
    std::vector<std::int64_t> m_counts;
    std::vector<std::int64_t> m_totals;  // of each label
    QStringList m_names;
    int m_label = -1;  // the chosen cell
    int m_predicted = -1;
};

}  // namespace weft::ui
