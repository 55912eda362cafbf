// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Pictures of the window to be looked at: `scene_pictures FOLDER WxH [SCENE...]` writes
/// SCENE_THEME_WxH.png of the scenes named, or of all, in each theme. Sizes are logical:
/// QT_SCALE_FACTOR=1.5 and 1280x720 are a screen of 1920x1080 at 150 %.

#include <QApplication>
#include <QPainter>
#include <QStandardPaths>
#include <cstdio>

#include "tests/ui/scenes/scenes.h"
#include "ui/base/proxy_style.h"
#include "ui/palette/catalogue.h"

namespace weft::ui::test {
namespace {

/// The window with the lists, menus and dialogs that are open over it.
QImage seen(QWidget& window) {
    QImage image = window.grab().toImage();
    QPainter painter(&image);
    for (QWidget* other : QApplication::topLevelWidgets()) {
        if (other == &window || !other->isVisible() || other->windowType() == Qt::Desktop) {
            continue;
        }
        painter.drawPixmap(other->mapToGlobal(QPoint()) - window.mapToGlobal(QPoint()),
                           other->grab());
    }
    return image;
}

void picture(const Scene& scene, const QString& folder, QSize size) {
    StudioFixture studio;
    studio.window->setPaletteEntries(catalogue());
    studio.window->resize(size);
    scene.show(studio);
    const QString place = QStringLiteral("%1/%2_%3_%4x%5.png");
    for (const auto& [theme, word] : {std::pair(ThemeId::Light, "light"),
                                      {ThemeId::Contrast, "contrast"},
                                      {ThemeId::Dark, "dark"}}) {
        applyTheme(theme);
        QTest::qWait(300);
        const QImage image = seen(*studio.window);
        const QString path = place.arg(folder, scene.name, QLatin1String(word))
                                 .arg(image.width())
                                 .arg(image.height());
        if (!image.save(path)) { std::fprintf(stderr, "cannot write %s\n", qPrintable(path)); }
    }
    studio.closeAndWait();
}

}  // namespace
}  // namespace weft::ui::test

int main(int argc, char** argv) {
    using namespace weft::ui::test;
    QStandardPaths::setTestModeEnabled(true);
    const QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    const QStringList size = arguments.value(2).split('x');
    if (size.size() != 2) {
        std::fprintf(stderr, "usage: scene_pictures FOLDER WxH [SCENE...]\n");
        for (const Scene& scene : scenes()) {
            std::fprintf(stderr, "  %s\n", qPrintable(scene.name));
        }
        return 2;
    }
    const QStringList wanted = arguments.mid(3);
    for (const Scene& scene : scenes()) {
        if (!wanted.isEmpty() && !wanted.contains(scene.name)) { continue; }
        picture(scene, arguments[1], {size[0].toInt(), size[1].toInt()});
    }
    return 0;
}
