// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/op_rail.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>
#include <array>

#include "ui/base/icons.h"
#include "ui/base/proxy_style.h"
#include "ui/document/op_category.h"
#include "ui/palette/palette_list.h"

namespace weft::ui {
namespace {

constexpr std::array<Category, kCategories> kOrder = {
    Category::Data, Category::State, Category::Math,    Category::Array,
    Category::Nn,   Category::Train, Category::Control, Category::Io};

}  // namespace

OpRail::OpRail(QWidget* stage, QWidget* parent) : QWidget(parent), m_stage(stage) {
    setObjectName(QStringLiteral("opRail"));
    setFixedWidth(size::kRail);
    m_flyout = new OpFlyout(stage);
    auto* column = new QVBoxLayout;
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
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addLayout(column);
    m_stage->installEventFilter(this);
    m_flyout->installEventFilter(this);
    m_flyout->list()->installEventFilter(this);
    m_flyout->field()->installEventFilter(this);
    connect(m_flyout, &OpFlyout::entryChosen, this, &OpRail::entryChosen);
}

void OpRail::setPinned(bool pinned) {
    if (m_pinned == pinned) { return; }
    m_pinned = pinned;
    setFixedWidth(pinned ? size::kRail + size::kFlyout : size::kRail);
    if (pinned) {
        layout()->addWidget(m_flyout);
        open(m_open < 0 ? kOrder.front() : static_cast<Category>(m_open));
    } else {
        layout()->removeWidget(m_flyout);
        m_flyout->setParent(m_stage);
        close();
    }
}

void OpRail::toggle(Category category) {
    if (m_open == static_cast<int>(category) && !m_pinned) {
        close();
        return;
    }
    open(category);
    m_flyout->list()->setFocus();
}

void OpRail::open(Category category) {
    m_open = static_cast<int>(category);
    for (std::size_t i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i]->setChecked(kOrder[i] == category);
    }
    place();
    m_flyout->showCategory(category);
    emit coverChanged(m_pinned ? 0 : size::kFlyout);
}

void OpRail::close() {
    m_open = -1;
    for (QToolButton* button : m_buttons) { button->setChecked(false); }
    m_flyout->hide();
    emit coverChanged(0);
}

void OpRail::place() {
    if (!m_pinned) { m_flyout->setGeometry(0, 0, size::kFlyout, m_stage->height()); }
}

bool OpRail::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_stage) {
        if (event->type() == QEvent::Resize) { place(); }
    } else if (event->type() == QEvent::KeyPress &&
               static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape && m_open >= 0) {
        if (!m_flyout->field()->text().isEmpty()) {
            m_flyout->field()->clear();
        } else if (!m_pinned) {
            close();
        }
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void OpRail::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.fillRect(QRect(size::kRail - 1, 0, 1, height()), appTheme().line);
}

}  // namespace weft::ui
