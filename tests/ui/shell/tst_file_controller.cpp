// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Files come, are edited, saved and go; nothing is asked, nothing is lost.

#include <sys/stat.h>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"
#include "tests/ui/shell/file_fixture.h"
#include "ui/panels/error_bar.h"

namespace weft::ui::test {

class TstFileController : public QObject {
    Q_OBJECT

private slots:
    void newDrawingIsSavedUnderTheNameAskedFor() {
        StudioFixture studio;
        QTest::keyClick(studio.window.get(), Qt::Key_N, Qt::ControlModifier);
        QVERIFY(studio.window->drawing() != nullptr);
        QVERIFY(studio.window->windowTitle().startsWith("untitled"));
        QVERIFY(addNote(studio));
        QVERIFY(studio.window->windowTitle().startsWith("*untitled"));
        int asked = 0;
        studio.files->setAskPath([&](FileController::Asked what, const QString&) {
            ++asked;
            return what == FileController::Asked::Save ? studio.folder() + "/first" : QString();
        });
        QVERIFY(saves(studio));
        QCOMPARE(asked, 1);
        const QString path = studio.folder() + "/first.weft";
        QCOMPARE(contentsOf(path).toStdString(), bytesOf(studio));
        QTRY_VERIFY(studio.window->windowTitle().startsWith("first "));
        // Known now: saved without asking.
        QVERIFY(addNote(studio));
        QVERIFY(saves(studio));
        QCOMPARE(asked, 1);
        QCOMPARE(contentsOf(path).toStdString(), bytesOf(studio));
        QVERIFY(!studio.window->drawing()->modified());
        QTRY_COMPARE(logsIn(studio), 0);
    }

    void givingUpThePathChangesNothing() {
        StudioFixture studio;
        studio.files->newFile();
        QVERIFY(addNote(studio));
        studio.files->setAskPath([](FileController::Asked, const QString&) { return QString(); });
        QTest::keyClick(studio.window.get(), Qt::Key_S, Qt::ControlModifier);
        QVERIFY(!studio.files->busy());
        QVERIFY(studio.window->drawing()->modified());
    }

