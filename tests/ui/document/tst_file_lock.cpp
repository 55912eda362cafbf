// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/file_lock.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/test_main.h"

namespace weft::ui::test {

class TstFileLock : public QObject {
    Q_OBJECT

private slots:
    void secondIsToldWhoHasIt() {
        QTemporaryDir folder;
        const QString path = folder.filePath("a.weft");
        FileLock first = FileLock::take(path);
        QVERIFY(first.held());
        QVERIFY(FileLock::isHeld(path));
        // Not even by force: its process lives.
        for (const auto force : {FileLock::Force::No, FileLock::Force::Yes}) {
            const FileLock second = FileLock::take(path, force);
            QCOMPARE(second.state(), FileLock::State::Elsewhere);
            QVERIFY(second.holder().contains(QString::number(QCoreApplication::applicationPid())));
            QVERIFY(!second.isRemote());
        }
        first.release();
        QVERIFY(!FileLock::isHeld(path));
        QVERIFY(!QFile::exists(FileLock::lockPath(path)));
        QVERIFY(FileLock::take(path).held());
    }

    void locksOfTheDeadAreTakenOver_data() {
        QTest::addColumn<QByteArray>("text");
        const QByteArray host = QSysInfo::machineHostName().toUtf8();
        QTest::newRow("dead process") << "4194000\n" + host + "\nboot\n";
        QTest::newRow("other boot, our pid")
            << QByteArray::number(QCoreApplication::applicationPid()) + '\n' + host + "\nx\n";
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("noise") << QByteArray(5000, '\xFF');
    }
    void locksOfTheDeadAreTakenOver() {
        QFETCH(QByteArray, text);
        QTemporaryDir folder;
        const QString path = folder.filePath("a.weft");
        QVERIFY(leave(path, text));
        QVERIFY(!FileLock::isHeld(path));
        QVERIFY(FileLock::take(path).held());
    }

    void anotherHostsLockWaitsForAPerson() {
        QTemporaryDir folder;
        const QString path = folder.filePath("a.weft");
        QVERIFY(leave(path, "7\nfar-away\nboot\n"));
        const FileLock asked = FileLock::take(path);
        QCOMPARE(asked.state(), FileLock::State::Elsewhere);
        QCOMPARE(asked.holder(), "process 7 on far-away");
        QVERIFY(asked.isRemote());
        QVERIFY(FileLock::take(path, FileLock::Force::Yes).held());
    }

    void noLockWhereNothingCanBeWritten() {
        QCOMPARE(FileLock::take("/no/such/folder/a.weft").state(), FileLock::State::Unknown);
        QTemporaryDir folder;
        // A link laid where the lock goes is not followed.
        const QString path = folder.filePath("a.weft");
        QVERIFY(QFile::link(folder.filePath("elsewhere"), FileLock::lockPath(path)));
        QCOMPARE(FileLock::take(path).state(), FileLock::State::Unknown);
        QVERIFY(!QFile::exists(folder.filePath("elsewhere")));
    }

    void linksLeadToOneLock() {
        QTemporaryDir folder;
        const QString path = folder.filePath("a.weft");
        QVERIFY(QFile(path).open(QIODevice::WriteOnly));
        QVERIFY(QFile::link(path, folder.filePath("b.weft")));
        const FileLock first = FileLock::take(path);
        QCOMPARE(FileLock::take(folder.filePath("b.weft")).state(), FileLock::State::Elsewhere);
    }

private:
    static bool leave(const QString& path, const QByteArray& text) {
        QFile file(FileLock::lockPath(path));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstFileLock> registered;
}

#include "tst_file_lock.moc"
