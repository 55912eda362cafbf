// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Whatever happens to a log, each edit in it that is whole comes back as it was made.

#include "ui/document/edit_log.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"
#include "tests/ui/document/random_drawing.h"
#include "ui/document/drawing.h"

namespace weft::ui::test {
namespace {

constexpr int kCommands = 1000;

/// Refuses to write while it is told to.
class FullDisk final : public FileCalls {
public:
    ssize_t write(int file, const void* bytes, std::size_t count) const override {
        if (!full) { return FileCalls::write(file, bytes, count); }
        // Some of it still fits.
        if (half && count > 4) {
            half = false;
            return FileCalls::write(file, bytes, count / 2);
        }
        errno = ENOSPC;
        return -1;
    }
    std::atomic<bool> full = false;
    mutable std::atomic<bool> half = false;
};

/// A drawing whose edits go into a log.
struct Logged {
    explicit Logged(const QString& folder, const FileCalls& calls = systemFileCalls())
        : drawing(emptyProject()), log(folder, nullptr, calls) {
        log.begin({{}, {}, drawing.document()});
        QObject::connect(&drawing, &Drawing::edited, &log, &EditLog::append);
    }
    void act(RandomHand& hand, int count = 1) {
        for (int i = 0; i < count; ++i) {
            (void)drawing.edit("act", 0, [&](Edit& edit) { return hand.act(edit); });
        }
    }
    std::string bytes() const { return documentToBytes(drawing.document()); }

