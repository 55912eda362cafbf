// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Edits that were not saved come back; a file open elsewhere is read only.

#include "tests/support/test_main.h"
#include "tests/ui/shell/file_fixture.h"

namespace weft::ui::test {

class TstFileRecovery : public QObject {
    Q_OBJECT

private slots:
    void closingAsksNothingAndTheEditsAreOffered() {
        StudioFixture studio;
        const QString path = project(studio, "a.weft");
        QVERIFY(studio.open(path));
        QVERIFY(addNote(studio));
        QVERIFY(addNote(studio));
        const std::string bytes = bytesOf(studio);
        QTest::keyClick(studio.window.get(), Qt::Key_W, Qt::ControlModifier);
        QVERIFY(studio.window->drawing() == nullptr);
        QVERIFY2(saysSomewhere(studio).contains("a.weft was closed with 2 edits not saved"),
                 qPrintable(saysSomewhere(studio)));
        QVERIFY(StudioFixture::noDialog());
        QVERIFY(studio.open(path));
        QVERIFY2(saysSomewhere(studio).contains("2 edits of today"),
                 qPrintable(saysSomewhere(studio)));
        QVERIFY(!studio.window->drawing()->modified());
        QVERIFY(answer(studio, "Recover"));
        QTRY_VERIFY(studio.window->drawing()->modified());
        QCOMPARE(bytesOf(studio), bytes);
        QVERIFY(saves(studio));
        QCOMPARE(contentsOf(path).toStdString(), bytes);
        QVERIFY(studio.open(path));
        QVERIFY(!saysSomewhere(studio).contains("not saved"));
    }

    void discardedEditsAreGone() {
        StudioFixture studio;
        const QString path = project(studio, "a.weft");
        QVERIFY(studio.open(path));
        QVERIFY(addNote(studio));
        QVERIFY(studio.open(path));
        QVERIFY(answer(studio, "Discard"));
        QCOMPARE(logsIn(studio), 0);
        QVERIFY(studio.open(path));
        QVERIFY(!saysSomewhere(studio).contains("not saved."));
    }

    void editsOfAnotherStateOfTheFileAreKept() {
        StudioFixture studio;
        const QString path = project(studio, "a.weft");
        QVERIFY(studio.open(path));
        QVERIFY(addNote(studio));
        const std::string mine = bytesOf(studio);
        studio.window->closeDocument();
        QVERIFY(QFile::remove(path));
        project(studio, "a.weft", {.steps = 7});
        QVERIFY(studio.open(path));
        QVERIFY2(saysSomewhere(studio).contains("another state of this file"),
                 qPrintable(saysSomewhere(studio)));
        QCOMPARE(logsIn(studio), 1);
        QVERIFY(answer(studio, "Open as copy"));
        QTRY_COMPARE(studio.files->path(), QString());
        QTRY_COMPARE(bytesOf(studio), mine);
        QVERIFY(studio.window->drawing()->modified());
    }

    void damagedLogGivesWhatIsWhole() {
        StudioFixture studio;
        const QString path = project(studio, "a.weft");
        QVERIFY(studio.open(path));
        QVERIFY(addNote(studio));
        const std::string one = bytesOf(studio);
        QVERIFY(addNote(studio));
        studio.window->closeDocument();
        const QString log = EditLog::leftIn(studio.recoveryFolder(), path).at(0).log;
        QVERIFY(QFile(log).resize(QFileInfo(log).size() - 2));
        QVERIFY(studio.open(path));
        QVERIFY(answer(studio, "Recover"));
        QTRY_COMPARE(bytesOf(studio), one);
        QVERIFY(studio.window->fileBar().detail("recovered").contains("cut off"));
    }

    void untitledDrawingIsOfferedOnTheWelcomePage() {
        StudioFixture studio;
        studio.files->newFile();
        QVERIFY(addNote(studio));
        const std::string bytes = bytesOf(studio);
        studio.window->closeDocument();
        QPushButton* offer = nullptr;
        QTRY_VERIFY((offer = studio.window->findChild<QPushButton*>("left")) != nullptr);
        QVERIFY2(offer->text().startsWith("Untitled: 1 edit of today"), qPrintable(offer->text()));
        QTest::mouseClick(offer, Qt::LeftButton);
        QTRY_VERIFY(studio.window->drawing() != nullptr);
        QCOMPARE(bytesOf(studio), bytes);
        QVERIFY(studio.window->drawing()->modified());
        QVERIFY(studio.window->windowTitle().startsWith("*untitled"));
    }

    void secondWindowIsReadOnly() {
        StudioFixture first;
        StudioFixture second;
        const QString path = project(first, "a.weft");
        QVERIFY(first.open(path));
        QVERIFY(second.open(path));
        QVERIFY2(saysSomewhere(second).startsWith("Read only: a.weft is being edited by process "),
                 qPrintable(saysSomewhere(second)));
        const qsizetype before = notes(second);
        QVERIFY(!addNote(second));
        QCOMPARE(notes(second), before);
        QVERIFY(addNote(first));
        // Given back, and taken.
        first.window->closeDocument();
        QVERIFY(answer(second, "Try again"));
        QTRY_VERIFY(second.window->drawing() != nullptr &&
                    second.window->drawing()->readOnlyReason().isEmpty());
        QTRY_VERIFY(addNote(second));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstFileRecovery> registered;
}

#include "tst_file_recovery.moc"
