// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tab_area.h"

#include <QPainter>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include "ui/base/proxy_style.h"

namespace weft::ui {

TabArea::TabArea(QWidget* parent) : QWidget(parent) {
    m_tabs = new QTabBar(this);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setFixedHeight(size::kLine);
    // Measured as the widest it can get: a chosen tab's title is semibold.
    m_tabs->setFont(fontOf(TextRole::Title));
    m_stack = new QStackedWidget(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(1);
    column->addWidget(m_tabs);
    column->addWidget(m_stack, 1);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
}

void TabArea::addPage(QWidget* page, const QString& title) {
    m_stack->addWidget(page);
    m_tabs->addTab(title);
}

void TabArea::setTitle(QWidget* page, const QString& title) {
    const int at = m_stack->indexOf(page);
    if (at >= 0 && m_tabs->tabText(at) != title) { m_tabs->setTabText(at, title); }
}

void TabArea::showPage(QWidget* page) { m_tabs->setCurrentIndex(m_stack->indexOf(page)); }

bool TabArea::showPage(const QString& name) {
    for (int i = 0; i < m_stack->count(); ++i) {
        if (m_stack->widget(i)->objectName() == name) {
            m_tabs->setCurrentIndex(i);
            return true;
        }
    }
    return false;
}

QWidget* TabArea::currentPage() const { return m_stack->currentWidget(); }
bool TabArea::isEmpty() const { return m_stack->count() == 0; }

void TabArea::removePage(QWidget* page) {
    const int at = m_stack->indexOf(page);
    if (at < 0) { return; }
    m_stack->removeWidget(page);
    m_tabs->removeTab(at);
}

void TabArea::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(QRect(0, size::kLine, width(), 1), appTheme().line);
}

}  // namespace weft::ui
