// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Files coming and going in the real window.

#include <QMimeData>
#include <QSignalSpy>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/problems_panel.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {

class TstMainWindowOpen : public QObject {
    Q_OBJECT

private slots:
    void damagedProjectIsNamedAndTheOpenOneStays() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QFile whole(examplePath("neuron"));
        QVERIFY(whole.open(QIODevice::ReadOnly));
        const QByteArray bytes = whole.readAll();
        for (const qsizetype size : {qsizetype{0}, bytes.size() / 2, bytes.size() - 1}) {
            const QString path = studio.file("damaged.weft", bytes.left(size));
            QVERIFY(studio.openFails(path));
            QVERIFY(studio.window->errorBar().isVisible());
            const ErrorReport& report = studio.window->errorBar().report();
            QVERIFY2(report.plain.contains("damaged.weft"), qPrintable(report.plain));
            QVERIFY2(report.message.contains(path), qPrintable(report.message));
            QVERIFY(!report.code.isEmpty());
        }
        QVERIFY(StudioFixture::noDialog());
        QVERIFY(studio.probe().names().contains("loss"));
        QCOMPARE(studio.state(), RunState::Idle);
    }

    void absentAndForeignFilesAreRefused() {
        StudioFixture studio;
        QVERIFY(studio.openFails(studio.folder() + "/nothing.weft"));
        QCOMPARE(studio.window->errorBar().report().code, "NOT_FOUND");
        QVERIFY(studio.openFails(studio.file("words.txt", "hello")));
        QCOMPARE(studio.window->errorBar().report().code, "UNIMPLEMENTED");
        QVERIFY(studio.openFails(studio.file("words.pb", "this is no graph")));
        QVERIFY(studio.openFails(studio.file("words.pbtxt", "node { name: ")));
        QCOMPARE(studio.state(), RunState::Empty);
    }

    void examplesOpenIdle_data() {
        QTest::addColumn<QString>("stem");
        QTest::addColumn<QString>("node");
        QTest::newRow("neuron") << "neuron"
                                << "Variable";
        QTest::newRow("linear") << "linear_regression"
                                << "loss";
        QTest::newRow("mlp") << "fashion_mlp"
                             << "hidden1";
    }
    void examplesOpenIdle() {
        QFETCH(QString, stem);
        QFETCH(QString, node);
        StudioFixture studio;
        QVERIFY(studio.open(examplePath(stem)));
        QCOMPARE(studio.state(), RunState::Idle);
        QVERIFY(!studio.probe().rectOf(node).isEmpty());
        QVERIFY(studio.window->canvas().viewport()->rect().contains(
            studio.probe().rectOf(node).toAlignedRect()));
        QVERIFY(studio.window->actions().train->text().startsWith("Train "));
        QVERIFY(studio.window->problems().problems().empty());
    }

    void graphsHaveNoRunSheet_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("text") << "sum.pbtxt";
        QTest::newRow("binary") << "sum.pb";
    }
    void graphsHaveNoRunSheet() {
        QFETCH(QString, name);
        StudioFixture studio;
        QString path = studio.file("sum.pbtxt", sumGraph());
        if (name.endsWith(".pb")) {
            const Result<Graph> graph = graphFromText(sumGraph().toStdString());
            QVERIFY(graph.ok());
            path = studio.file(name, QByteArray::fromStdString(graphToBytes(*graph)));
        }
        QVERIFY(studio.open(path));
        const Actions& actions = studio.window->actions();
        QCOMPARE(actions.train->text(), "Run");
        QVERIFY(!actions.step->isEnabled());
        QVERIFY(studio.probe().names().contains("three"));
        // F5 is Run here: every end that needs no feed.
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QCOMPARE(studio.transcript(), QStringList("run([three:0, useless:0])|[3.0, -1.0]"));
    }

    void closingShowsTheWelcomePage() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        studio.window->actions().closeFile->trigger();
        QVERIFY(studio.window->session() == nullptr);
        QCOMPARE(studio.state(), RunState::Empty);
        QVERIFY(studio.transcript().isEmpty());
        QVERIFY(studio.curve("train/loss").empty());
        QVERIFY(!studio.window->actions().train->isEnabled());
        QCOMPARE(studio.window->windowTitle(), "Weft");
    }

    void droppedFilesAreAskedFor() {
        StudioFixture studio;
        QSignalSpy asked(studio.window.get(), &MainWindow::openRequested);
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile("/some/graph.pb")});
        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &mime, Qt::LeftButton, {});
        QApplication::sendEvent(studio.window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &mime, Qt::LeftButton, {});
        QApplication::sendEvent(studio.window.get(), &drop);
        QCOMPARE(asked.value(0).value(0).toString(), "/some/graph.pb");
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstMainWindowOpen> registered;
}

#include "tst_main_window_open.moc"
