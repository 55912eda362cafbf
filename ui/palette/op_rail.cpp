// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/op_rail.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>
#include <array>

#include "ui/base/icons.h"
#include "ui/base/proxy_style.h"
#include "ui/document/op_category.h"

namespace weft::ui {
namespace {

constexpr std::array<Category, kCategories> kOrder = {
    Category::Data, Category::State, Category::Math,    Category::Array,
    Category::Nn,   Category::Train, Category::Control, Category::Io};

}  // namespace

OpFlyout::OpFlyout(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("opFlyout"));
    setFixedWidth(size::kFlyout);
    m_title = new QLabel(this);
    m_title->setFont(fontOf(TextRole::Title));
    m_title->setContentsMargins(12, 8, 12, 4);
    m_list = new QListWidget(this);
    m_list->setFont(fontOf(TextRole::Mono));
    m_list->setUniformItemSizes(true);
    m_summary = new QLabel(this);
    m_summary->setWordWrap(true);
    m_summary->setFont(fontOf(TextRole::Caption));
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_summary->setContentsMargins(12, 8, 12, 8);
    m_summary->setMinimumHeight(56);
    m_summary->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(m_title);
    column->addWidget(m_list, 1);
    column->addWidget(m_summary);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
        m_summary->setText(item == nullptr ? QString() : item->data(Qt::UserRole).toString());
    });
    hide();
}

void OpFlyout::showCategory(Category category, const std::vector<PaletteEntry>& entries) {
    m_title->setText(titleOfCategory(category));
    m_list->clear();
    for (const PaletteEntry& entry : entries) {
        if (entry.category != category) { continue; }
        auto* item = new QListWidgetItem(entry.name, m_list);
        item->setData(Qt::UserRole, entry.summary);
        item->setToolTip(entry.summary);
        item->setSizeHint({0, 24});
    }
    m_summary->setText(m_list->count() == 0 ? tr("Nothing of this kind is built yet.") : QString());
    show();
    raise();
    m_list->setFocus();
}

void OpFlyout::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.fillRect(rect(), appTheme().panel);
    p.setPen(appTheme().line);
    p.drawRect(rect().adjusted(0, 0, -1, -1));
}

OpRail::OpRail(QWidget* stage, QWidget* parent) : QWidget(parent), m_stage(stage) {
    setObjectName(QStringLiteral("opRail"));
    setFixedWidth(size::kRail);
    m_flyout = new OpFlyout(stage);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 8, 6, 8);
    column->setSpacing(4);
    for (const Category category : kOrder) {
        auto* button = new QToolButton(this);
        button->setIcon(lineIcon(iconOfCategory(category)));
        button->setIconSize({20, 20});
        button->setFixedSize(36, 36);
        button->setAutoRaise(true);
        button->setCheckable(true);
        button->setToolTip(titleOfCategory(category));
        button->setAccessibleName(titleOfCategory(category));
        connect(button, &QToolButton::clicked, this, [this, category] { toggle(category); });
        column->addWidget(button);
        m_buttons.push_back(button);
    }
    column->addStretch();
    m_stage->installEventFilter(this);
    m_flyout->installEventFilter(this);
}

void OpRail::setEntries(std::vector<PaletteEntry> entries) { m_entries = std::move(entries); }

void OpRail::toggle(Category category) {
    const int asked = static_cast<int>(category);
    m_open = m_open == asked ? -1 : asked;
    for (std::size_t i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i]->setChecked(static_cast<int>(kOrder[i]) == m_open);
    }
    if (m_open < 0) {
        m_flyout->hide();
        return;
    }
    place();
    m_flyout->showCategory(category, m_entries);
}

void OpRail::place() { m_flyout->setGeometry(0, 0, size::kFlyout, m_stage->height()); }

bool OpRail::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_stage && event->type() == QEvent::Resize) { place(); }
    if (watched == m_flyout && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape && m_open >= 0) {
        toggle(static_cast<Category>(m_open));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void OpRail::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.fillRect(QRect(width() - 1, 0, 1, height()), appTheme().line);
}

}  // namespace weft::ui
