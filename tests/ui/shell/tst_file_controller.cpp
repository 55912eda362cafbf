// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Files come, are edited, saved and go; nothing is asked, nothing is lost.

#include "ui/shell/file_controller.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <csignal>

#include <QDir>
#include <QPushButton>
#include <QSignalSpy>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/commands/item_commands.h"
#include "ui/panels/error_bar.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"

namespace weft::ui::test {
namespace {

QByteArray contentsOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// One edit of what is open.
bool addNote(StudioFixture& studio) {
    return studio.window->edits()
        .edit("add",
              [](Edit& edit) {
                  return detail::statusOf(addEntry(edit, kNoteEntry, {}, QPointF(16, 16)));
              })
        .ok();
}

qsizetype notes(const StudioFixture& studio) {
    const Drawing* drawing = studio.window->drawing();
    return drawing == nullptr ? -1 : static_cast<qsizetype>(drawing->document().size());
}

std::string bytesOf(const StudioFixture& studio) {
    return documentToBytes(studio.window->drawing()->document());
}

bool saves(StudioFixture& studio) {
    QSignalSpy saved(studio.files.get(), &FileController::saved);
    QTest::keyClick(studio.window.get(), Qt::Key_S, Qt::ControlModifier);
    return QTest::qWaitFor([&] { return !saved.isEmpty(); }, 10'000);
}

QString saysSomewhere(const StudioFixture& studio) {
    return studio.window->fileBar().words().join('|');
}

/// Clicks a button of the bar.
bool answer(const StudioFixture& studio, const QString& text) {
    for (QPushButton* button : studio.window->fileBar().findChildren<QPushButton*>()) {
        if (button->text() != text || !button->isVisible()) { continue; }
        QTest::mouseClick(button, Qt::LeftButton);
        QTest::qWait(1);
        return true;
    }
    qWarning("no button '%s' in: %s", qPrintable(text), qPrintable(saysSomewhere(studio)));
    return false;
}

bool isRoot() { return geteuid() == 0; }

/// Files of this process can grow to that size and not further.
class LittleDisk {
public:
    explicit LittleDisk(rlim_t bytes) {
        getrlimit(RLIMIT_FSIZE, &m_before);
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        rlimit low = m_before;
        low.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &low);
    }
    ~LittleDisk() {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }

private:
    rlimit m_before{};
    void (*m_handler)(int) = nullptr;
};

}  // namespace

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
        QVERIFY(QDir(studio.recoveryFolder()).entryList({"*.editlog"}).isEmpty());
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
        QVERIFY(studio.window->drawing() == nullptr);
        studio.files->saveTo(studio.folder() + "/sum.weft");
        QTRY_VERIFY(studio.window->drawing() != nullptr);
        QCOMPARE(studio.files->path(), studio.folder() + "/sum.weft");
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

private:
    static int logsIn(const StudioFixture& studio) {
        return static_cast<int>(
            QDir(studio.recoveryFolder()).entryList({"*.editlog"}, QDir::Files).size());
    }
    /// A project file of its own.
    static QString project(const StudioFixture& studio, const QString& name,
                           const NeuronOptions& options = {}) {
        const auto document = documentFromText(neuronProject(options).toStdString());
        const QString path = studio.folder() + '/' + name;
        if (!document.ok() || !writeProject(*document, path.toStdString()).ok()) { return {}; }
        return path;
    }
    static QByteArray newerSchema() {
        // Field 2 is the schema; the checksum at the end is made again.
        QByteArray bytes = QByteArray::fromStdString(documentToBytes(Document()));
        bytes.chop(5);
        const qsizetype at = 14;
        if (bytes[at] != 0x10) { qWarning("the schema is elsewhere"); }
        bytes[at + 1] = 99;
        const std::uint32_t crc = crc32c(bytes.toStdString());
        bytes.append(static_cast<char>(0x7D));
        for (int i = 0; i < 4; ++i) { bytes.append(static_cast<char>(crc >> (8 * i))); }
        return bytes;
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstFileController> registered;
}

#include "tst_file_controller.moc"
