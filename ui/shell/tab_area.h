// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QStackedWidget;
class QTabBar;

namespace weft::ui {

/// Tabs 28 high over a stack of pages. Pages may be moved from one area to another.
class TabArea final : public QWidget {
    Q_OBJECT

public:
    explicit TabArea(QWidget* parent = nullptr);

    /// Takes the page over (also from another area).
    void addPage(QWidget* page, const QString& title);
    void setTitle(QWidget* page, const QString& title);
    void showPage(QWidget* page);
    /// Shows the page whose object name is this. Returns whether there is one.
    bool showPage(const QString& name);
    QWidget* currentPage() const;
    bool isEmpty() const;
    /// Forgets a page that has gone to another parent.
    void removePage(QWidget* page);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QTabBar* m_tabs = nullptr;          // child
    QStackedWidget* m_stack = nullptr;  // child
};

}  // namespace weft::ui