    void plainGraphBecomesAProject() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("sum.pbtxt", unknownOpGraph())));
        QVERIFY(studio.window->drawing() != nullptr);
        studio.files->saveTo(studio.folder() + "/sum.weft");
        QTRY_COMPARE(studio.files->path(), studio.folder() + "/sum.weft");
        const auto graph =
            graphFromText(unknownOpGraph().toStdString(), {.unknownOps = UnknownOps::Keep});
        QVERIFY_OK(graph);
        QCOMPARE(graphToBytes(studio.window->drawing()->current()->graph()), graphToBytes(*graph));
    }

    void examplesAreSavedElsewhere() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(addNote(studio));
        const QByteArray before = contentsOf(examplePath("neuron"));
        studio.files->setAskPath(
            [&](FileController::Asked, const QString&) { return studio.folder() + "/mine.weft"; });
        QVERIFY(saves(studio));
        QCOMPARE(studio.files->path(), studio.folder() + "/mine.weft");
        QCOMPARE(contentsOf(examplePath("neuron")), before);
        QVERIFY(!QFile::exists(FileLock::lockPath(examplePath("neuron"))));
    }

    void savingKeepsTheVersionBefore() {
        StudioFixture studio;
        const QString path = project(studio, "a.weft");
        const QByteArray first = contentsOf(path);
        QVERIFY(studio.open(path));
        for (int i = 0; i < 2; ++i) {
            QVERIFY(addNote(studio));
            QVERIFY(saves(studio));
        }
        QCOMPARE(contentsOf(path + "~1"), first);
    }

    void failedSaveSaysWhyAndKeepsEverything_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("small");
        QTest::addColumn<QString>("code");
        QTest::newRow("full disk") << "/full.weft" << true << "RESOURCE_EXHAUSTED";
        QTest::newRow("no folder") << "/none/x.weft" << false << "NOT_FOUND";
        QTest::newRow("a folder") << "/dir.weft" << false << "INVALID_ARGUMENT";
        if (!isRoot()) {
            QTest::newRow("no rights") << "/locked/x.weft" << false << "PERMISSION_DENIED";
        }
    }
    void failedSaveSaysWhyAndKeepsEverything() {
        QFETCH(QString, name);
        QFETCH(bool, small);
        QFETCH(QString, code);
        StudioFixture studio;
        QVERIFY(QDir().mkpath(studio.folder() + "/dir.weft"));
        QVERIFY(QDir().mkpath(studio.folder() + "/locked"));
        chmod(QFile::encodeName(studio.folder() + "/locked").constData(), 0500);
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(addNote(studio));
        const std::string bytes = bytesOf(studio);
        QSignalSpy failed(studio.files.get(), &FileController::saveFailed);
        {
            studio.files->settle();
            const LittleDisk disk(small ? 64 : RLIM_INFINITY);
            studio.files->saveTo(studio.folder() + name);
            QTRY_COMPARE(failed.size(), 1);
        }
        QVERIFY2(failed[0][1].toString().startsWith(code + ": "),
                 qPrintable(failed[0][1].toString()));
        QVERIFY2(saysSomewhere(studio).contains("could not be saved"),
                 qPrintable(saysSomewhere(studio)));
        QVERIFY(studio.window->fileBar().detail("save").startsWith(code));
        QVERIFY(studio.window->drawing()->modified());
        QCOMPARE(bytesOf(studio), bytes);
        QVERIFY(StudioFixture::noDialog());
        QVERIFY(!QFileInfo(studio.folder() + name).isFile());
        // It is in the log, and another place works.
        studio.files->settle();
        QCOMPARE(logsIn(studio), 1);
        studio.files->saveTo(studio.folder() + "/good.weft");
        QTRY_VERIFY(!studio.window->drawing()->modified());
        QVERIFY(!saysSomewhere(studio).contains("could not be saved"));
        chmod(QFile::encodeName(studio.folder() + "/locked").constData(), 0700);
    }

    void editsMadeWhileSavingStayModified() {
        StudioFixture studio;
        const QString path = project(studio, "a.weft");
        QVERIFY(studio.open(path));
        QVERIFY(addNote(studio));
        QSignalSpy saved(studio.files.get(), &FileController::saved);
        studio.files->save();
        const std::string then = bytesOf(studio);
        QVERIFY(addNote(studio));
        QTRY_COMPARE(saved.size(), 1);
        QCOMPARE(contentsOf(path).toStdString(), then);
        QVERIFY(studio.window->drawing()->modified());
        QCOMPARE(studio.files->log()->edits(), 1);
        studio.window->edits().drawing()->undo();
        QVERIFY(!studio.window->drawing()->modified());
    }

    void aSecondSaveIsDoneBeforeTheDocumentCloses() {
        StudioFixture studio;
        const QString path = project(studio, "a.weft");
        QVERIFY(studio.open(path));
        QVERIFY(addNote(studio));
        studio.files->save();
        QVERIFY(addNote(studio));
        studio.files->save();
        const std::string wanted = bytesOf(studio);
        studio.window->closeDocument();
        QCOMPARE(contentsOf(path).toStdString(), wanted);
        QCOMPARE(logsIn(studio), 0);
        // What the writing thread sent comes too late, and does no harm.
        QVERIFY(studio.open(path));
        QVERIFY(!studio.files->busy());
    }

    void changeOutsideIsTold() {
        StudioFixture studio;
        const QString path = project(studio, "a.weft");
        QVERIFY(studio.open(path));
        QVERIFY(addNote(studio));
        const QString other = project(studio, "b.weft", {.steps = 3});
        const QByteArray theirs = contentsOf(other);
        QVERIFY(QFile::remove(path) && QFile::rename(other, path));
        QTRY_VERIFY2(saysSomewhere(studio).contains("a.weft was changed by another program"),
                     qPrintable(saysSomewhere(studio)));
        // Not overwritten unasked.
        QSignalSpy failed(studio.files.get(), &FileController::saveFailed);
        studio.files->save();
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(contentsOf(path), theirs);
        QVERIFY(answer(studio, "Keep mine"));
        QVERIFY(saves(studio));
        QCOMPARE(contentsOf(path).toStdString(), bytesOf(studio));
    }

    void reloadedFileIsTheirsAndMineIsKept() {
        StudioFixture studio;
        const QString path = project(studio, "a.weft");
        QVERIFY(studio.open(path));
        QVERIFY(addNote(studio));
        const QString other = project(studio, "b.weft", {.steps = 3});
        const QByteArray theirs = contentsOf(other);
        QVERIFY(QFile::remove(path) && QFile::rename(other, path));
        QTRY_VERIFY(saysSomewhere(studio).contains("changed by another program"));
        QVERIFY(answer(studio, "Reload"));
        QTRY_COMPARE(QByteArray::fromStdString(bytesOf(studio)), theirs);
        QTRY_VERIFY(saysSomewhere(studio).contains("another state of this file"));
    }

    void vanishedFileIsWrittenAgain() {
        StudioFixture studio;
        const QString path = project(studio, "a.weft");
        QVERIFY(studio.open(path));
        QVERIFY(QFile::remove(path));
        QTRY_VERIFY2(saysSomewhere(studio).contains("a.weft is gone"),
                     qPrintable(saysSomewhere(studio)));
        QVERIFY(addNote(studio));
        QVERIFY(saves(studio));
        QVERIFY(QFile::exists(path));
        QTRY_VERIFY(!saysSomewhere(studio).contains("gone"));
    }

    void badFilesLeaveWhatIsOpen_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("code");
        const QByteArray whole = QByteArray::fromStdString(documentToBytes(Document()));
        QByteArray flipped = whole;
        flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 1);
        QTest::newRow("empty") << QByteArray() << "DATA_LOSS";
        QTest::newRow("cut") << whole.left(whole.size() - 1) << "DATA_LOSS";
        QTest::newRow("flipped") << flipped << "DATA_LOSS";
        QTest::newRow("noise") << QByteArray(3000, 'q') << "DATA_LOSS";
        QTest::newRow("newer schema") << newerSchema() << "UNIMPLEMENTED";
    }
    void badFilesLeaveWhatIsOpen() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, code);
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(addNote(studio));
        QVERIFY(studio.openFails(studio.file("bad.weft", bytes)));
        QVERIFY(studio.window->errorBar().isVisible());
        QCOMPARE(studio.window->errorBar().report().code, code);
        QVERIFY(studio.window->errorBar().report().message.contains("bad.weft"));
        QVERIFY(studio.window->drawing()->modified());
        QVERIFY(StudioFixture::noDialog());
    }

    void timesAreSaidAsPeopleDo() {
        const QDateTime now(QDate(2024, 3, 1), QTime(9, 0));
        QCOMPARE(sayWhen(QDateTime(QDate(2024, 3, 1), QTime(8, 5)), now), "today 08:05");
        QCOMPARE(sayWhen(QDateTime(QDate(2024, 2, 29), QTime(23, 5)), now), "yesterday 23:05");
        QCOMPARE(sayWhen(QDateTime(QDate(2024, 2, 1), QTime(1, 2)), now), "2024-02-01 01:02");
        QCOMPARE(sayEdits(1), "1 edit");
        QCOMPARE(sayEdits(17), "17 edits");
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstFileController> registered;
}

#include "tst_file_controller.moc"
