// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/studio_application.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/base/icons.h"
#include "ui/panels/error_bar.h"

namespace weft::studio::test {

class TstStudioApplication : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { ui::initResources(); }

    void badFileIsSaidAndTheWindowStays() {
        StudioApplication studio({.files = {"/no/such/file.weft"}});
        studio.start();
        QTRY_VERIFY(studio.window().errorBar().isVisible());
        QCOMPARE(studio.window().errorBar().report().code, "NOT_FOUND");
        QVERIFY(studio.window().isVisible());
    }

    void laterFilesAreOnlyOpened() {
        StudioApplication studio({.files = {ui::test::examplePath("neuron")}, .trainSteps = 3});
        studio.start();
        QTRY_COMPARE(studio.window().answered(), 1);
        QCOMPARE(studio.window().progress().step, 3);
        studio.open(ui::test::examplePath("linear_regression"));
        QTRY_VERIFY(studio.window().windowTitle().contains("linear_regression"));
        QTRY_VERIFY(studio.window().canvas().snapshot()->nodes() > 0);
        QTest::qWait(100);
        QCOMPARE(studio.window().answered(), 0);
        QCOMPARE(studio.window().progress().state, ui::RunState::Idle);
    }

    void theNewestFileAskedForWins() {
        StudioApplication studio({});
        studio.start();
        studio.open(ui::test::examplePath("fashion_mlp"));
        studio.open(ui::test::examplePath("neuron"));
        QTRY_VERIFY(studio.window().windowTitle().contains("neuron"));
        QTest::qWait(100);
        QVERIFY(studio.window().windowTitle().contains("neuron"));
    }

    void examplesAndPaletteAreFound() {
        QStringList stems;
        for (const QString& path : examplePaths()) { stems.append(QFileInfo(path).baseName()); }
        QVERIFY2(stems.contains("neuron"), qPrintable(stems.join(' ')));
        QStringList names;
        for (const ui::PaletteEntry& entry : paletteEntries()) { names.append(entry.name); }
        QVERIFY(names.contains("Dense") && names.contains("MatMul"));
        QVERIFY(names.filter(QRegularExpression("^_")).isEmpty());
    }
};

}  // namespace weft::studio::test

namespace {
const weft::test::Registered<weft::studio::test::TstStudioApplication> registered;
}

#include "tst_studio_application.moc"
