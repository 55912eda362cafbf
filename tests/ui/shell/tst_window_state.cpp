// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/window_state.h"

#include <QPushButton>
#include <QScreen>
#include <QSplitter>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/base/settings.h"
#include "ui/shell/tab_area.h"
#include "ui/shell/welcome/example_thumbnails.h"
#include "ui/shell/welcome/welcome_page.h"

namespace weft::ui::test {

class TstWindowState : public QObject {
    Q_OBJECT

private slots:
    void init() { Settings().reset(); }
    void cleanupTestCase() { Settings().reset(); }

    void offScreenWindowIsBroughtBack() {
        QWidget window;
        const QRect room = QGuiApplication::primaryScreen()->availableGeometry();
        window.resize(500, 300);
        for (const QPoint at : {QPoint(9000, 9000), QPoint(-499, 10), QPoint(10, -60)}) {
            window.move(at);
            bringOnScreen(window);
            QVERIFY2(room.contains(window.frameGeometry()), qPrintable(QTest::toString(at)));
        }
        window.move(40, 50);
        bringOnScreen(window);
        QCOMPARE(window.pos(), QPoint(40, 50));
        window.resize(99'000, 99'000);
        window.move(9000, 9000);
        bringOnScreen(window);
        QVERIFY(window.width() <= room.width() && window.height() <= room.height());
    }

    void nothingAndNonsenseAreNoHarm() {
        StudioFixture studio;
        WindowState state(*studio.window);
        QVERIFY(!state.restoreGeometry());
        Settings().setGeometry("nonsense");
        QVERIFY(!state.restoreGeometry());
        auto* rows = studio.window->findChild<QSplitter*>("rowSplitter");
        QVERIFY(rows != nullptr);
        state.save();
        const QList<int> before = rows->sizes();
        for (const QString part : {"rowSplitter", "columnSplitter", "bottomSplitter"}) {
            Settings().setState("bottomLeft-inspector_" + part, QByteArray(20, '\x7F'));
        }
        Settings().setState("tab_inspector", "no such page");
        state.restoreParts();
        QCOMPARE(rows->sizes(), before);
        QVERIFY(!rows->childrenCollapsible());
    }

    void splittersAndTabsComeBack() {
        QList<int> sizes;
        {
            StudioFixture studio;
            WindowState state(*studio.window);
            auto* rows = studio.window->findChild<QSplitter*>("rowSplitter");
            rows->setSizes({300, 300});
            sizes = rows->sizes();
            QVERIFY(studio.window->openDock("variables"));
            QVERIFY(studio.window->openDock("problems"));
            studio.window->close();
        }
        StudioFixture studio;
        auto* rows = studio.window->findChild<QSplitter*>("rowSplitter");
        QVERIFY(rows->sizes() != sizes);
        WindowState state(*studio.window);
        state.restoreParts();
        QCOMPARE(rows->sizes(), sizes);
        QCOMPARE(studio.window->findChild<TabArea*>("inspector")->currentPage()->objectName(),
                 "variables");
        QCOMPARE(studio.window->findChild<TabArea*>("bottomLeft")->currentPage()->objectName(),
                 "problems");
    }

    void missingRecentFilesAreMarked() {
        StudioFixture studio;
        studio.window->setRecentFiles({studio.folder() + "/gone.weft", examplePath("neuron")});
        // A layout shows what is added to it when events are next handled.
        const auto disabled = [&] {
            QStringList shown;
            for (QPushButton* button :
                 studio.window->findChild<WelcomePage*>()->findChildren<QPushButton*>()) {
                if (button->isVisible() && !button->isEnabled()) { shown.append(button->text()); }
            }
            return shown;
        };
        QTRY_COMPARE(disabled(), QStringList("gone.weft"));
    }

    void thumbnailsShowTheDiagram() {
        const Theme& theme = themeById(ThemeId::Dark);
        const QImage image = thumbnailOf(examplePath("fashion_mlp"), QSize(204, 84), 2, theme);
        QCOMPARE(image.size(), QSize(408, 168));
        QSet<QRgb> colours;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) { colours.insert(image.pixel(x, y)); }
        }
        QVERIFY(colours.size() > 3);
        QVERIFY(thumbnailOf("/no/such.weft", QSize(10, 10), 1, theme).isNull());
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstWindowState> registered;
}

#include "tst_window_state.moc"
