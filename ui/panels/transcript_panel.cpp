// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/transcript_panel.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedLayout>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/base/empty_state.h"
#include "ui/base/icons.h"
#include "ui/base/number_format.h"
#include "ui/session/series_store.h"

namespace weft::ui {
namespace {

constexpr std::size_t kMostShown = 500;  // calls in the table; the copy has all
constexpr int kSideWidth = 300;
constexpr int kDetail = 4;  // column

QString csvField(const QString& text) {
    const bool plain = !text.contains(',') && !text.contains('"') && !text.contains('\n');
    return plain ? text : '"' + QString(text).replace('"', QStringLiteral("\"\"")) + '"';
}

}  // namespace

TranscriptPanel::TranscriptPanel(const SeriesStore* series, QWidget* parent)
    : QWidget(parent), m_series(series) {
    m_view = makeListView(nullptr, this);
    m_view->setObjectName(QStringLiteral("transcript"));
    m_view->setAccessibleName(tr("Transcript"));
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->installEventFilter(this);
    connect(m_view, &QTreeView::customContextMenuRequested, this, &TranscriptPanel::openMenu);

    m_side = new QWidget(this);
    m_sideTitle = new QLabel(m_side);
    m_sideTitle->setFont(fontOf(TextRole::Caption));
    m_sideTitle->setForegroundRole(QPalette::PlaceholderText);
    auto* copy = new QToolButton(m_side);
    copy->setIcon(lineIcon(QStringLiteral("copy")));
    copy->setText(tr("CSV"));
    copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    copy->setToolTip(tr("Copy the table as CSV"));
    copy->setAutoRaise(true);
    connect(copy, &QToolButton::clicked, this, &TranscriptPanel::copyTable);
    m_table = makeListView(nullptr, m_side);
    m_table->setAccessibleName(tr("Calls of the line"));
    auto* top = new QHBoxLayout;
    top->setContentsMargins(8, 2, 4, 2);
    top->addWidget(m_sideTitle, 1);
    top->addWidget(copy);
    auto* column = new QVBoxLayout(m_side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_table, 1);

    auto* page = new QSplitter(Qt::Horizontal, this);
    page->setHandleWidth(1);
    page->setChildrenCollapsible(false);
    page->addWidget(m_view);
    page->addWidget(m_side);
    page->setStretchFactor(0, 1);
    page->setSizes({10000, kSideWidth});
    m_side->hide();
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(
        new EmptyState(QStringLiteral("note"), tr("What sessions are asked appears here."), this));
    m_stack->addWidget(page);
}

void TranscriptPanel::setTranscript(Transcript* transcript, int run) {
    if (m_transcript != nullptr) { m_transcript->disconnect(this); }
    QItemSelectionModel* before = m_view->selectionModel();
    m_transcript = transcript;
    m_run = run;
    m_view->setModel(transcript);
    delete before;
    m_side->hide();
    if (transcript != nullptr) {
        QHeaderView* header = m_view->header();
        header->setStretchLastSection(false);
        m_view->setColumnWidth(0, 64);
        m_view->setColumnWidth(1, 56);
        header->setSectionResizeMode(2, QHeaderView::Stretch);
        header->setSectionResizeMode(3, QHeaderView::Stretch);
        m_view->setColumnWidth(kDetail, 176);
        connect(transcript, &QAbstractItemModel::rowsAboutToBeInserted, this, [this] {
            // Whoever scrolled back to read is left there.
            const QScrollBar* bar = m_view->verticalScrollBar();
            m_atEnd = bar->value() == bar->maximum();
        });
        connect(transcript, &QAbstractItemModel::rowsInserted, this, [this] {
            refresh();
            if (m_atEnd) { m_view->scrollToBottom(); }
        });
        connect(transcript, &QAbstractItemModel::modelReset, this, &TranscriptPanel::refresh);
        connect(transcript, &QAbstractItemModel::dataChanged, this, &TranscriptPanel::refresh);
        connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
                &TranscriptPanel::showTable);
        m_view->scrollToBottom();
    }
    refresh();
}

const std::vector<TranscriptLine>& TranscriptPanel::lines() const {
    static const std::vector<TranscriptLine> kNone;
    return m_transcript == nullptr ? kNone : m_transcript->rows();
}

void TranscriptPanel::refresh() {
    m_stack->setCurrentIndex(lines().empty() ? 0 : 1);
    if (lines().empty()) { m_side->hide(); }
    // Calls and results need the room where no line says more.
    m_view->setColumnHidden(kDetail, std::ranges::all_of(lines(), [](const TranscriptLine& line) {
                                return line.detail.isEmpty();
                            }));
}

int TranscriptPanel::chosenLine() const {
    if (m_view->selectionModel() == nullptr) { return -1; }
    const QModelIndexList chosen = m_view->selectionModel()->selectedRows();
    return chosen.size() == 1 ? chosen.front().row() : -1;
}

