// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Draws the window with the fixed Fashion MLP values: `target_picture OUT.png 1366x768 dark`. The
/// pictures of ui/target are made by it; nothing compares them by machine.

#include <QApplication>
#include <QElapsedTimer>
#include <cstdio>

#include "tests/ui/fixtures/fashion_screen.h"
#include "ui/base/icons.h"
#include "ui/base/proxy_style.h"
#include "ui/canvas/canvas_view.h"
#include "ui/shell/main_window.h"

int main(int argc, char** argv) {
    using namespace weft::ui;
    const QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 4) {
        std::fprintf(stderr, "usage: target_picture OUT.png WxH dark|light|contrast [dock]\n");
        return 2;
    }
    initResources();
    applyTheme(themeFromName(arguments[3]).value_or(ThemeId::Dark));
    MainWindow window;
    const QStringList size = arguments[2].split('x');
    window.resize(size.value(0).toInt(), size.value(1).toInt());
    window.show();
    auto feed = std::make_unique<test::ScriptedFeed>();
    test::ScriptedFeed& session = *feed;
    window.showDocument(test::fashionDocument(), std::move(feed));
    session.send(test::fashionReport());
    QElapsedTimer time;
    time.start();
    while (time.elapsed() < 600) { QApplication::processEvents(QEventLoop::AllEvents, 20); }
    window.canvas().select({4});
    if (arguments.size() > 4) { window.openDock(arguments[4]); }
    if (arguments.value(5) == QStringLiteral("fail")) { session.fail(5); }
    time.restart();
    while (time.elapsed() < 300) { QApplication::processEvents(QEventLoop::AllEvents, 20); }
    return window.grab().save(arguments[1]) ? 0 : 1;
}
