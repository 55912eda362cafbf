// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/op_rail.h"

#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "tests/support/test_main.h"
#include "ui/document/op_category.h"
#include "ui/palette/palette_list.h"

namespace weft::ui::test {

class TstOpRail : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_window = std::make_unique<QWidget>();
        m_window->resize(800, 500);
        auto* stage = new QWidget(m_window.get());
        stage->setGeometry(48, 0, 752, 500);
        m_rail = new OpRail(stage, m_window.get());
        m_rail->resize(48, 500);
        m_rail->setSearch(std::make_shared<PaletteSearch>(
            std::vector<PaletteEntry>{
                {"Dense", "A layer.", Category::Nn, PaletteLevel::Start, false},
                {"Conv2D", "A convolution.", Category::Nn, PaletteLevel::Start, false},
                {"Elu", "A bent line.", Category::Nn, PaletteLevel::All, false},
                {"Add", "Adds.", Category::Math, PaletteLevel::Start, false}},
            Synonyms{{"Dense", {"fully connected"}}}));
        m_window->show();
    }
    void cleanup() { m_window.reset(); }

    void anEmptyCategorySaysSo() {
        click(Category::Io);
        QVERIFY(m_rail->flyout()->isVisible());
        QCOMPARE(names(), QStringList());
        const auto labels = m_rail->flyout()->findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(),
                            [](const QLabel* l) { return l->text().contains("Nothing"); }));
    }

    void everyCategoryHasAButtonWithAName() {
        const auto buttons = m_rail->findChildren<QToolButton*>();
        QCOMPARE(buttons.size(), static_cast<qsizetype>(kCategories));
        for (const QToolButton* b : buttons) {
            QVERIFY(!b->accessibleName().isEmpty());
            QCOMPARE(b->toolTip(), b->accessibleName());
        }
    }

    void aClickShowsTheOpsOfItsCategory() {
        QVERIFY(!m_rail->flyout()->isVisible());
        click(Category::Nn);
        QVERIFY(m_rail->flyout()->isVisible());
        QCOMPARE(names(), QStringList({"Dense", "Conv2D"}));
        click(Category::Math);
        QCOMPARE(names(), QStringList({"Add"}));
    }

    void theLevelSwitchShowsMore() {
        click(Category::Nn);
        m_rail->flyout()->setLevel(PaletteLevel::All);
        QCOMPARE(names(), QStringList({"Dense", "Conv2D", "Elu"}));
    }

    void wordsSearchAllCategories() {
        click(Category::Math);
        QTest::keyClicks(m_rail->flyout()->field(), "fully");
        QCOMPARE(names(), QStringList("Dense"));
        QTest::keyClick(m_rail->flyout()->field(), Qt::Key_Escape);
        QCOMPARE(names(), QStringList("Add"));
        QVERIFY(m_rail->flyout()->isVisible());
    }

    void enterAndADoubleClickTakeAnEntry() {
        QSignalSpy chosen(m_rail, &OpRail::entryChosen);
        click(Category::Nn);
        PaletteList* list = m_rail->flyout()->list();
        list->setCurrentRow(1);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.front().front().toString(), QStringLiteral("Conv2D"));
        const QPoint first = list->visualRect(list->entries().index(0)).center();
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, first);
        QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, first);
        QCOMPARE(chosen.count(), 2);
        QCOMPARE(chosen.back().front().toString(), QStringLiteral("Dense"));
    }

    void anEntryIsDraggedByItsName() {
        click(Category::Nn);
        PaletteList* list = m_rail->flyout()->list();
        QVERIFY(list->dragEnabled());
        const std::unique_ptr<QMimeData> data(list->entries().mimeData({list->entries().index(1)}));
        QCOMPARE(data->data("application/x-weft-entry"), QByteArray("Conv2D"));
        const QPixmap picture = entryPicture(*list->entries().entryAt(list->entries().index(0)), 2);
        QCOMPARE(picture.devicePixelRatio(), 2.0);
        QVERIFY(!picture.isNull());
    }

    void aWideWindowKeepsTheListOpenBesideTheCanvas() {
        m_rail->setPinned(true);
        QVERIFY(m_rail->flyout()->isVisible());
        QCOMPARE(m_rail->width(), size::kRail + size::kFlyout);
        QVERIFY(m_rail->isAncestorOf(m_rail->flyout()));
        click(Category::Nn);
        click(Category::Nn);
        QVERIFY(m_rail->flyout()->isVisible());
        QCOMPARE(names(), QStringList({"Dense", "Conv2D"}));
        m_rail->setPinned(false);
        QCOMPARE(m_rail->width(), size::kRail);
        QVERIFY(!m_rail->flyout()->isVisible());
        click(Category::Nn);
        QVERIFY(m_rail->flyout()->isVisible());
    }

    void aSecondClickAndEscapeClose() {
        click(Category::Nn);
        click(Category::Nn);
        QVERIFY(!m_rail->flyout()->isVisible());
        click(Category::Nn);
        QTest::keyClick(m_rail->flyout(), Qt::Key_Escape);
        QVERIFY(!m_rail->flyout()->isVisible());
        QVERIFY(!button(Category::Nn)->isChecked());
    }

    void theChosenOpTellsItsSummary() {
        click(Category::Nn);
        m_rail->flyout()->list()->setCurrentRow(1);
        const auto labels = m_rail->flyout()->findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(),
                            [](const QLabel* l) { return l->text() == "A convolution."; }));
    }

    void theFlyoutFollowsTheHeightOfTheStage() {
        click(Category::Nn);
        m_rail->flyout()->parentWidget()->resize(752, 300);
        QCOMPARE(m_rail->flyout()->geometry(), QRect(0, 0, size::kFlyout, 300));
    }

private:
    QToolButton* button(Category category) const {
        for (QToolButton* b : m_rail->findChildren<QToolButton*>()) {
            if (b->accessibleName() == titleOfCategory(category)) { return b; }
        }
        return nullptr;
    }
    void click(Category category) { QTest::mouseClick(button(category), Qt::LeftButton); }
    QStringList names() const { return m_rail->flyout()->list()->names(); }

    std::unique_ptr<QWidget> m_window;
    OpRail* m_rail = nullptr;  // child of the window
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstOpRail> registered;
}

#include "tst_op_rail.moc"
