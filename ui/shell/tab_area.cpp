// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tab_area.h"

#include <QPainter>
#include <QStackedWidget>
#include <QStyleOptionTab>
#include <QTabBar>
#include <QVBoxLayout>
#include <algorithm>
#include <numeric>
#include <vector>

#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

constexpr int kMostGiven = 10;  // of the room beside a tab's words
constexpr int kLeastSide = 4;   // what is left of it on each side
constexpr int kLeastTab = 24;   // two letters

/// Tabs that always fit: where there is little room they stand closer, then the longest are cut.
class FittingTabs final : public QTabBar {
public:
    using QTabBar::QTabBar;

protected:
    QSize tabSizeHint(int index) const override {
        QSize hint = QTabBar::tabSizeHint(index);
        if (hint.width() <= kLeastTab) { return hint; }
        std::vector<int> widths;
        for (int i = 0; i < count(); ++i) { widths.push_back(QTabBar::tabSizeHint(i).width()); }
        const int missing = std::accumulate(widths.begin(), widths.end(), 0) - width();
        if (missing <= 0) { return hint; }
        const int closer = std::min(kMostGiven, (missing + count() - 1) / count());
        for (int& wide : widths) { wide -= closer; }
        hint.setWidth(std::min(hint.width() - closer, longestOf(widths)));
        return hint;
    }
    QSize minimumTabSizeHint(int index) const override {
        return {std::min(kLeastTab, tabSizeHint(index).width()), tabSizeHint(index).height()};
    }
    void initStyleOption(QStyleOptionTab* option, int index) const override {
        QTabBar::initStyleOption(option, index);
        // Cut for the room that there is, not for that of a tab with all its sides.
        const int room = tabRect(index).width() - 2 * kLeastSide;
        option->text = fontMetrics().elidedText(tabText(index), Qt::ElideRight, room);
    }
    /// What is cut is told by a tip.
    void tabLayoutChange() override {
        for (int i = 0; i < count(); ++i) {
            const bool cut = tabRect(i).width() < QTabBar::tabSizeHint(i).width() - kMostGiven;
            setTabToolTip(i, cut ? tabText(i) : QString());
        }
    }

private:
    /// How wide a tab may be at most, that all have room.
    int longestOf(std::vector<int> widths) const {
        std::ranges::sort(widths);
        int room = width();
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const int each = room / static_cast<int>(widths.size() - i);
            if (widths[i] > each) { return std::max(each, kLeastTab); }
            room -= widths[i];
        }
        return widths.back();
    }
};

}  // namespace

TabArea::TabArea(QWidget* parent) : QWidget(parent) {
    m_tabs = new FittingTabs(this);
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
