// SPDX-License-Identifier: Apache-2.0
#include "engine/base/durable_file.h"

#include <sys/stat.h>
#include <unistd.h>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cerrno>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace {

/// Lets call number `failing` (from 1) fail with `error`; writes are short, at most 3 bytes.
class FaultyCalls : public weft::FileCalls {
public:
    FaultyCalls(int failing, int error) : m_failing(failing), m_error(error) {}
    int count() const { return m_count; }

    int open(const char* path, int flags, mode_t mode) const override {
        return fails() ? -1 : FileCalls::open(path, flags, mode);
    }
    ssize_t write(int file, const void* bytes, std::size_t count) const override {
        return fails() ? -1 : FileCalls::write(file, bytes, std::min<std::size_t>(count, 3));
    }
    int sync(int file) const override { return fails() ? -1 : FileCalls::sync(file); }
    int close(int file) const override {
        const bool failed = fails();
        const int error = errno;
        FileCalls::close(file);  // close() frees the descriptor even when it fails
        errno = error;
        return failed ? -1 : 0;
    }
    int rename(const char* from, const char* to) const override {
        return fails() ? -1 : FileCalls::rename(from, to);
    }

private:
    bool fails() const {
        if (++m_count != m_failing) { return false; }
        errno = m_error;
        return true;
    }
    int m_failing;
    int m_error;
    mutable int m_count = 0;
};

}  // namespace

class TstDurableFile : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::string path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    std::string text(const char* name) const {
        QFile file(m_folder.filePath(name));
        return file.open(QFile::ReadOnly) ? file.readAll().toStdString() : "<absent>";
    }
    QStringList entries() const {
        return QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden | QDir::System);
    }

