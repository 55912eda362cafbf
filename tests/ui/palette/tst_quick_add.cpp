// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/quick_add.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "tests/support/test_main.h"
#include "ui/base/proxy_style.h"
#include "ui/palette/palette_list.h"

namespace weft::ui::test {

class TstQuickAdd : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(ThemeId::Dark); }
    void init() {
        m_stage = std::make_unique<QWidget>();
        m_stage->resize(1000, 600);
        m_stage->setFocusPolicy(Qt::StrongFocus);
        m_quick = new QuickAdd(m_stage.get());
        m_quick->setSearch(std::make_shared<PaletteSearch>(catalogue(), builtInSynonyms()));
        m_stage->show();
        m_stage->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_stage.get()));
        m_chosen = std::make_unique<QSignalSpy>(m_quick, &QuickAdd::chosen);
    }
    void cleanup() { m_stage.reset(); }

    void escapeClosesWithoutAnAnswer() {
        m_quick->openAt({20, 20});
        type("relu");
        QTest::keyClick(m_quick->field(), Qt::Key_Escape);
        QVERIFY(!m_quick->isVisible());
        QCOMPARE(m_chosen->count(), 0);
    }

    void nothingFoundSaysSoAndEnterTakesNothing() {
        m_quick->openAt({20, 20});
        type("qqqq");
        QVERIFY(words().contains("Nothing found"));
        QTest::keyClick(m_quick->field(), Qt::Key_Return);
        QVERIFY(m_quick->isVisible());
        QCOMPARE(m_chosen->count(), 0);
    }

    void aClickElsewhereCloses() {
        m_quick->openAt({20, 20});
        QTest::mouseClick(m_stage.get(), Qt::LeftButton, {}, {900, 550});
        QVERIFY(!m_quick->isVisible());
        QCOMPARE(m_chosen->count(), 0);
    }

    void theFieldHasTheFocusAndStartIsShown() {
        m_quick->openAt({20, 20});
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(m_quick->field()));
        QCOMPARE(m_quick->list()->names().front(), QStringLiteral("Placeholder"));
        QVERIFY(m_quick->list()->names().size() <= 24);
    }

    void enterTakesTheBestHit() {
        m_quick->openAt({20, 20});
        type("fully connected");
        QTest::keyClick(m_quick->field(), Qt::Key_Return);
        QCOMPARE(answer(), QStringLiteral("Dense"));
        QVERIFY(!m_quick->isVisible());
    }

    void arrowsChooseAndStayInside() {
        m_quick->openAt({20, 20});
        type("so");
        const QStringList names = m_quick->list()->names();
        QTest::keyClick(m_quick->field(), Qt::Key_Up);
        QCOMPARE(m_quick->list()->current(), names[0]);
        QTest::keyClick(m_quick->field(), Qt::Key_Down);
        QTest::keyClick(m_quick->field(), Qt::Key_Down);
        QCOMPARE(m_quick->list()->current(), names[2]);
        QTest::keyClick(m_quick->field(), Qt::Key_Return);
        QCOMPARE(answer(), names[2]);
    }

    void aClickTakes() {
        m_quick->openAt({20, 20});
        PaletteList* list = m_quick->list();
        const QRect row = list->visualRect(list->entries().index(3));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, row.center());
        QCOMPARE(answer(), list->names().value(3));
    }

    void itStaysOnTheStage() {
        m_quick->openAt({990, 590});
        QVERIFY(m_stage->rect().contains(m_quick->geometry()));
        m_stage->resize(300, 200);
        m_quick->openAt({-50, 190});
        QVERIFY(m_stage->rect().contains(m_quick->geometry()));
    }

    void onlyWhatFitsIsShownUntilAllIsAsked() {
        m_quick->setFilter([](const QString& entry) { return entry == "Flatten"; },
                           "float32 [?,128]");
        m_quick->openAt({20, 20});
        QVERIFY(words().contains("fits float32 [?,128]"));
        QCOMPARE(m_quick->list()->names(), QStringList("Flatten"));
        type("relu");
        QVERIFY(words().contains("fits"));
        QCOMPARE(m_quick->list()->names(), QStringList());
        QTest::mouseClick(button("Show all"), Qt::LeftButton);
        QVERIFY(m_quick->list()->names().contains("Relu"));
    }

    void whereNothingOfStartFitsTheRestIsShown() {
        m_quick->setFilter([](const QString& entry) { return entry == "Cumsum"; }, "int8 [3]");
        m_quick->openAt({20, 20});
        QCOMPARE(m_quick->list()->names(), QStringList("Cumsum"));
    }

    void theFilterEndsWithThePopup() {
        m_quick->setFilter([](const QString&) { return false; }, "bool []");
        m_quick->openAt({20, 20});
        QTest::keyClick(m_quick->field(), Qt::Key_Escape);
        m_quick->openAt({20, 20});
        QVERIFY(!m_quick->list()->names().isEmpty());
        QVERIFY(!button("Show all")->isVisible());
    }

    void allShowsMoreThanStart() {
        m_quick->openAt({20, 20});
        QTest::mouseClick(button("All"), Qt::LeftButton);
        QVERIFY(m_quick->list()->names().size() > 100);
    }

    void theFirstResultIsThereWithinAFrame() {
        m_quick->openAt({20, 20});
        type("s");
        double best = 1e9;
        for (int i = 0; i < 5; ++i) {
            QElapsedTimer clock;
            clock.start();
            m_quick->field()->setText(i % 2 == 0 ? "re" : "so");
            best = std::min(best, static_cast<double>(clock.nsecsElapsed()) / 1e6);
        }
        QVERIFY2(best < 16, qPrintable(QString::number(best)));
    }

private:
    void type(const char* text) { QTest::keyClicks(m_quick->field(), QString::fromLatin1(text)); }
    QString answer() const {
        return m_chosen->count() == 1 ? m_chosen->front().front().toString() : QString();
    }
    QString words() const {
        QStringList all;
        for (const QLabel* label : m_quick->findChildren<QLabel*>()) {
            if (label->isVisible()) { all.append(label->text()); }
        }
        return all.join('|');
    }
    QToolButton* button(const QString& text) const {
        for (QToolButton* b : m_quick->findChildren<QToolButton*>()) {
            if (b->text() == text) { return b; }
        }
        return nullptr;
    }

    std::unique_ptr<QWidget> m_stage;
    QuickAdd* m_quick = nullptr;  // child of the stage
    std::unique_ptr<QSignalSpy> m_chosen;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstQuickAdd> registered;
}

#include "tst_quick_add.moc"