    Drawing drawing;
    EditLog log;
};

QByteArray contentsOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TstEditLog : public QObject {
    Q_OBJECT

private slots:
    void damagedAndForeignLogsAreRefused_data() {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray head = editLogHead({"/f.weft", "hash", Document()});
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("noise") << QByteArray(4000, 'x');
        QTest::newRow("head cut") << head.left(head.size() - 1);
        QTest::newRow("zeros") << QByteArray(4000, '\0');
        QTest::newRow("an edit first") << editLogFrame({{}, 1, QDateTime::currentDateTime()});
    }
    void damagedAndForeignLogsAreRefused() {
        QFETCH(QByteArray, bytes);
        QVERIFY_FAILS(editLogFromBytes(bytes, "x.editlog"), "DATA_LOSS", "x.editlog");
    }

    void everyCutAndEveryFlippedByteLeavesWhatIsWhole() {
        QTemporaryDir folder;
        Logged logged(folder.path());
        RandomHand hand(3);
        std::vector<std::string> states = {logged.bytes()};
        connect(&logged.drawing, &Drawing::edited, this, [&] { states.push_back(logged.bytes()); });
        while (logged.log.edits() < 8) { logged.act(hand); }
        logged.log.flush();
        const QByteArray whole = contentsOf(logged.log.file());
        const qsizetype head = editLogHead(logged.log.base()).size();
        for (qsizetype at = head; at < whole.size(); ++at) {
            for (const bool cut : {true, false}) {
                QByteArray bytes = cut ? whole.left(at) : whole;
                if (!cut) { bytes[at] = static_cast<char>(bytes[at] ^ 0x10); }
                const Result<LoggedEdits> got = editLogFromBytes(bytes);
                QVERIFY_OK(got);
                const auto count = static_cast<std::size_t>(got->edits);
                QVERIFY(count < 8);
                QVERIFY(!got->damage.isEmpty() || got->wholeBytes == bytes.size());
                const Result<Document> document = documentOf(*got);
                QVERIFY_OK(document);
                QCOMPARE(documentToBytes(*document), states[count]);
            }
        }
    }

    void undoAndReplayGiveTheSameBytes() {
        QTemporaryDir folder;
        Logged logged(folder.path());
        RandomHand hand(7);
        std::mt19937 random(11);
        for (int i = 0; i < kCommands; ++i) {
            logged.act(hand);
            if (random() % 5 == 0 && logged.drawing.canUndo()) {
                logged.drawing.undo();
                const std::string undone = logged.bytes();
                logged.drawing.redo();
                logged.drawing.undo();
                QCOMPARE(logged.bytes(), undone);
            }
        }
        logged.log.flush();
        const auto left = readEditLog(logged.log.file());
        QVERIFY_OK(left);
        QVERIFY(left->damage.isEmpty());
        QCOMPARE(left->edits, logged.log.edits());
        QVERIFY(left->edits > kCommands);
        // It was made small on the way, and still says the same.
        QVERIFY2(left->deltas.size() <= 510, qPrintable(QString::number(left->deltas.size())));
        Drawing again(emptyProject());
        QVERIFY_OK(again.replay(left->deltas));
        QCOMPARE(documentToBytes(again.document()), logged.bytes());
    }

    void joinedDeltasKeepIdsGiven() {
        Drawing drawing(emptyProject());
        std::vector<Delta> deltas;
        connect(&drawing, &Drawing::edited, this, [&](const Delta& d) { deltas.push_back(d); });
        RandomHand hand(5);
        for (int i = 0; i < 60; ++i) {
            (void)drawing.edit("act", 0, [&](Edit& edit) { return hand.act(edit); });
            while (i % 20 == 19 && drawing.canUndo()) { drawing.undo(); }
            Document document;
            for (const Delta& delta : joinedDeltas(deltas)) { QVERIFY_OK(document.apply(delta)); }
            QCOMPARE(documentToBytes(document), documentToBytes(drawing.document()));
        }
    }

    void fullDiskIsToldAndNothingIsLost() {
        QTemporaryDir folder;
        FullDisk disk;
        Logged logged(folder.path(), disk);
        RandomHand hand(2);
        QSignalSpy failed(&logged.log, &EditLog::failed);
        QSignalSpy working(&logged.log, &EditLog::working);
        logged.act(hand, 5);
        logged.log.flush();
        disk.half = true;
        disk.full = true;
        logged.act(hand, 5);
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY2(failed[0][0].toString().startsWith("RESOURCE_EXHAUSTED: "),
                 qPrintable(failed[0][0].toString()));
        logged.log.flush();
        QVERIFY_OK(readEditLog(logged.log.file()));
        disk.full = false;
        logged.act(hand, 2);
        logged.log.flush();
        QTRY_COMPARE(working.size(), 1);
        const auto left = readEditLog(logged.log.file());
        QVERIFY_OK(left);
        QCOMPARE(left->edits, logged.log.edits());
        QCOMPARE(documentToBytes(*documentOf(*left)), logged.bytes());
    }

    void folderThatCannotBeMadeIsTold() {
        QTemporaryDir folder;
        QVERIFY(QFile(folder.filePath("file")).open(QIODevice::WriteOnly));
        Logged logged(folder.filePath("file/below"));
        QSignalSpy failed(&logged.log, &EditLog::failed);
        RandomHand hand(2);
        logged.act(hand, 3);
        QTRY_COMPARE(failed.size(), 1);
    }

    void editsMadeWhileSavingStay() {
        QTemporaryDir folder;
        Logged logged(folder.path());
        RandomHand hand(9);
        logged.act(hand, 6);
        const QString before = logged.log.file();
        logged.log.beginSave();
        const Document saved = logged.drawing.document();
        const qint64 edits = logged.log.edits();
        while (logged.log.edits() < edits + 3) { logged.act(hand); }
        logged.log.endSave(EditBase{folder.filePath("a.weft"), "hash", saved});
        logged.log.flush();
        QVERIFY(!QFile::exists(before));
        const auto left = readEditLog(logged.log.file());
        QVERIFY_OK(left);
        QCOMPARE(left->edits, 3);
        QCOMPARE(left->base.path, folder.filePath("a.weft"));
        QCOMPARE(left->base.fileHash, QByteArray("hash"));
        QCOMPARE(documentToBytes(*documentOf(*left)), logged.bytes());
        // Saved with nothing after it: no log.
        logged.log.beginSave();
        logged.log.endSave(EditBase{folder.filePath("a.weft"), "hash", logged.drawing.document()});
        logged.log.flush();
        QVERIFY(QDir(folder.path()).entryList({"*.editlog"}).isEmpty());
    }

    void resumedLogGoesOnBehindWhatIsWhole() {
        QTemporaryDir folder;
        QString file;
        std::string bytes;
        {
            Logged logged(folder.path());
            RandomHand hand(4);
            while (logged.log.edits() < 4) { logged.act(hand); }
            logged.log.flush();
            file = logged.log.file();
            QVERIFY(EditLog::leftIn(folder.path()).empty());  // it is being written
        }
        QVERIFY(QFile(file).resize(QFileInfo(file).size() - 3));
        std::vector<LoggedEdits> left = EditLog::leftIn(folder.path());
        QCOMPARE(left.size(), 1U);
        QCOMPARE(left[0].edits, 3);
        QVERIFY(!left[0].damage.isEmpty());
        Logged again(folder.path());
        QVERIFY_OK(again.drawing.replay(left[0].deltas));
        again.log.resume(left[0]);
        RandomHand hand(8);
        while (again.log.edits() < 6) { again.act(hand); }
        again.log.flush();
        const auto all = readEditLog(file);
        QVERIFY_OK(all);
        QCOMPARE(all->edits, 6);
        QVERIFY(all->damage.isEmpty());
        QCOMPARE(documentToBytes(*documentOf(*all)), again.bytes());
    }

    void logsOfFilesAreFoundByTheirFile() {
        QTemporaryDir folder;
        for (const char* name : {"a.weft", "b.weft"}) {
            Logged logged(folder.path());
            logged.log.begin({folder.filePath(name), "h", logged.drawing.document()});
            RandomHand hand(1);
            logged.act(hand, 2);
        }
        QCOMPARE(EditLog::leftIn(folder.path()).size(), 2U);
        const auto left = EditLog::leftIn(folder.path(), folder.filePath("b.weft"));
        QCOMPARE(left.size(), 1U);
        QCOMPARE(left[0].base.path, folder.filePath("b.weft"));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstEditLog> registered;
}

#include "tst_edit_log.moc"
