// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/theme.h"

#include <QFontInfo>
#include <QTest>

#include "tests/support/test_main.h"

namespace weft::ui::test {

/// The contrast ratios that the design states, computed from the tokens by WCAG's formula.
class TstTheme : public QObject {
    Q_OBJECT

private slots:
    void ratioFollowsWcag() {
        QCOMPARE(contrastRatio(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrastRatio(Qt::white, Qt::black), 21.0);
        QCOMPARE(contrastRatio(QColor(0x12, 0x34, 0x56), QColor(0x12, 0x34, 0x56)), 1.0);
    }

    void statedRatiosHold_data() {
        QTest::addColumn<ThemeId>("theme");
        QTest::addColumn<QColor>("colour");
        QTest::addColumn<double>("onCanvas");
        QTest::addColumn<double>("onNode");
        addDark();
        addLight();
    }
    void statedRatiosHold() {
        QFETCH(ThemeId, theme);
        QFETCH(QColor, colour);
        QFETCH(double, onCanvas);
        QFETCH(double, onNode);
        const Theme& t = themeById(theme);
        near(contrastRatio(colour, t.canvas), onCanvas);
        near(contrastRatio(colour, t.node), onNode);
    }

    void wordsOnAccentAndTitlesAreReadable_data() { themes(); }
    void wordsOnAccentAndTitlesAreReadable() {
        QFETCH(ThemeId, theme);
        const Theme& t = themeById(theme);
        QVERIFY(contrastRatio(t.onAccent, t.accent) >= 5.8);
        const double least = t.isDark ? 8.6 : 13.9;
        for (const QColor& title : t.categories) {
            QVERIFY2(contrastRatio(t.text, title) >= least - 0.05, qPrintable(title.name()));
        }
    }

    void textReaches4_5AndShapes3_data() { themes(); }
    void textReaches4_5AndShapes3() {
        QFETCH(ThemeId, theme);
        const Theme& t = themeById(theme);
        for (const QColor& ground : {t.canvas, t.panel, t.node}) {
            for (const QColor& words : {t.text, t.text2, t.text3, t.error, t.warn, t.ok}) {
                QVERIFY2(contrastRatio(words, ground) >= 4.5, qPrintable(words.name()));
            }
            for (const QColor& shape : t.families) {
                QVERIFY2(contrastRatio(shape, ground) >= 3.0, qPrintable(shape.name()));
            }
            for (const QColor& curve : t.series) {
                QVERIFY2(contrastRatio(curve, ground) >= 3.0, qPrintable(curve.name()));
            }
            QVERIFY(contrastRatio(t.lineStrong, ground) >= 3.0);
        }
    }

    void heatRisesWithTheShare() {
        const Theme& t = themeById(ThemeId::Dark);
        QCOMPARE(t.heatOf(-1), t.heat.front());
        QCOMPARE(t.heatOf(0.0099), t.heat[0]);
        QCOMPARE(t.heatOf(0.01), t.heat[1]);
        QCOMPARE(t.heatOf(0.39), t.heat[3]);
        QCOMPARE(t.heatOf(7), t.heat.back());
    }

    void highContrastIsHigher() {
        const Theme& t = themeById(ThemeId::Contrast);
        QVERIFY(contrastRatio(t.text, t.canvas) > 20.9);
        QVERIFY(contrastRatio(t.text3, t.node) >= 7);
        QVERIFY(contrastRatio(t.lineStrong, t.node) >= 7);
    }

    void noTypeIsSmallerThan11_data() {
        QTest::addColumn<TextRole>("role");
        QTest::addColumn<int>("pixels");
        QTest::newRow("body") << TextRole::Body << 13;
        QTest::newRow("title") << TextRole::Title << 13;
        QTest::newRow("caption") << TextRole::Caption << 11;
        QTest::newRow("head") << TextRole::Head << 16;
        QTest::newRow("welcome") << TextRole::Welcome << 20;
        QTest::newRow("mono") << TextRole::Mono << 12;
        QTest::newRow("monoStrong") << TextRole::MonoStrong << 12;
        QTest::newRow("monoSmall") << TextRole::MonoSmall << 11;
    }
    void noTypeIsSmallerThan11() {
        QFETCH(TextRole, role);
        QFETCH(int, pixels);
        QCOMPARE(fontOf(role).pixelSize(), pixels);
        QVERIFY(pixels >= 11);
    }

    void namesAreThoseOfTheCommandLine() {
        for (const ThemeId id : {ThemeId::Dark, ThemeId::Light, ThemeId::Contrast}) {
            QCOMPARE(themeFromName(nameOfTheme(id)), std::optional(id));
        }
        QVERIFY(!themeFromName(u"sepia"));
    }

    void mixingKeepsTheEnds() {
        QCOMPARE(mixed(Qt::red, Qt::blue, 1.0), QColor(Qt::red));
        QCOMPARE(mixed(Qt::red, Qt::blue, 0.0), QColor(Qt::blue));
    }

private:
    static void themes() {
        QTest::addColumn<ThemeId>("theme");
        QTest::newRow("dark") << ThemeId::Dark;
        QTest::newRow("light") << ThemeId::Light;
    }

    /// The design gives one digit behind the point.
    static void near(double got, double wanted) {
        QVERIFY2(std::abs(got - wanted) <= 0.06,
                 qPrintable(QStringLiteral("got %1, want %2").arg(got).arg(wanted)));
    }

    static void row(const char* name, ThemeId id, const QColor& colour, double canvas,
                    double node) {
        QTest::newRow(name) << id << colour << canvas << node;
    }

    static void addDark() {
        const ThemeId id = ThemeId::Dark;
        const Theme& t = themeById(id);
        row("dark text", id, t.text, 14.7, 11.7);
        row("dark text2", id, t.text2, 8.2, 6.5);
        row("dark text3", id, t.text3, 6.3, 5.0);
        row("dark line strong", id, t.lineStrong, 4.0, 3.2);
        row("dark accent", id, t.accent, 6.4, 5.1);
        row("dark gradient", id, t.gradient, 7.5, 6.0);
        row("dark float", id, t.family(Family::Float), 5.0, 4.0);
        row("dark integer", id, t.family(Family::Integer), 13.4, 10.6);
        row("dark bool", id, t.family(Family::Bool), 5.2, 4.2);
        row("dark string", id, t.family(Family::String), 6.9, 5.5);
        row("dark complex", id, t.family(Family::Complex), 10.8, 8.6);
        row("dark handle", id, t.family(Family::Handle), 16.4, 13.0);
        row("dark unknown", id, t.family(Family::Unknown), 4.3, 3.4);
    }

    static void addLight() {
        const ThemeId id = ThemeId::Light;
        const Theme& t = themeById(id);
        row("light text", id, t.text, 16.3, 17.8);
        row("light text2", id, t.text2, 7.1, 7.8);
        row("light text3", id, t.text3, 4.9, 5.4);
        row("light line strong", id, t.lineStrong, 3.4, 3.7);
        row("light accent", id, t.accent, 5.4, 5.9);
        row("light gradient", id, t.gradient, 6.3, 6.9);
        row("light float", id, t.family(Family::Float), 6.3, 6.9);
        row("light integer", id, t.family(Family::Integer), 3.4, 3.7);
        row("light bool", id, t.family(Family::Bool), 7.3, 7.9);
        row("light string", id, t.family(Family::String), 3.4, 3.8);
        row("light complex", id, t.family(Family::Complex), 10.4, 11.3);
        row("light handle", id, t.family(Family::Handle), 17.3, 18.9);
        row("light unknown", id, t.family(Family::Unknown), 5.8, 6.3);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstTheme> registered;
}

#include "tst_theme.moc"