/// Of a row of the run sheet the points of its curves; of calls by hand what each gave.
TranscriptPanel::Table TranscriptPanel::tableOf(int row) const {
    Table table;
    const TranscriptLine& line = lines()[static_cast<std::size_t>(row)];
    if (line.row.isEmpty()) {
        if (line.labels.empty()) { return table; }
        table.titles =
            QStringList{tr("call")} + QStringList(line.labels.begin(), line.labels.end());
        const std::vector<std::vector<QString>>& calls = m_transcript->calls(row);
        const auto first = static_cast<std::size_t>(line.count) - calls.size();
        for (std::size_t i = 0; i < calls.size(); ++i) {
            std::vector<QString> texts = {QString::number(first + i + 1)};
            texts.insert(texts.end(), calls[i].begin(), calls[i].end());
            table.rows.push_back(std::move(texts));
        }
        return table;
    }
    if (m_series == nullptr) { return table; }
    std::vector<const Series*> columns;
    for (const Series& series : m_series->series()) {
        const bool ours = series.run == m_run && series.row == line.row;
        if (ours) { columns.push_back(&series); }
    }
    if (columns.empty()) { return table; }
    table.titles.append(tr("step"));
    std::size_t length = columns.front()->steps.size();
    for (const Series* series : columns) {
        table.titles.append(series->name.section('/', 1));
        length = std::min(length, series->values.size());
    }
    for (std::size_t i = 0; i < length; ++i) {
        std::vector<QString> texts = {
            QString::number(static_cast<qint64>(columns.front()->steps[i]))};
        for (const Series* series : columns) {
            texts.push_back(QString::number(series->values[i], 'g', 9));
        }
        table.rows.push_back(std::move(texts));
    }
    return table;
}

void TranscriptPanel::showTable() {
    const int row = chosenLine();
    Table table = row < 0 ? Table() : tableOf(row);
    const std::size_t all = table.rows.size();
    m_side->setVisible(all > 1);
    if (all <= 1) { return; }
    if (all > kMostShown) {
        table.rows.erase(table.rows.begin(), table.rows.end() - kMostShown);
        m_sideTitle->setText(
            tr("Last %1 of %2 calls").arg(kMostShown).arg(formatCount(static_cast<qint64>(all))));
    } else {
        m_sideTitle->setText(tr("%1 calls").arg(formatCount(static_cast<qint64>(all))));
    }
    using Texts = std::vector<QString>;
    std::vector<RowList<Texts>::Column> columns;
    for (int i = 0; i < table.titles.size(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        columns.push_back({.title = table.titles[i],
                           .text = [at](const Texts& texts) { return texts[at]; },
                           .role = TextRole::MonoSmall,
                           .align = Qt::AlignRight | Qt::AlignVCenter});
    }
    QAbstractItemModel* before = m_table->model();
    auto* model = new RowList<Texts>(std::move(columns), m_table);
    model->setRows(std::move(table.rows));
    m_table->setModel(model);
    delete before;
    m_table->header()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->scrollToBottom();
}

QString TranscriptPanel::tableOfLine() const {
    const int row = chosenLine();
    if (row < 0) { return {}; }
    const Table table = tableOf(row);
    if (table.titles.isEmpty()) { return {}; }
    QString csv;
    const auto add = [&csv](const auto& texts) {
        QStringList fields;
        for (const QString& text : texts) { fields.append(csvField(text)); }
        csv += fields.join(',') + '\n';
    };
    add(table.titles);
    for (const std::vector<QString>& texts : table.rows) { add(texts); }
    return csv;
}

void TranscriptPanel::copyTable() {
    const QString csv = tableOfLine();
    if (!csv.isEmpty()) { QApplication::clipboard()->setText(csv); }
}

void TranscriptPanel::copyLines() {
    QStringList copied;
    for (const QModelIndex& at : m_view->selectionModel()->selectedRows()) {
        const TranscriptLine& line = lines()[static_cast<std::size_t>(at.row())];
        copied.append(line.result.isEmpty() ? line.text : line.text + '\t' + line.result);
    }
    QApplication::clipboard()->setText(copied.join('\n'));
}

void TranscriptPanel::copyPython() {
    QStringList copied;
    for (const QModelIndex& at : m_view->selectionModel()->selectedRows()) {
        const TranscriptLine& line = lines()[static_cast<std::size_t>(at.row())];
        if (line.python.isEmpty()) { continue; }
        copied.append(
            line.count > 1
                ? QStringLiteral("for _ in range(%1):\n    %2").arg(line.count).arg(line.python)
                : line.python);
    }
    if (!copied.isEmpty()) { QApplication::clipboard()->setText(copied.join('\n') + '\n'); }
}

void TranscriptPanel::openMenu(const QPoint& at) {
    const int row = chosenLine();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy"), this, &TranscriptPanel::copyLines);
    menu->addAction(tr("Copy as TensorFlow 1"), this, &TranscriptPanel::copyPython);
    QAction* table = menu->addAction(tr("Copy calls as CSV"), this, &TranscriptPanel::copyTable);
    table->setEnabled(row >= 0 && !tableOf(row).titles.isEmpty());
    menu->popup(m_view->viewport()->mapToGlobal(at));
}

bool TranscriptPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy) &&
        m_view->selectionModel() != nullptr) {
        copyLines();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace weft::ui
