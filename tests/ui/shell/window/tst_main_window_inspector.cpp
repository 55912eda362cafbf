// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLineEdit>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/base/proxy_style.h"
#include "ui/inspectors/item_page.h"
#include "ui/shell/actions.h"
#include "ui/shell/tab_area.h"

namespace weft::ui::test {

/// The inspector in the real window: what is selected on the canvas is edited there.
class TstMainWindowInspector : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_studio = std::make_unique<StudioFixture>();
        QVERIFY(m_studio->open(m_studio->file("neuron.weft.pbtxt", neuronProject())));
    }
    void cleanup() { m_studio.reset(); }

    void withoutASelectionThereIsOnlyTheHint() { QVERIFY(!page().isVisible()); }

    void aClickedNodeIsRenamedThere() {
        m_studio->probe().click("y");
        QCOMPARE(m_studio->window->canvas().selection(),
                 QList<quint64>{m_studio->probe().idOf("y")});
        QVERIFY(!page().lines().isEmpty());
        QVERIFY(page().isVisible());
        AttrField* name = page().field("name");
        QVERIFY(name != nullptr);
        QCOMPARE(name->text(), QStringLiteral("y"));
        name->editor()->setFocus();
        QTest::keyClick(name->editor(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(name->editor(), "weight");
        QTest::keyClick(name->editor(), Qt::Key_Return);
        QTRY_VERIFY(m_studio->probe().idOf("weight") != 0);
        m_studio->window->actions().undo->trigger();
        QTRY_VERIFY(m_studio->probe().idOf("y") != 0);
        QCOMPARE(page().field("name")->text(), QStringLiteral("y"));
    }

    void anotherNodeShowsItsOwn() {
        m_studio->probe().click("y");
        m_studio->probe().click("x");
        QCOMPARE(page().field("name")->text(), QStringLiteral("x"));
    }

    void itsTabsFitAndAreWholeWords_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("small") << QSize(1366, 768);
        QTest::newRow("large") << QSize(1920, 1080);
    }
    void itsTabsFitAndAreWholeWords() {
        QFETCH(const QSize, size);
        m_studio->window->resize(size);
        m_studio->window->actions().outline->trigger();
        const auto* area = m_studio->window->findChild<TabArea*>("inspector");
        QVERIFY(area != nullptr);
        const auto* tabs = area->findChild<QTabBar*>({}, Qt::FindDirectChildrenOnly);
        QTRY_COMPARE(tabs->count(), 6);
        for (const QToolButton* arrow : tabs->findChildren<QToolButton*>()) {
            QVERIFY(!arrow->isVisible());
        }
        for (int i = 0; i < tabs->count(); ++i) {
            const int words = tabs->fontMetrics().horizontalAdvance(tabs->tabText(i));
            QVERIFY2(tabs->tabRect(i).width() >= words + 8, qPrintable(tabs->tabText(i)));
            QVERIFY(tabs->rect().contains(tabs->tabRect(i)));
            QVERIFY(tabs->tabToolTip(i).isEmpty());
        }
    }

    void whereTabsHaveNoRoomTheLongestAreCutAndToldByATip() {
        TabArea area;
        for (const char* title : {"Node", "Variables", "Run", "Histograms"}) {
            area.addPage(new QWidget(&area), title);
        }
        area.resize(180, 200);
        area.show();
        const auto* tabs = area.findChild<QTabBar*>();
        QTRY_VERIFY(tabs->tabRect(3).right() < 180);
        for (const QToolButton* arrow : tabs->findChildren<QToolButton*>()) {
            QVERIFY(!arrow->isVisible());
        }
        QCOMPARE(tabs->tabToolTip(1), QString("Variables"));
        QVERIFY(tabs->tabToolTip(0).isEmpty());
        QVERIFY(tabs->tabRect(2).width() <= tabs->tabRect(1).width());
    }

    void whereAWireComesFromIsSeenInEachTheme() {
        m_studio->probe().click("loss");
        const QToolButton* link = nullptr;
        for (const auto* button : page().findChildren<QToolButton*>()) {
            if (button->isVisible() && button->text().startsWith("from ")) { link = button; }
        }
        QVERIFY(link != nullptr);
        for (const ThemeId theme : {ThemeId::Light, ThemeId::Contrast, ThemeId::Dark}) {
            applyTheme(theme);
            QTRY_COMPARE(link->palette().color(QPalette::ButtonText), appTheme().accent);
        }
    }

    void closingWhileOneTypesLosesNothing() {
        m_studio->probe().click("y");
        AttrField* name = page().field("name");
        name->editor()->setFocus();
        QTest::keyClicks(name->editor(), "2");
        m_studio->window->closeDocument();
        QVERIFY(!page().isVisible() || page().lines().isEmpty());
        QVERIFY(StudioFixture::noDialog());
    }

private:
    ItemPage& page() const { return m_studio->window->itemPage(); }
    std::unique_ptr<StudioFixture> m_studio;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstMainWindowInspector> registered;
}

#include "tst_main_window_inspector.moc"
