// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The program itself, as scripts and manuals start it.

#include <QImage>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "app/studio/canvas_bench.h"
#include "tests/support/test_main.h"
#include "tests/ui/fixtures/projects.h"

namespace weft::studio::test {
namespace {

struct Ended {
    int exitCode = -1;
    QString errors;
    QByteArray output;
};

/// @param home where settings and recovered sessions of the program go.
Ended run(const QString& home, const QStringList& arguments) {
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("QT_QPA_PLATFORM", "offscreen");
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"}) {
        environment.insert(name, home);
    }
    // As a person starts it: the program itself calms its compute threads.
    environment.remove("OMP_WAIT_POLICY");
    environment.remove("GOMP_SPINCOUNT");
    program.setProcessEnvironment(environment);
    program.start(WEFT_BIN_DIR "/weft-studio", arguments);
    if (!program.waitForFinished(60'000)) {
        program.kill();
        program.waitForFinished();
        return {-1, "did not end", {}};
    }
    return {program.exitCode(), QString::fromUtf8(program.readAllStandardError()),
            program.readAllStandardOutput()};
}

}  // namespace

class TstWeftStudio : public QObject {
    Q_OBJECT

private slots:
    void wrongUsageAndBadFilesEndWithACode() {
        QCOMPARE(run(m_home.path(), {"--nonsense"}).exitCode, 2);
        const Ended absent = run(m_home.path(), {m_home.filePath("none.weft"), "--quit"});
        QCOMPARE(absent.exitCode, 1);
        QVERIFY2(absent.errors.contains("none.weft"), qPrintable(absent.errors));
    }

    void shortTrainingTakesItsPictureAndEnds() {
        const QString picture = m_home.filePath("neuron.png");
        const Ended ended =
            run(m_home.path(), {ui::test::examplePath("neuron"), "--train", "20", "--wait",
                                "--screenshot", picture, "--quit", "--size", "1024x640"});
        QVERIFY2(ended.exitCode == 0, qPrintable(ended.errors));
        QCOMPARE(QImage(picture).size(), QSize(1024, 640));
    }

    void failingTrainingEndsWithItsReason() {
        const QString path = ui::test::written(m_home.path(), "unfed.weft.pbtxt",
                                               ui::test::neuronProject({.feedless = true}));
        const Ended ended = run(m_home.path(), {path, "--train", "2", "--wait", "--quit"});
        QCOMPARE(ended.exitCode, 1);
        QVERIFY2(ended.errors.contains("INVALID_ARGUMENT: "), qPrintable(ended.errors));
    }

    void benchWatchPrintsFigures() {
        const QString path = ui::test::written(m_home.path(), "long.weft.pbtxt",
                                               ui::test::neuronProject({.steps = 30'000}));
        const Ended ended = run(m_home.path(), {path, "--bench-watch"});
        QVERIFY2(ended.exitCode == 0, qPrintable(ended.errors));
        const QJsonObject figures = QJsonDocument::fromJson(ended.output).object();
        QVERIFY2(figures["seconds"].toDouble() > 0, ended.output.constData());
        QVERIFY(figures["gui_cpu_ms_per_s"].toDouble() > 0);
    }

    void benchVerbsPrintsFigures() {
        const QString path = ui::test::written(m_home.path(), "long.weft.pbtxt",
                                               ui::test::neuronProject({.steps = 5'000'000}));
        const Ended ended = run(m_home.path(), {path, "--bench-verbs"});
        QVERIFY2(ended.exitCode == 0, qPrintable(ended.errors));
        const QJsonObject figures = QJsonDocument::fromJson(ended.output).object();
        for (const char* figure : {"first_loss_ms", "stop_ms", "close_ms", "left_ms"}) {
            QVERIFY2(figures[QLatin1String(figure)].toDouble() > 0, ended.output.constData());
        }
    }

    void exportWritesSvgAndPng() {
        for (const char* name : {"graph.svg", "graph.png"}) {
            const QString picture = m_home.filePath(QLatin1String(name));
            const Ended ended =
                run(m_home.path(), {ui::test::examplePath("neuron"), "--export", picture});
            QVERIFY2(ended.exitCode == 0, qPrintable(ended.errors));
            QVERIFY(QImage(picture).width() > 100);
        }
        const Ended ended = run(
            m_home.path(), {ui::test::examplePath("neuron"), "--export", "/nowhere/at/all.svg"});
        QCOMPARE(ended.exitCode, 1);
        QVERIFY2(ended.errors.contains("UNAVAILABLE"), qPrintable(ended.errors));
    }

    void benchCanvasGivesFiguresBySizeAndZoom() {
        const QJsonObject all =
            QJsonDocument::fromJson(benchCanvas(40, {.frames = 4, .frameMs = 0})).object();
        for (const char* size : {"1600x1000", "3840x2160"}) {
            const QJsonObject figures = all[QLatin1String(size)].toObject();
            for (const char* zoom : {"fit", "0.25", "0.35", "0.5", "0.71", "1", "2"}) {
                for (const char* motion : {"pan", "zoom"}) {
                    const QJsonObject f =
                        figures[QLatin1String(zoom)].toObject()[QLatin1String(motion)].toObject();
                    for (const char* figure : {"p50", "p99", "max"}) {
                        QVERIFY2(f[QLatin1String(figure)].toDouble() > 0, zoom);
                    }
                }
            }
        }
    }

    void unwritablePictureIsAnError() {
        const Ended ended = run(m_home.path(), {ui::test::examplePath("neuron"), "--screenshot",
                                                "/nowhere/at/all.png", "--quit"});
        QCOMPARE(ended.exitCode, 1);
        QVERIFY2(ended.errors.contains("/nowhere/at/all.png"), qPrintable(ended.errors));
    }

private:
    QTemporaryDir m_home;
};

}  // namespace weft::studio::test

namespace {
const weft::test::Registered<weft::studio::test::TstWeftStudio> registered;
}

#include "tst_weft_studio.moc"
