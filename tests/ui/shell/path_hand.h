// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTabBar>
#include <QWindow>

#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/base/settings.h"
#include "ui/inspectors/evaluate/evaluate_panel.h"
#include "ui/palette/catalogue.h"
#include "ui/palette/palette_list.h"
#include "ui/palette/quick_add.h"
#include "ui/shell/actions.h"
#include "ui/shell/palette_controller.h"

namespace weft::ui::test {

/// Long, because data sets are read and tests share their machine.
inline constexpr int kPathWaitMs = 30'000;

/// A person before an empty canvas: moves the mouse, presses keys, looks at what is shown. Asks the
/// window for nothing that is not on the screen.
class PathHand {
public:
    PathHand() {
        weft::ui::Settings().reset();             // no hint is hidden
        QApplication::setDoubleClickInterval(1);  // a list takes a click at once
        window().setPaletteEntries(catalogue());
    }

    MainWindow& window() const { return *studio.window; }
    CanvasView& canvas() const { return window().canvas(); }
    CanvasProbe probe() const { return studio.probe(); }
    QuickAdd& popup() const { return window().palette().popup(); }

    /// Ctrl+N, until the canvas can be drawn on.
    bool begin() {
        QTest::keyClick(&window(), Qt::Key_N, Qt::ControlModifier);
        return until([this] {
            return window().drawing() != nullptr && canvas().snapshot()->diagram.editable &&
                   canvas().hint().has_value();
        });
    }
    static bool until(const std::function<bool()>& what) {
        return QTest::qWaitFor(what, kPathWaitMs);
    }
    /// A node is shown, and what it becomes is known.
    bool shows(const QString& node) const {
        return until([&] { return probe().idOf(node) != 0 && window().drawing()->upToDate(); });
    }
    bool hasOutput(const QString& node, const QString& output) const {
        return until([&] {
            for (const DiagramNode& n : canvas().snapshot()->diagram.nodes) {
                if (n.name != node) { continue; }
                for (const PortInfo& port : n.outputs) {
                    if (port.name == output) { return true; }
                }
            }
            return false;
        });
    }
    bool isWired(const QString& wire) const {
        return until([&] { return probe().wires().contains(wire); });
    }
    /// The ghost of this name is offered.
    bool offers(const QString& name) const {
        return until([&] { return canvas().hint() && canvas().hint()->name == name; });
    }

    /// A key goes where a real one would: to the window, which knows who has the focus.
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const {
        QWidget* const popupMenu = QApplication::activePopupWidget();
        QWidget* const there = popupMenu != nullptr ? popupMenu : QApplication::focusWidget();
        QTest::keyClick(there != nullptr ? there : &window(), key, modifiers);
    }
    void type(const QString& words) const { QTest::keyClicks(QApplication::focusWidget(), words); }
    static QString focusName() {
        const QWidget* there = QApplication::focusWidget();
        return there == nullptr ? QStringLiteral("nothing has the keys")
                                : QStringLiteral("%1 '%2' has the keys")
                                      .arg(there->metaObject()->className(), there->objectName());
    }
    /// What a window manager does when a list or a menu has closed; offscreen there is none.
    void regainKeys() const {
        (void)until([] { return QApplication::activePopupWidget() == nullptr; });
        window().activateWindow();
        QApplication::setActiveWindow(nullptr);
        QApplication::setActiveWindow(&window());
        if (QApplication::focusWidget() == nullptr) { canvas().setFocus(); }
    }
    /// Words into the palette, and Enter.
    bool take(const QString& words) const {
        if (!until([this] { return popup().isVisible() && popup().field()->hasFocus(); })) {
            return false;
        }
        type(words);
        key(Qt::Key_Return);
        return !popup().isVisible();
    }

    void click(QWidget* widget, QPoint at) const {
        QTest::mouseClick(widget, Qt::LeftButton, {}, at);
    }
    void click(QWidget* widget) const { click(widget, widget->rect().center()); }
    /// The tab of that name.
    bool clickTab(const QString& title) const {
        for (QTabBar* bar : window().findChildren<QTabBar*>()) {
            for (int i = 0; i < bar->count(); ++i) {
                if (bar->tabText(i) != title || !bar->isVisible()) { continue; }
                click(bar, bar->tabRect(i).center());
                return bar->currentIndex() == i;
            }
        }
        return false;
    }
    /// Opens a list and clicks on an entry.
    bool choose(const QString& box, const QString& entry) const {
        auto* combo = window().findChild<QComboBox*>(box);
        if (combo == nullptr || !until([&] { return combo->isVisible(); })) { return false; }
        click(combo);
        if (!until([&] { return combo->view()->isVisible(); })) { return false; }
        const QModelIndex at = combo->model()->index(combo->findText(entry), 0);
        if (!at.isValid()) { return false; }
        const QPoint there = combo->view()->visualRect(at).center();
        // A list takes no click in the moment in which it opens.
        return until([&] {
            QTest::mouseMove(combo->view()->viewport(), there);
            click(combo->view()->viewport(), there);
            return !combo->view()->isVisible();
        });
    }
    /// An entry of a menu that is open.
    bool clickEntry(QMenu* menu, const QString& text) const {
        if (menu == nullptr || !until([&] { return menu->isVisible(); })) { return false; }
        for (QAction* action : menu->actions()) {
            if (QString(action->text()).remove('&') != text) { continue; }
            click(menu, menu->actionGeometry(action).center());
            return true;
        }
        return false;
    }

    /// Of a split, by the panel's own button.
    bool evaluate() const {
        if (!clickTab(QStringLiteral("Evaluate"))) { return false; }
        click(window().findChild<QPushButton*>(QStringLiteral("evaluateGo")));
        return until([this] { return window().evaluatePanel().evaluation().finished; });
    }
    /// WEFT_PICTURES=folder keeps what it looks like.
    void keepPicture(const char* name) const {
        if (!qEnvironmentVariableIsSet("WEFT_PICTURES")) { return; }
        window().grab().save(qEnvironmentVariable("WEFT_PICTURES") + '/' + name);
    }

    StudioFixture studio;
};

}  // namespace weft::ui::test
