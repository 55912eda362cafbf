// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/structure/choice_popup.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

constexpr QSize kSize(520, 360);
constexpr int kFromTop = 72;
constexpr int kRow = 26;

/// How well words fit: every word must be there; 0: not at all.
int fitOf(const QString& text, const QStringList& words) {
    int fit = 1;
    for (const QString& word : words) {
        const qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive);
        if (at < 0) { return 0; }
        const bool begins = at == 0 || !text[at - 1].isLetterOrNumber();
        fit += begins ? 10 : 1;
    }
    return text.startsWith(words.value(0), Qt::CaseInsensitive) ? fit + 20 : fit;
}

}  // namespace

ChoicePopup::ChoicePopup(QWidget* window, const QString& name) : QFrame(window) {
    setObjectName(name);
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    m_field = new QLineEdit(this);
    m_field->setClearButtonEnabled(true);
    m_field->installEventFilter(this);
    m_list = new QTreeWidget(this);
    m_list->setColumnCount(2);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->setAccessibleName(tr("What fits"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_field);
    column->addWidget(m_list, 1);
    connect(m_field, &QLineEdit::textChanged, this, &ChoicePopup::narrow);
    connect(m_list, &QTreeWidget::itemClicked, this, &ChoicePopup::take);
    hide();
}

void ChoicePopup::open(const QString& hint, std::vector<Row> rows) {
    m_rows = std::move(rows);
    m_field->setPlaceholderText(hint);
    m_field->setAccessibleName(hint);
    m_field->clear();
    narrow();
    const QSize size = kSize.boundedTo(parentWidget()->size() - QSize(32, kFromTop + 16));
    setGeometry(QRect(QPoint((parentWidget()->width() - size.width()) / 2, kFromTop), size));
    show();
    raise();
    m_field->setFocus(Qt::PopupFocusReason);
}

void ChoicePopup::narrow() {
    const QStringList words = m_field->text().split(' ', Qt::SkipEmptyParts);
    std::vector<std::pair<int, int>> found;  // fit, index
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const int fit = fitOf(m_rows[i].text + ' ' + m_rows[i].detail, words);
        if (fit > 0) {
            found.emplace_back(m_rows[i].enabled ? fit : fit - 100, static_cast<int>(i));
        }
    }
    std::ranges::stable_sort(found, [](const auto& a, const auto& b) { return a.first > b.first; });
    m_list->clear();
    for (const auto& [fit, index] : found) {
        const Row& row = m_rows[static_cast<std::size_t>(index)];
        auto* item = new QTreeWidgetItem(m_list, {row.text, row.detail});
        item->setData(0, Qt::UserRole, index);
        item->setFont(1, fontOf(TextRole::MonoSmall));
        item->setForeground(1, appTheme().text2);
        item->setSizeHint(0, QSize(0, kRow));
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        if (!row.enabled) { item->setForeground(0, appTheme().text3); }
    }
    m_list->setCurrentItem(m_list->topLevelItem(0));
}

void ChoicePopup::take() {
    const QTreeWidgetItem* item = m_list->currentItem();
    if (item == nullptr) { return; }
    const int index = item->data(0, Qt::UserRole).toInt();
    if (!m_rows[static_cast<std::size_t>(index)].enabled) { return; }
    hide();
    emit chosen(index);
}

void ChoicePopup::paintEvent(QPaintEvent*) {
    const Theme& theme = appTheme();
    QPainter p(this);
    p.setPen(QPen(theme.lineStrong, 1));
    p.setBrush(theme.panel);
    p.drawRect(rect().adjusted(0, 0, -1, -1));
}

QStringList ChoicePopup::shown() const {
    QStringList all;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        all.append(m_list->topLevelItem(i)->text(0));
    }
    return all;
}

bool ChoicePopup::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusOut && isVisible()) { hide(); }
    if (event->type() != QEvent::KeyPress) { return QFrame::eventFilter(watched, event); }
    const auto* key = static_cast<QKeyEvent*>(event);
    const int at = m_list->indexOfTopLevelItem(m_list->currentItem());
    const int step = key->key() == Qt::Key_Down ? 1 : key->key() == Qt::Key_Up ? -1 : 0;
    if (step != 0) {
        if (auto* next = m_list->topLevelItem(at + step)) { m_list->setCurrentItem(next); }
        return true;
    }
    if (key->key() == Qt::Key_Escape) {
        hide();
        return true;
    }
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        take();
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

}  // namespace weft::ui
