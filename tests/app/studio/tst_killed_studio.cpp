// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The program is killed while someone edits, or asked to end by a signal: no edit is lost.
/// WEFT_KILL_ROUNDS says how often (4).

#include <signal.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/projects.h"

namespace weft::studio::test {
namespace {

constexpr int kWaitMs = 60'000;

/// The program with settings and recovery folder of its own.
class Studio {
public:
    Studio(const QString& home, const QStringList& arguments) {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("QT_QPA_PLATFORM", "offscreen");
        for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"}) {
            environment.insert(name, home);
        }
        m_program.setProcessEnvironment(environment);
        m_program.start(WEFT_BIN_DIR "/weft-studio", arguments);
    }
    ~Studio() {
        m_program.kill();
        m_program.waitForFinished();
    }
    /// The lines printed, once there are so many, or the program has ended.
    QStringList lines(int wanted) {
        while (m_lines.size() < wanted) {
            if (!m_program.canReadLine() && !m_program.waitForReadyRead(kWaitMs)) { break; }
            while (m_program.canReadLine()) {
                m_lines.append(QString::fromUtf8(m_program.readLine().trimmed()));
            }
        }
        return m_lines;
    }
    QStringList allLines() {
        m_program.waitForFinished(kWaitMs);
        while (m_program.canReadLine()) {
            m_lines.append(QString::fromUtf8(m_program.readLine().trimmed()));
        }
        return m_lines;
    }
    void raise(int number) { ::kill(static_cast<pid_t>(m_program.processId()), number); }
    bool ended() { return m_program.waitForFinished(kWaitMs); }
    int exitCode() const { return m_program.exitCode(); }
    QProcess::ExitStatus status() const { return m_program.exitStatus(); }

private:
    QProcess m_program;
    QStringList m_lines;
};

}  // namespace

class TstKilledStudio : public QObject {
    Q_OBJECT

private slots:
    void killedWhileEditingComesBack() {
        bool given = false;
        const int wanted = qEnvironmentVariableIntValue("WEFT_KILL_ROUNDS", &given);
        QRandomGenerator random(5);
        for (int round = 0; round < (given ? wanted : 4); ++round) {
            QTemporaryDir home;
            const QString file =
                ui::test::written(home.path(), "mine.weft.pbtxt", ui::test::neuronProject());
            QStringList printed;
            {
                Studio studio(home.path(), {file, "--test-edits", "100000"});
                QVERIFY(!studio.lines(1 + random.bounded(40)).isEmpty());
                QTest::qSleep(random.bounded(4));
                studio.raise(SIGKILL);
                printed = studio.allLines();
                QCOMPARE(studio.status(), QProcess::CrashExit);
            }
            Studio again(home.path(), {file, "--test-recover"});
            const QStringList said = again.allLines();
            QCOMPARE(said.size(), 1);
            const QString crc = said[0].section(' ', 1);
            // The last edit may have been on disk before anyone was told.
            const bool last = printed.last().endsWith(crc);
            if (last) { continue; }
            const int edits = printed.last().section(' ', 0, 0).toInt();
            Studio replayed(home.path(),
                            {fresh(home, file), "--test-edits", QString::number(edits + 1)});
            const QStringList lines = replayed.lines(edits + 1);
            QVERIFY2(lines.value(edits).endsWith(crc),
                     qPrintable(said[0] + " after " + printed.last()));
        }
    }

    void termKeepsTheEditsAndEndsWell() {
        for (const int number : {SIGTERM, SIGINT}) {
            QTemporaryDir home;
            const QString file =
                ui::test::written(home.path(), "mine.weft.pbtxt", ui::test::neuronProject());
            QStringList printed;
            {
                Studio studio(home.path(), {file, "--test-edits", "7"});
                QCOMPARE(studio.lines(7).size(), 7);
                studio.raise(number);
                QVERIFY(studio.ended());
                QCOMPARE(studio.status(), QProcess::NormalExit);
                QCOMPARE(studio.exitCode(), 0);
                printed = studio.allLines();
            }
            Studio again(home.path(), {file, "--test-recover"});
            const QStringList said = again.allLines();
            QCOMPARE(said.size(), 1);
            QCOMPARE(said[0].section(' ', 1), printed.last().section(' ', 1));
        }
    }

    void secondProcessIsReadOnly() {
        QTemporaryDir home;
        const QString file =
            ui::test::written(home.path(), "mine.weft.pbtxt", ui::test::neuronProject());
        Studio first(home.path(), {file, "--test-edits", "2"});
        QCOMPARE(first.lines(2).size(), 2);
        // Its edits are refused: the document stays as the file has it.
        Studio second(home.path(), {file, "--test-edits", "2"});
        const QStringList said = second.lines(2);
        QCOMPARE(said.size(), 2);
        QCOMPARE(said[0].section(' ', 1), said[1].section(' ', 1));
        QVERIFY(said[0].section(' ', 1) != first.lines(2)[0].section(' ', 1));
    }

private:
    /// The same file where nothing is left to be recovered.
    static QString fresh(const QTemporaryDir& home, const QString& file) {
        QDir().mkpath(home.filePath("fresh"));
        const QString path = home.filePath("fresh/mine.weft.pbtxt");
        QFile::remove(path);
        QFile::copy(file, path);
        return path;
    }
};

}  // namespace weft::studio::test

namespace {
const weft::test::Registered<weft::studio::test::TstKilledStudio> registered;
}

#include "tst_killed_studio.moc"
