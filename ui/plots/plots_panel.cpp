// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plots_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSet>
#include <QSlider>
#include <QStackedLayout>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/base/empty_state.h"
#include "ui/base/number_format.h"
#include "ui/base/theme.h"
#include "ui/plots/scalar_plot.h"
#include "ui/plots/series_legend.h"
#include "ui/session/series_store.h"

namespace weft::ui {
namespace {

constexpr std::size_t kMostPlots = 4;  // beside each other; more would be too narrow to read

}  // namespace

PlotsPanel::PlotsPanel(SeriesStore& store, QWidget* parent) : QWidget(parent), m_store(store) {
    m_empty = new EmptyState(QStringLiteral("plot"), tr("Nothing trained yet."), this);
    m_page = new QWidget(this);
    m_slider = new QSlider(Qt::Horizontal, m_page);
    m_slider->setRange(0, 99);
    m_slider->setValue(qRound(store.smoothing() * 100));
    m_slider->setFixedWidth(120);
    m_slider->setAccessibleName(tr("Smoothing"));
    m_slider->setToolTip(
        tr("Exponential mean, divided by the weight gathered so far (TensorBoard's formula); "
           "0 shows raw values only"));
    m_sliderValue = new QLabel(m_page);
    m_sliderValue->setFont(fontOf(TextRole::MonoSmall));
    m_sliderValue->setFixedWidth(36);
    auto* caption = new QLabel(tr("Smoothing"), m_page);
    caption->setFont(fontOf(TextRole::Caption));
    caption->setForegroundRole(QPalette::PlaceholderText);
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addStretch();
    top->addWidget(caption);
    top->addWidget(m_slider);
    top->addWidget(m_sliderValue);
    m_row = new QHBoxLayout;
    m_row->setSpacing(16);
    auto* column = new QVBoxLayout(m_page);
    column->setContentsMargins(12, 2, 12, 4);
    column->setSpacing(0);
    column->addLayout(top);
    column->addLayout(m_row, 1);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_page);
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) {
        m_store.setSmoothing(value / 100.0);
        m_sliderValue->setText(QString::number(value / 100.0, 'f', 2));
    });
    m_sliderValue->setText(QString::number(store.smoothing(), 'f', 2));
    connect(&m_store, &SeriesStore::changed, this, &PlotsPanel::refresh);
    refresh();
}

void PlotsPanel::setTrainAction(QAction* action) { m_empty->setAction(action, tr("Train (F5)")); }

void PlotsPanel::setTrainText(const QString& text) {
    m_empty->setSentence(
        text.isEmpty() ? tr("Curves appear here. To train, minimise a scalar: right-click it.")
                       : tr("Nothing trained yet."));
    m_empty->setActionText(text.isEmpty() ? QString() : tr("%1 (F5)").arg(text));
}

ScalarPlot* PlotsPanel::plot(const QString& measure) const {
    for (const Entry& e : m_entries) {
        if (e.plot->measure() == measure) { return e.plot; }
    }
    return nullptr;
}

void PlotsPanel::refresh() {
    QStringList measures;
    for (const Series& s : m_store.series()) {
        const QString measure = s.name.section('/', 1);
        if (!measures.contains(measure)) { measures.append(measure); }
    }
    for (const QString& measure : measures) {
        if (plot(measure) == nullptr && m_entries.size() < kMostPlots) { addPlot(measure); }
    }
    std::erase_if(m_entries, [&](const Entry& e) {
        if (measures.contains(e.plot->measure())) { return false; }
        delete e.legend->parentWidget();
        return true;
    });
    m_stack->setCurrentWidget(m_entries.empty() ? static_cast<QWidget*>(m_empty) : m_page);
}

void PlotsPanel::addPlot(const QString& measure) {
    auto* cell = new QWidget(m_page);
    Entry entry;
    entry.plot = new ScalarPlot(measure, m_store, cell);
    entry.legend = new SeriesLegend(measure, m_store, cell);
    connect(entry.plot, &ScalarPlot::drawn, entry.legend, qOverload<>(&QWidget::update));
    auto* row = new QHBoxLayout(cell);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(entry.plot, 1);
    row->addWidget(entry.legend);
    m_row->addWidget(cell, 1);
    m_entries.push_back(entry);
}

}  // namespace weft::ui
