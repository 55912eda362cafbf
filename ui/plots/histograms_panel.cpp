// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/histograms_panel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/base/empty_state.h"
#include "ui/base/theme.h"
#include "ui/plots/histogram_plot.h"

namespace weft::ui {
namespace {

constexpr int kPaceMs = 500;
constexpr int kColumns = 4;

}  // namespace

HistogramsPanel::HistogramsPanel(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("histograms"));
    m_empty =
        new EmptyState(QStringLiteral("plot"),
                       tr("Select a layer to see how its values spread while it trains."), this);
    m_page = new QWidget(this);
    m_top = new QWidget(m_page);
    m_title = new QLabel(m_top);
    m_title->setFont(fontOf(TextRole::Title));
    m_note = new QLabel(m_top);
    m_note->setFont(fontOf(TextRole::Caption));
    m_note->setForegroundRole(QPalette::PlaceholderText);
    auto* top = new QHBoxLayout(m_top);
    top->setContentsMargins(12, 2, 12, 2);
    top->addWidget(m_title);
    top->addSpacing(12);
    top->addWidget(m_note, 1);
    m_grid = new QWidget(m_page);
    m_layout = new QGridLayout(m_grid);
    m_layout->setContentsMargins(8, 0, 8, 4);
    m_layout->setSpacing(8);
    auto* scroll = new QScrollArea(m_page);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_grid);
    auto* column = new QVBoxLayout(m_page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_top);
    column->addWidget(scroll, 1);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_page);
    m_timer.setInterval(kPaceMs);
    connect(&m_timer, &QTimer::timeout, this, &HistogramsPanel::ask);
}

void HistogramsPanel::setWatchAction(QAction* action) {
    m_empty->setAction(action, tr("Watch this layer"));
    auto* button = new QPushButton(tr("Watch this layer"), m_top);
    button->setFocusPolicy(Qt::TabFocus);
    button->setEnabled(action->isEnabled());
    m_top->layout()->addWidget(button);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::enabledChanged, button, &QPushButton::setEnabled);
}

void HistogramsPanel::watch(const QString& layer, const QStringList& variables) {
    clear();
    m_variables = variables;
    m_title->setText(layer);
    m_stack->setCurrentWidget(variables.isEmpty() ? static_cast<QWidget*>(m_empty) : m_page);
    updateTimer();
    ask();
}

void HistogramsPanel::clear() {
    for (HistogramPlot* plot : m_plots) { delete plot; }
    m_plots.clear();
    m_note->clear();
    m_asked = false;
}

void HistogramsPanel::add(const HistogramSample& sample) {
    m_asked = false;
    m_note->setText(sample.note);
    for (const auto& [tensor, stats] : sample.tensors) {
        const QString& name = tensor;
        auto found = std::ranges::find_if(
            m_plots, [&](const HistogramPlot* plot) { return plot->tensor() == name; });
        if (found == m_plots.end()) {
            auto* plot = new HistogramPlot(name, m_grid);
            const auto at = static_cast<int>(m_plots.size());
            m_layout->addWidget(plot, at / kColumns, at % kColumns);
            m_plots.push_back(plot);
            found = m_plots.end() - 1;
        }
        (*found)->add(sample.step, stats);
    }
}

void HistogramsPanel::ask() {
    if (m_asked || m_variables.isEmpty() || !isVisible()) { return; }
    m_asked = true;
    emit sampleWanted(m_variables);
}

void HistogramsPanel::updateTimer() {
    if (isVisible() && !m_variables.isEmpty()) {
        m_timer.start();
    } else {
        m_timer.stop();
    }
}

void HistogramsPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    updateTimer();
    ask();
}

void HistogramsPanel::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_timer.stop();
}

}  // namespace weft::ui
