// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/options.h"

#include <QTest>

#include "tests/support/test_main.h"

namespace weft::studio::test {
namespace {

Parsed parsed(const QStringList& arguments) {
    return parseOptions(QStringList("weft-studio") + arguments);
}

}  // namespace

class TstOptions : public QObject {
    Q_OBJECT

private slots:
    void wrongUsageExitsTwo_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("words");
        QTest::newRow("unknown") << QStringList{"--nonsense"} << "nonsense";
        QTest::newRow("train word") << QStringList{"--train", "many"} << "--train";
        QTest::newRow("train zero") << QStringList{"--train", "0"} << "--train";
        QTest::newRow("train empty") << QStringList{"--train"} << "train";
        QTest::newRow("size") << QStringList{"--size", "big"} << "--size";
        QTest::newRow("size huge") << QStringList{"--size", "100000x1"} << "--size";
        QTest::newRow("bench alone") << QStringList{"--bench-watch"} << "--bench-watch";
        QTest::newRow("verbs alone") << QStringList{"--bench-verbs"} << "--bench-verbs";
        QTest::newRow("bench none") << QStringList{"--bench-canvas", "0"} << "--bench-canvas";
        QTest::newRow("export alone") << QStringList{"--export", "x.svg"} << "--export";
        QTest::newRow("export kind") << QStringList{"--export", "x.gif", "a.weft"} << "--export";
        QTest::newRow("theme") << QStringList{"--theme", "pink"} << "--theme";
        QTest::newRow("scale") << QStringList{"--scale", "3"} << "--scale";
    }
    void wrongUsageExitsTwo() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, words);
        const Parsed got = parsed(arguments);
        QVERIFY(!got.options && got.isError);
        QCOMPARE(got.exitCode, 2);
        QVERIFY2(got.text.contains(words), qPrintable(got.text));
    }

    void promisedButNotBuiltSaysSo_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("lens") << QStringList{"--lens", "memory"};
        QTest::newRow("goto") << QStringList{"--goto", "3"};
        QTest::newRow("two files") << QStringList{"a.weft", "b.weft"};
    }
    void promisedButNotBuiltSaysSo() {
        QFETCH(QStringList, arguments);
        const Parsed got = parsed(arguments);
        QVERIFY(!got.options);
        QCOMPARE(got.exitCode, 1);
        QVERIFY2(got.text.startsWith("weft-studio: UNIMPLEMENTED: "), qPrintable(got.text));
    }

    void helpAndVersionAreNoErrors() {
        for (const char* flag : {"--help", "--version"}) {
            const Parsed got = parsed({flag});
            QVERIFY(!got.options && !got.isError);
            QCOMPARE(got.exitCode, 0);
            QVERIFY(!got.text.isEmpty());
        }
    }

    void everythingIsRead() {
        const Parsed got =
            parsed({"a.weft", "--train", "20", "--wait", "--screenshot", "p.png", "--quit",
                    "--size", "1366x768", "--theme", "light", "--open-dock", "variables",
                    "--reset-settings", "--scale", "1.25"});
        QVERIFY2(got.options.has_value(), qPrintable(got.text));
        const Options& o = *got.options;
        QCOMPARE(o.files, QStringList("a.weft"));
        QCOMPARE(o.trainSteps, std::optional<qint64>(20));
        QVERIFY(o.wait && o.quit && o.resetSettings);
        QCOMPARE(o.screenshot, "p.png");
        QCOMPARE(o.size, QSize(1366, 768));
        QCOMPARE(o.theme, std::optional(ui::ThemeId::Light));
        QCOMPARE(o.dock, "variables");
    }

    void nothingIsAskedByDefault() {
        const Parsed got = parsed({});
        QVERIFY(got.options && got.options->files.isEmpty() && !got.options->trainSteps);
        QVERIFY(!got.options->wait && !got.options->quit);
    }

    void scaleIsFoundBeforeQtStarts() {
        char program[] = "weft-studio";
        char flag[] = "--scale";
        char value[] = "1.5";
        char joined[] = "--scale=2";
        char* separate[] = {program, flag, value};
        char* together[] = {program, joined};
        QCOMPARE(scaleOf(3, separate), "1.5");
        QCOMPARE(scaleOf(2, together), "2");
        QCOMPARE(scaleOf(2, separate), "");  // its value is missing
        QCOMPARE(scaleOf(1, separate), "");
    }
};

}  // namespace weft::studio::test

namespace {
const weft::test::Registered<weft::studio::test::TstOptions> registered;
}

#include "tst_options.moc"
