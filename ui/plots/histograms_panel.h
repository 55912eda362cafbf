// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QTimer>
#include <QWidget>
#include <vector>

#include "ui/plots/watch_task.h"

class QGridLayout;
class QLabel;
class QScrollArea;
class QStackedLayout;

namespace weft::ui {

class EmptyState;
class HistogramPlot;

/// The tab Histograms: variables and gradients of the layer that is watched, one plot each. While it
/// is open it asks for a sample twice a second, and never for a second one before the first has
/// come. GUI thread.
class HistogramsPanel final : public QWidget {
    Q_OBJECT

public:
    explicit HistogramsPanel(QWidget* parent = nullptr);

    /// The action "Watch this layer", of the empty state and of the line above the plots.
    void setWatchAction(QAction* action);
    /// Watches these variables from now on; none: nothing. @param layer what they are of.
    void watch(const QString& layer, const QStringList& variables);
    const QStringList& variables() const { return m_variables; }
    /// Forgets all samples: they were of another session.
    void clear();
    void add(const HistogramSample& sample);
    const std::vector<HistogramPlot*>& plots() const { return m_plots; }

signals:
    /// A sample is wanted; add() is to be called with it, or with one without tensors.
    void sampleWanted(const QStringList& variables);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void ask();
    void updateTimer();

    QTimer m_timer;
    bool m_asked = false;
    QStringList m_variables;
    std::vector<HistogramPlot*> m_plots;  // children
    EmptyState* m_empty = nullptr;        // child
    QWidget* m_page = nullptr;            // child
    QWidget* m_grid = nullptr;            // child
    QGridLayout* m_layout = nullptr;      // owned by m_grid
    QLabel* m_title = nullptr;            // child
    QLabel* m_note = nullptr;             // child
    QWidget* m_top = nullptr;             // child
    QStackedLayout* m_stack = nullptr;    // owned by this
};

}  // namespace weft::ui
