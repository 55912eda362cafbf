// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// weft-studio: the desktop workbench.

#include <QApplication>
#include <cstdio>

#include "app/studio/canvas_bench.h"
#include "app/studio/options.h"
#include "app/studio/studio_application.h"
#include "ui/base/freed_memory.h"
#include "ui/base/icons.h"
#include "ui/base/proxy_style.h"

int main(int argc, char** argv) {
    weft::restartWithCalmThreads(argv);
    weft::ui::keepFreedMemory();
    const QByteArray scale = weft::studio::scaleOf(argc, argv);
    if (!scale.isEmpty()) { qputenv("QT_SCALE_FACTOR", scale); }
    if (weft::studio::needsNoScreen(argc, argv)) { qputenv("QT_QPA_PLATFORM", "offscreen"); }
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(
        Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("weft-studio"));
    QApplication::setOrganizationName(QStringLiteral("weft"));
    QApplication::setApplicationVersion(QStringLiteral(WEFT_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.weft.Studio"));
    weft::ui::initResources();
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/weft.svg")));
    const weft::studio::Parsed parsed = weft::studio::parseOptions(QApplication::arguments());
    if (!parsed.options) {
        std::fputs(qPrintable(parsed.text), parsed.isError ? stderr : stdout);
        return parsed.exitCode;
    }
    if (parsed.options->benchCanvas) {
        weft::ui::applyTheme(parsed.options->theme.value_or(weft::ui::ThemeId::Dark));
        std::printf("%s\n", weft::studio::benchCanvas(*parsed.options->benchCanvas).constData());
        return 0;
    }
    weft::studio::StudioApplication studio(*parsed.options);
    studio.start();
    return QApplication::exec();
}
