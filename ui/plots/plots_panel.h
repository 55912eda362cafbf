// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QWidget>
#include <vector>

class QHBoxLayout;
class QLabel;
class QSlider;
class QStackedLayout;

namespace weft::ui {

class EmptyState;
class ScalarPlot;
class SeriesLegend;
class SeriesStore;

/// The tab Plots: one plot a measure side by side, each with its legend as rows beside it, and the
/// smoothing slider above.
class PlotsPanel final : public QWidget {
    Q_OBJECT

public:
    /// @param store observed, not owned; must outlive this widget.
    explicit PlotsPanel(SeriesStore& store, QWidget* parent = nullptr);

    /// The action of the empty state's button.
    void setTrainAction(QAction* action);
    /// What the empty state's button does: "Train 5 epochs"; empty: there is nothing to train.
    void setTrainText(const QString& text);
    /// The plot of a measure, or nullptr.
    ScalarPlot* plot(const QString& measure) const;

private:
    void refresh();
    void addPlot(const QString& measure);

    struct Entry {
        ScalarPlot* plot = nullptr;      // child
        SeriesLegend* legend = nullptr;  // child
    };

    SeriesStore& m_store;
    std::vector<Entry> m_entries;
    QStackedLayout* m_stack = nullptr;  // owned by this
    EmptyState* m_empty = nullptr;      // child
    QWidget* m_page = nullptr;          // child
    QHBoxLayout* m_row = nullptr;       // owned by m_page
    QSlider* m_slider = nullptr;        // child
    QLabel* m_sliderValue = nullptr;    // child
};

}  // namespace weft::ui
