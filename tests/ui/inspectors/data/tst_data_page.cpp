// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/data/data_page.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/commands/item_commands.h"
#include "ui/panels/error_bar.h"

namespace weft::ui::test {
namespace {

constexpr int kWaitMs = 20'000;

template <class T>
T* part(StudioFixture& studio, const char* name) {
    T* found = studio.window->findChild<T*>(QString::fromLatin1(name));
    if (found == nullptr) { qFatal("no %s", name); }
    return found;
}

QString words(StudioFixture& studio) { return part<QLabel>(studio, "dataWords")->text(); }

const DataItem& dataOf(StudioFixture& studio, const char* name) {
    return *studio.window->drawing()->document().itemNamed(name)->as<DataItem>();
}

void take(const StudioFixture& studio, const char* name) {
    if (!qEnvironmentVariableIsSet("WEFT_PICTURES")) { return; }
    studio.window->grab().save(qEnvironmentVariable("WEFT_PICTURES") + '/' + name);
}

/// A project with nothing but a data source of that name.
QByteArray sourceProject(const QByteArray& source) { return lineProject(source); }

}  // namespace

class TstDataPage : public QObject {
    Q_OBJECT

private slots:
    void absentDataIsToldAtThePlace() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("line.weft.pbtxt", sourceProject("no-such-table"))));
        studio.probe().click("data");
        QTRY_VERIFY_WITH_TIMEOUT(words(studio).contains("no such data"), kWaitMs);
        QVERIFY(StudioFixture::noDialog());
    }

    void aSourceShowsRowsColumnsAndPictures() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        studio.probe().click("data");
        QTRY_VERIFY_WITH_TIMEOUT(words(studio).contains("66 columns"), kWaitMs);
        QVERIFY(part<QLabel>(studio, "dataPictures")->isVisible());
        auto* columns = part<QTableWidget>(studio, "dataColumns");
        QCOMPARE(columns->item(0, 0)->checkState(), Qt::Checked);
        QCOMPARE(part<QTableWidget>(studio, "dataRows")->rowCount(), 5);
        take(studio, "data_digits.png");
        // The split is cut by fraction and seed, and each change can be undone.
        auto* share = part<QDoubleSpinBox>(studio, "dataShare");
        const double before = dataOf(studio, "data").trainFraction;
        share->setValue(60);
        QCOMPARE(dataOf(studio, "data").trainFraction, 0.6);
        QVERIFY2(part<QLabel>(studio, "dataParts")->text().startsWith("train 1"),
                 qPrintable(part<QLabel>(studio, "dataParts")->text()));
        studio.window->drawing()->undo();
        QCOMPARE(dataOf(studio, "data").trainFraction, before);
        QCOMPARE(share->value(), before * 100);
    }

    void badRowsAreListedAndMended() {
        StudioFixture studio;
        QByteArray table = "x,z\n";
        for (int i = 0; i < 20; ++i) { table += QByteArray::number(i) + ",1\n"; }
        table += "20\n21,2\n";
        studio.file("points.csv", table);
        QVERIFY(studio.open(studio.file("line.weft.pbtxt", sourceProject("points"))));
        studio.probe().click("data");
        auto* bad = part<QLabel>(studio, "dataBad");
        QTRY_VERIFY_WITH_TIMEOUT(bad->isVisible(), kWaitMs);
        QVERIFY2(bad->text().contains("1 bad row: training stops"), qPrintable(bad->text()));

        QVERIFY2(bad->text().contains("line 22: number of fields"), qPrintable(bad->text()));
        take(studio, "data_bad.png");
        QTest::mouseClick(part<QPushButton>(studio, "dataGood"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(dataOf(studio, "data").source, "points_good.csv", kWaitMs);
        QTRY_VERIFY_WITH_TIMEOUT(words(studio).startsWith("21 rows"), kWaitMs);
        QVERIFY(!bad->isVisible());
        QVERIFY(StudioFixture::noDialog());
    }

    void aPlacedSourceGetsItsColumns() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        Drawing& drawing = *studio.window->drawing();
        QVERIFY(drawing
                    .edit("Add", 0,
                          [](Edit& edit) {
                              return addEntry(edit, "Data source/iris", {}, {0, 300}).status();
                          })
                    .ok());
        QTRY_COMPARE_WITH_TIMEOUT(dataOf(studio, "data").columns.size(), 6U, kWaitMs);
        drawing.undo();
        QVERIFY(dataOf(studio, "data").columns.empty());
        QTest::qWait(100);  // it is not read again behind one's back
        QVERIFY(dataOf(studio, "data").columns.empty());
    }

    void aDroppedTableBecomesASource() {
        StudioFixture studio;
        const QTemporaryDir elsewhere;
        const QString path = written(elsewhere.path(), "points.csv", "a,b\n1,2\n3,4\n");
        QVERIFY(studio.open(studio.file("neuron.weft.pbtxt", neuronProject())));
        emit studio.window->canvas().fileDropped(path, {0, 300});
        QTRY_VERIFY_WITH_TIMEOUT(studio.window->drawing()->document().itemNamed("data") != nullptr,
                                 kWaitMs);
        QCOMPARE(dataOf(studio, "data").source, "points.csv");
        QVERIFY(QFile::exists(studio.folder() + "/points.csv"));
        QTRY_VERIFY_WITH_TIMEOUT(words(studio).startsWith("2 rows"), kWaitMs);
        QVERIFY(StudioFixture::noDialog());
    }

    void droppingABrokenTableSaysWhy() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("neuron.weft.pbtxt", neuronProject())));
        emit studio.window->canvas().fileDropped(studio.file("empty.csv", ""), {0, 300});
        QTRY_VERIFY_WITH_TIMEOUT(studio.window->errorBar().isVisible(), kWaitMs);
        QVERIFY(studio.window->drawing()->document().itemNamed("data") == nullptr);
        QVERIFY(StudioFixture::noDialog());
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstDataPage> registered;
}

#include "tst_data_page.moc"
