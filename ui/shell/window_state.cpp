// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/window_state.h"

#include <QEvent>
#include <QGuiApplication>
#include <QMainWindow>
#include <QScreen>
#include <QSplitter>

#include "ui/base/settings.h"
#include "ui/shell/tab_area.h"

namespace weft::ui {
namespace {

// Enough of a window to get hold of it.
constexpr int kLeastWidth = 160;
constexpr int kLeastHeight = 40;

QString tabKey(const TabArea& area) { return QStringLiteral("tab_") + area.objectName(); }

}  // namespace

void bringOnScreen(QWidget& window) {
    const QRect frame = window.frameGeometry();
    for (const QScreen* screen : QGuiApplication::screens()) {
        const QRect seen = screen->availableGeometry() & frame;
        const bool held = seen.width() >= kLeastWidth && seen.height() >= kLeastHeight;
        // Its title can be reached.
        if (held && frame.top() >= screen->availableGeometry().top()) { return; }
    }
    const QScreen* screen = QGuiApplication::primaryScreen();
    if (screen == nullptr) { return; }
    const QRect room = screen->availableGeometry();
    window.resize(window.size().boundedTo(room.size()));
    QRect place(QPoint(), window.size());
    place.moveCenter(room.center());
    window.move(place.topLeft());
}

WindowState::WindowState(QMainWindow& window) : QObject(&window), m_window(window) {
    window.installEventFilter(this);
}

bool WindowState::eventFilter(QObject* object, QEvent* event) {
    if (event->type() == QEvent::Close && m_window.isVisible()) { save(); }
    return QObject::eventFilter(object, event);
}

/// Which areas hold pages: sizes of one arrangement mean nothing in another.
QString WindowState::arrangement() const {
    QStringList names;
    for (const TabArea* area : m_window.findChildren<TabArea*>()) {
        if (!area->isEmpty() && !area->objectName().isEmpty()) { names.append(area->objectName()); }
    }
    names.sort();
    return names.join('-');
}

bool WindowState::restoreGeometry() {
    const QByteArray bytes = Settings().geometry();
    if (bytes.isEmpty() || !m_window.restoreGeometry(bytes)) { return false; }
    bringOnScreen(m_window);
    return true;
}

void WindowState::restoreParts() {
    const Settings settings;
    const QString like = arrangement();
    for (QSplitter* splitter : m_window.findChildren<QSplitter*>()) {
        if (splitter->objectName().isEmpty()) { continue; }
        const QByteArray bytes = settings.state(like + '_' + splitter->objectName());
        const int handle = splitter->handleWidth();
        const bool collapsible = splitter->childrenCollapsible();
        if (!bytes.isEmpty()) { splitter->restoreState(bytes); }
        // Only the sizes are a person's.
        splitter->setHandleWidth(handle);
        splitter->setChildrenCollapsible(collapsible);
    }
    for (TabArea* area : m_window.findChildren<TabArea*>()) {
        const QByteArray page = settings.state(tabKey(*area));
        if (!page.isEmpty()) { area->showPage(QString::fromUtf8(page)); }
    }
}

void WindowState::save() const {
    Settings settings;
    settings.setGeometry(m_window.saveGeometry());
    const QString like = arrangement();
    for (const QSplitter* splitter : m_window.findChildren<QSplitter*>()) {
        if (splitter->objectName().isEmpty() || !splitter->isVisible()) { continue; }
        settings.setState(like + '_' + splitter->objectName(), splitter->saveState());
    }
    for (const TabArea* area : m_window.findChildren<TabArea*>()) {
        const QWidget* page = area->currentPage();
        if (area->objectName().isEmpty() || page == nullptr) { continue; }
        settings.setState(tabKey(*area), page->objectName().toUtf8());
    }
}

}  // namespace weft::ui
