// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/transcript_panel.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>
#include <QStackedLayout>
#include <QTreeView>

#include "ui/base/empty_state.h"
#include "ui/base/number_format.h"

namespace weft::ui {
namespace {

constexpr int kMostLines = 5000;

bool folds(const TranscriptLine& a, const TranscriptLine& b) {
    return a.kind == TranscriptLine::Kind::Call && b.kind == a.kind && a.text == b.text;
}

}  // namespace

TranscriptPanel::TranscriptPanel(QWidget* parent) : QWidget(parent) {
    using Rows = RowList<TranscriptLine>;
    m_model = new Rows(
        {
            {tr("time"),
             [](const TranscriptLine& l) {
                 return QString::number(l.seconds, 'f', 2) + QStringLiteral(" s");
             },
             TextRole::MonoSmall, Qt::AlignRight | Qt::AlignVCenter},
            {QString(),
             [](const TranscriptLine& l) {
                 return l.count > 1 ? QChar(0xD7) + formatCount(l.count) : QString();
             },
             TextRole::MonoSmall, Qt::AlignRight | Qt::AlignVCenter},
            {tr("call"), [](const TranscriptLine& l) { return l.text; }, TextRole::Mono},
            {tr("result"), [](const TranscriptLine& l) { return l.result; }, TextRole::Mono},
        },
        this);
    m_view = makeListView(m_model, this);
    m_view->setObjectName(QStringLiteral("transcript"));
    m_view->setAccessibleName(tr("Transcript"));
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setColumnWidth(0, 68);
    m_view->setColumnWidth(1, 60);
    m_view->header()->setSectionResizeMode(2, QHeaderView::Stretch);
    m_view->header()->setSectionResizeMode(3, QHeaderView::Stretch);
    m_view->header()->setStretchLastSection(false);
    m_view->installEventFilter(this);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(
        new EmptyState(QStringLiteral("note"), tr("What sessions are asked appears here."), this));
    m_stack->addWidget(m_view);
}

void TranscriptPanel::add(const std::vector<TranscriptLine>& lines) {
    if (lines.empty()) { return; }
    const QScrollBar* bar = m_view->verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    for (const TranscriptLine& line : lines) {
        const std::vector<TranscriptLine>& rows = m_model->rows();
        if (!rows.empty() && folds(rows.back(), line)) {
            TranscriptLine folded = line;
            folded.count = rows.back().count + line.count;
            m_model->replaceLast(std::move(folded));
        } else {
            m_model->append(line);
        }
    }
    const auto many = static_cast<int>(m_model->rows().size());
    if (many > kMostLines) { m_model->dropFirst(many - kMostLines); }
    m_stack->setCurrentIndex(1);
    // Whoever scrolled back to read is left there.
    if (atEnd) { m_view->scrollToBottom(); }
}

void TranscriptPanel::clear() {
    m_model->setRows({});
    m_stack->setCurrentIndex(0);
}

bool TranscriptPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        QStringList copied;
        for (const QModelIndex& at : m_view->selectionModel()->selectedRows()) {
            const TranscriptLine& line = m_model->rows()[static_cast<std::size_t>(at.row())];
            copied.append(line.result.isEmpty() ? line.text : line.text + '\t' + line.result);
        }
        QApplication::clipboard()->setText(copied.join('\n'));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace weft::ui
