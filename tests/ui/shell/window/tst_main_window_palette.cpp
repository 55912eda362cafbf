// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLineEdit>
#include <QTest>
#include <QToolButton>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/document/op_category.h"
#include "ui/palette/op_rail.h"
#include "ui/palette/palette_list.h"
#include "ui/palette/quick_add.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/palette_controller.h"

namespace weft::ui::test {

/// The palette in the real window: from words to a node.
class TstMainWindowPalette : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_studio = std::make_unique<StudioFixture>();
        window().setPaletteEntries(catalogue());
        QVERIFY(m_studio->open(m_studio->file("neuron.weft.pbtxt", neuronProject())));
        QVERIFY(window().drawing() != nullptr);
    }
    void cleanup() { m_studio.reset(); }

    void escapeAddsNothing() {
        const std::size_t before = document().size();
        window().actions().addNode->trigger();
        QVERIFY(popup().isVisible());
        QTest::keyClick(popup().field(), Qt::Key_Escape);
        QVERIFY(!popup().isVisible());
        QCOMPARE(document().size(), before);
        QVERIFY(window().canvas().hasFocus());
    }

    void wordsAndEnterAddANodeThatUndoTakesAway() {
        window().actions().addNode->trigger();
        QTest::keyClicks(popup().field(), "fully connected");
        QTest::keyClick(popup().field(), Qt::Key_Return);
        QVERIFY(document().itemNamed("dense") != nullptr);
        QTRY_VERIFY(probe().idOf("dense") != 0);
        window().actions().undo->trigger();
        QVERIFY(document().itemNamed("dense") == nullptr);
    }

    void aDroppedWireShowsOnlyWhatFitsAndIsConnected() {
        const Item* x = document().itemNamed("x");
        QVERIFY(x != nullptr);
        const std::vector<weft::PortInfo> ports = outputPorts(document(), *x);
        emit window().edits().paletteWanted(
            {600, 300}, {x->id.value, QString::fromStdString(ports.front().port)}, true);
        QVERIFY(popup().isVisible());
        QTest::keyClicks(popup().field(), "logical not");
        QCOMPARE(popup().list()->names(), QStringList());
        popup().field()->setText("relu");
        QTest::keyClick(popup().field(), Qt::Key_Return);
        const Item* added = document().itemNamed("Relu");
        QVERIFY(added != nullptr);
        const auto wires = document().all<Wire>();
        QVERIFY(std::any_of(wires.begin(), wires.end(), [&](const Wire* wire) {
            return wire->to.item == added->id && wire->from.item == x->id;
        }));
    }

    void theRailAddsInTheMiddleOfTheView() {
        auto* rail = window().findChild<OpRail*>();
        for (QToolButton* button : rail->findChildren<QToolButton*>()) {
            if (button->accessibleName() == titleOfCategory(Category::Nn)) { button->click(); }
        }
        rail->flyout()->field()->setText("softmax");
        QTest::keyClick(rail->flyout()->field(), Qt::Key_Return);
        QVERIFY(document().itemNamed("Softmax") != nullptr);
    }

    void whatTheRailAddsLiesBesideWhatIsThere() {
        auto* rail = window().findChild<OpRail*>();
        for (int i = 0; i < 3; ++i) {
            emit rail->entryChosen("Softmax");
            const QString name = i == 0 ? "Softmax" : QString("Softmax_%1").arg(i);
            QTRY_VERIFY2(probe().idOf(name) != 0, qPrintable(name));
        }
        const QStringList names = probe().names();
        for (const QString& a : names) {
            for (const QString& b : names) {
                QVERIFY2(a == b || !probe().rectOf(a).intersects(probe().rectOf(b)),
                         qPrintable(a + " on " + b));
            }
        }
    }

    void aDropMovesNothingUnderTheHand() {
        const ViewTransform before = window().canvas().viewTransform();
        // Half of it lies outside.
        const QRect view = window().canvas().viewport()->rect();
        probe().dropEntry("Softmax", {view.right() - 20, view.center().y()});
        QTRY_VERIFY(probe().idOf("Softmax") != 0);
        QTRY_COMPARE(window().canvas().selection(), QList<quint64>{probe().idOf("Softmax")});
        QCOMPARE(window().canvas().viewTransform().offset, before.offset);
        QCOMPARE(window().canvas().viewTransform().zoom, before.zoom);
    }

    void theListStaysOpenInAWideWindow() {
        auto* rail = window().findChild<OpRail*>();
        window().resize(1599, 900);
        QVERIFY(!rail->isPinned());
        window().resize(1600, 900);
        QVERIFY(rail->isPinned());
        QVERIFY(rail->flyout()->isVisible());
    }

private:
    MainWindow& window() const { return *m_studio->window; }
    const Document& document() const { return window().drawing()->document(); }
    QuickAdd& popup() const { return window().palette().popup(); }
    CanvasProbe probe() const { return m_studio->probe(); }
    std::unique_ptr<StudioFixture> m_studio;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstMainWindowPalette> registered;
}

#include "tst_main_window_palette.moc"