private slots:
    void init() {
        for (const QString& name : entries()) { QFile::remove(m_folder.filePath(name)); }
    }

    void anyFailingCallLeavesTheOldFileWhole_data() {
        QTest::addColumn<int>("error");
        QTest::addColumn<QString>("code");
        QTest::newRow("full disk") << ENOSPC << "RESOURCE_EXHAUSTED";
        QTest::newRow("disk error") << EIO << "DATA_LOSS";
        QTest::newRow("forbidden") << EACCES << "PERMISSION_DENIED";
    }
    void anyFailingCallLeavesTheOldFileWhole() {
        QFETCH(int, error);
        QFETCH(QString, code);
        const FaultyCalls counting(0, 0);
        QVERIFY_OK(weft::writeFileDurably(path("f"), "old content", counting));
        QVERIFY(counting.count() >= 9);
        bool renamed = false;
        for (int n = 1; n <= counting.count(); ++n) {
            QVERIFY_OK(weft::writeFileDurably(path("f"), "old content"));
            const FaultyCalls faulty(n, error);
            const weft::Status status = weft::writeFileDurably(path("f"), "new content", faulty);
            const bool onlyClosedTheFolder = n == counting.count();
            QVERIFY2(!status.ok() || onlyClosedTheFolder, qPrintable(QString::number(n)));
            if (!status.ok()) {
                QCOMPARE(QString::fromStdString(weft::codeName(status.code())), code);
                QVERIFY(weft::messageOf(status).find(path("f")) != std::string_view::npos);
            }
            renamed = renamed || text("f") == "new content";
            QVERIFY(text("f") == (renamed ? "new content" : "old content"));
            QCOMPARE(entries(), QStringList{"f"});  // no temporary file is left
        }
    }

    void interruptedWritesGoOn() {
        for (int n = 2; n < 6; ++n) {  // call 1 opens the file
            const FaultyCalls faulty(n, EINTR);
            QVERIFY_OK(weft::writeFileDurably(path("f"), "0123456789ab", faulty));
            QCOMPARE(text("f"), std::string("0123456789ab"));
        }
    }

    void fullDiskSaysHowManyBytesAreShort() {
        const FaultyCalls faulty(3, ENOSPC);  // open, 3 bytes, full
        QVERIFY_FAILS(weft::writeFileDurably(path("f"), "0123456789", faulty), "RESOURCE_EXHAUSTED",
                      "7 bytes short after 3 bytes");
        QVERIFY(entries().isEmpty());
        QVERIFY_FAILS(weft::writeFileDurably("/dev/full", "0123456789"), "RESOURCE_EXHAUSTED",
                      "10 bytes short");
    }

    void namesWhatCannotBeWritten() {
        QVERIFY_FAILS(weft::writeFileDurably(path("none/f"), "x"), "NOT_FOUND", "none/f");
        QVERIFY_FAILS(weft::writeFileDurably(m_folder.path().toStdString(), "x"),
                      "INVALID_ARGUMENT", "folder");
        if (geteuid() == 0) { QSKIP("the super-user may write everywhere"); }
        QVERIFY_FAILS(weft::writeFileDurably("/etc/weft-test", "x"), "PERMISSION_DENIED", "/etc/");
    }

    void forgottenFilesVanish() {
        {
            weft::Result<weft::DurableFile> file = weft::DurableFile::create(path("f"));
            QVERIFY_OK(file);
            QVERIFY_OK(file->append("half"));
        }
        QVERIFY(entries().isEmpty());
    }

    void closedFilesRefuseMore() {
        weft::Result<weft::DurableFile> file = weft::DurableFile::create(path("f"));
        QVERIFY_OK(file);
        QVERIFY_OK(file->commit());
        QVERIFY_FAILS(file->append("x"), "FAILED_PRECONDITION", "closed");
        QVERIFY_FAILS(file->commit(), "FAILED_PRECONDITION", "closed");
    }

    void linksStayLinksAndModesStay() {
        QVERIFY_OK(weft::writeFileDurably(path("target"), "old"));
        QCOMPARE(::chmod(path("target").c_str(), 0600), 0);
        QCOMPARE(::symlink("target", path("link").c_str()), 0);
        QVERIFY_OK(weft::writeFileDurably(path("link"), "new"));
        QCOMPARE(text("target"), std::string("new"));
        struct stat info {};
        QCOMPARE(::lstat(path("link").c_str(), &info), 0);
        QVERIFY(S_ISLNK(info.st_mode));
        QCOMPARE(::stat(path("target").c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0777U, mode_t{0600});
    }

    void longNamesFit() {
        const std::string name(255, 'n');
        QVERIFY_OK(weft::writeFileDurably(path(name.c_str()), "x"));
        QVERIFY_FAILS(weft::writeFileDurably(path((name + "n").c_str()), "x"), "INVALID_ARGUMENT",
                      "nnn");
        QCOMPARE(entries().size(), 1);
    }

    void readsWhatWasWritten() {
        const std::string bytes("\0a\xFF\n", 4);
        QVERIFY_OK(weft::writeFileDurably(path("f"), bytes));
        QCOMPARE(weft::readFile(path("f")).value(), bytes);
        QVERIFY_OK(weft::writeFileDurably(path("f"), ""));
        QCOMPARE(weft::readFile(path("f")).value(), std::string());
        QVERIFY(!weft::readFile("/proc/self/status").value().empty());  // a file of unknown size
    }

    void refusesToReadTooMuch() {
        QVERIFY_OK(weft::writeFileDurably(path("f"), "12345"));
        weft::Limits limits = weft::defaultLimits();
        limits.fileBytes = 4;
        QVERIFY_FAILS(weft::readFile(path("f"), limits), "INVALID_ARGUMENT",
                      "got 5 bytes, want at most 4");
        QVERIFY_FAILS(weft::readFile("/dev/zero", limits), "INVALID_ARGUMENT", "/dev/zero");
        QVERIFY_FAILS(weft::readFile(path("none")), "NOT_FOUND", "none");
        QVERIFY_FAILS(weft::readFile(m_folder.path().toStdString()), "INVALID_ARGUMENT", "folder");
    }
};

namespace {
const weft::test::Registered<TstDurableFile> registered;
}
#include "tst_durable_file.moc"
