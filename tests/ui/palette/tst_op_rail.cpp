// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/op_rail.h"

#include <QLabel>
#include <QListWidget>
#include <QTest>
#include <QToolButton>

#include "tests/support/test_main.h"
#include "ui/document/op_category.h"

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
        m_rail->setEntries({{"Dense", "A layer.", Category::Nn},
                            {"Conv2D", "A convolution.", Category::Nn},
                            {"Add", "Adds.", Category::Math}});
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
        auto* list = m_rail->flyout()->findChild<QListWidget*>();
        list->setCurrentRow(1);
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
    QStringList names() const {
        const auto* list = m_rail->flyout()->findChild<QListWidget*>();
        QStringList all;
        for (int i = 0; i < list->count(); ++i) { all.append(list->item(i)->text()); }
        return all;
    }

    std::unique_ptr<QWidget> m_window;
    OpRail* m_rail = nullptr;  // child of the window
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstOpRail> registered;
}

#include "tst_op_rail.moc"
