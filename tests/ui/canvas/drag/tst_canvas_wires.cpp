// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Wires drawn, moved and taken off by mouse, and picked by keys (canvas_drags.cpp,
/// canvas_keys.cpp, wire_drag.cpp, socket_picker.cpp).

#include <QLabel>
#include <QListWidget>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/canvas_hand.h"
#include "ui/canvas/drag/socket_picker.h"

namespace weft::ui::test {

/// a -> b -> c and a free d with two inputs, below.
Diagram chainAndOne() {
    Diagram d = editableChain();
    d.nodes.push_back(boxNode(4, QStringLiteral("d"), 2, 1));
    d.nodes.back().position = QPointF(200, 160);
    for (PortInfo& port : d.nodes.back().inputs) { port.socket = {4, port.name}; }
    d.nodes.back().outputs[0].socket = {4, QStringLiteral("y")};
    return d;
}

class TstCanvasWires : public QObject {
    Q_OBJECT

private slots:
    void nothingIsPulledWhereNothingCanBeEdited() {
        CanvasHand hand(chainOfThree());
        const QSignalSpy dropped(&hand.view, &CanvasView::wireDropped);
        hand.press(hand.output(0));
        hand.moveTo(hand.nothing());
        QVERIFY(hand.view.wireDrag() == nullptr);
        QCOMPARE(hand.port()->cursor().shape(), Qt::ForbiddenCursor);
        hand.release();
        QCOMPARE(dropped.count(), 0);
    }

    void fromAnOutputToAnInput() {
        CanvasHand hand(chainAndOne());
        const QSignalSpy made(&hand.view, &CanvasView::connectRequested);
        hand.drag(hand.output(0), hand.input(3, 1));
        QCOMPARE(made.count(), 1);
        QCOMPARE(made[0][0].value<SocketRef>(), (SocketRef{1, "y"}));
        QCOMPARE(made[0][1].value<SocketRef>(), (SocketRef{4, "x1"}));
        QVERIFY(hand.view.wireDrag() == nullptr);
    }

    void fromAnInputToAnOutputIsTheSame() {
        CanvasHand hand(chainAndOne());
        const QSignalSpy made(&hand.view, &CanvasView::connectRequested);
        hand.drag(hand.input(3, 1), hand.output(0));
        QCOMPARE(made.count(), 1);
        QCOMPARE(made[0][0].value<SocketRef>(), (SocketRef{1, "y"}));
        QCOMPARE(made[0][1].value<SocketRef>(), (SocketRef{4, "x1"}));
    }

    void onANodeItsFirstFreeSocketThatFitsIsMeant() {
        CanvasHand hand(chainAndOne());
        hand.view.setWireChecks(
            [](const SocketRef&, const SocketRef& to) {
                return WireVerdict{to.port != QStringLiteral("x0"), QStringLiteral("no"), {}};
            },
            {});
        const QSignalSpy made(&hand.view, &CanvasView::connectRequested);
        hand.drag(hand.output(0), hand.title(3));
        QCOMPARE(made.count(), 1);
        QCOMPARE(made[0][1].value<SocketRef>(), (SocketRef{4, "x1"}));
    }

    void onNothingThePlaceIsTold() {
        CanvasHand hand(chainAndOne());
        const QSignalSpy dropped(&hand.view, &CanvasView::wireDropped);
        hand.drag(hand.output(2), hand.nothing());
        QCOMPARE(dropped.count(), 1);
        QCOMPARE(dropped[0][0].value<SocketRef>(), (SocketRef{3, "y"}));
        QCOMPARE(dropped[0][1].toBool(), true);
        const QPointF scene = hand.view.viewTransform().toScene(hand.nothing());
        QVERIFY((dropped[0][2].toPointF() - scene).manhattanLength() < 1);
    }

    void escapeLeavesNoTrace() {
        CanvasHand hand(chainAndOne());
        const QImage before = hand.picture();
        const QSignalSpy made(&hand.view, &CanvasView::connectRequested);
        const QSignalSpy dropped(&hand.view, &CanvasView::wireDropped);
        hand.press(hand.output(0));
        hand.moveTo(hand.input(3));
        QVERIFY(hand.picture() != before);
        hand.key(Qt::Key_Escape);
        QCOMPARE(hand.picture(), before);
        hand.release();
        QCOMPARE(made.count() + dropped.count(), 0);
    }

    void aRefusedSocketSaysWhyAndTakesNothing() {
        CanvasHand hand(chainAndOne());
        int thorough = 0;
        hand.view.setWireChecks(
            [](const SocketRef&, const SocketRef&) { return WireVerdict{}; },
            [&](const SocketRef& from, const SocketRef& to) {
                ++thorough;
                const bool cast = from.item == 1 && to.item == 4;
                return WireVerdict{!cast, QStringLiteral("needs float32"), "Cast"};
            });
        const QSignalSpy made(&hand.view, &CanvasView::connectRequested);
        hand.press(hand.output(0));
        hand.moveTo(hand.input(3));
        hand.moveTo(hand.input(3) + QPoint(1, 1));
        hand.moveTo(hand.input(3) + QPoint(2, 1));
        QCOMPARE(thorough, 1);
        QVERIFY(!hand.view.wireDrag()->verdict.fits);
        QCOMPARE(hand.view.wireDrag()->verdict.reason, QStringLiteral("needs float32"));
        hand.release();
        QCOMPARE(made.count(), 0);
    }

    void tabPutsTheRepairBetween() {
        CanvasHand hand(chainAndOne());
        hand.view.setWireChecks({}, [](const SocketRef&, const SocketRef&) {
            return WireVerdict{false, QStringLiteral("needs float32"), "Cast"};
        });
        const QSignalSpy mended(&hand.view, &CanvasView::repairRequested);
        hand.press(hand.output(0));
        hand.moveTo(hand.input(3));
        hand.key(Qt::Key_Tab);
        QCOMPARE(mended.count(), 1);
        QCOMPARE(mended[0][0].value<SocketRef>(), (SocketRef{1, "y"}));
        QCOMPARE(mended[0][1].value<SocketRef>(), (SocketRef{4, "x0"}));
        QVERIFY(hand.view.wireDrag() == nullptr);
        hand.release();
        QCOMPARE(mended.count(), 1);
        QVERIFY(hand.view.hasFocus());
    }

    void allSocketsInViewAreAskedOnceQuickly() {
        CanvasHand hand(chainAndOne());
        QStringList asked;
        hand.view.setWireChecks(
            [&](const SocketRef&, const SocketRef& to) {
                asked.append(QStringLiteral("%1%2").arg(to.item).arg(to.port));
                return WireVerdict{};
            },
            {});
        hand.press(hand.output(0));
        hand.moveTo(hand.nothing());
        QCOMPARE(asked, QStringList({"1x0", "2x0", "3x0", "4x0", "4x1"}));
        hand.release();
    }

    void aWiresEndMovesToAnotherSocket() {
        CanvasHand hand(chainAndOne());
        const QSignalSpy moved(&hand.view, &CanvasView::rewireRequested);
        hand.drag(hand.input(1), hand.input(3));
        QCOMPARE(moved.count(), 1);
        QCOMPARE(moved[0][0].toULongLong(), 11ULL);
        QCOMPARE(moved[0][1].value<SocketRef>(), (SocketRef{1, "y"}));
        QCOMPARE(moved[0][2].value<SocketRef>(), (SocketRef{4, "x0"}));
    }

    void aWiresEndOnNothingIsTakenOff() {
        CanvasHand hand(chainAndOne());
        const QSignalSpy off(&hand.view, &CanvasView::disconnectRequested);
        hand.drag(hand.input(1), hand.nothing());
        QCOMPARE(off.count(), 1);
        QCOMPARE(off[0][0].toULongLong(), 11ULL);
        // Back on its own socket nothing has happened.
        const QSignalSpy moved(&hand.view, &CanvasView::rewireRequested);
        hand.press(hand.input(1));
        hand.moveTo(hand.nothing());
        hand.moveTo(hand.input(1));
        hand.release();
        QCOMPARE(moved.count(), 0);
        QCOMPARE(off.count(), 1);
    }

    void aClickSelectsAWireAndANewDiagramKeepsIt() {
        CanvasHand hand(chainAndOne());
        const QSignalSpy changed(&hand.view, &CanvasView::selectionChanged);
        hand.click(hand.at((hand.shown().output(0, 0) + hand.shown().input(1, 0)) / 2));
        QCOMPARE(hand.view.selectedWires(), QSet<quint64>{11});
        QCOMPARE(hand.selected(), QSet<quint64>());
        QCOMPARE(changed.count(), 1);
        QSignalSpy shown(&hand.view, &CanvasView::snapshotChanged);
        hand.view.updateDiagram([] { return chainAndOne(); });
        QTRY_COMPARE(shown.count(), 1);
        QCOMPARE(hand.view.selectedWires(), QSet<quint64>{11});
        hand.view.updateDiagram([] {
            Diagram d = chainAndOne();
            d.wires.erase(d.wires.begin());
            return d;
        });
        QTRY_COMPARE(shown.count(), 2);
        QCOMPARE(hand.view.selectedWires(), QSet<quint64>());
        QCOMPARE(changed.count(), 2);
    }

    void theSourceGoesWhileTheWireIsPulled() {
        CanvasHand hand(chainAndOne());
        hand.press(hand.output(3));
        hand.moveTo(hand.nothing());
        QVERIFY(hand.view.wireDrag() != nullptr);
        QSignalSpy shown(&hand.view, &CanvasView::snapshotChanged);
        hand.view.updateDiagram([] { return editableChain(); });
        QTRY_COMPARE(shown.count(), 1);
        QVERIFY(hand.view.wireDrag() == nullptr);
        hand.release();
    }

    void wOffersTheNearestFirstAndEnterConnects() {
        CanvasHand hand(chainAndOne());
        const QSignalSpy made(&hand.view, &CanvasView::connectRequested);
        hand.view.select({1});
        hand.key(Qt::Key_W);
        auto* picker = hand.port()->findChild<SocketPicker*>();
        QVERIFY(picker != nullptr);
        auto* list = picker->findChild<QListWidget*>();
        QCOMPARE(list->count(), 3);  // b is wired to it already
        QVERIFY(list->item(0)->text().startsWith(QStringLiteral("d \u00b7 x0")));
        QTest::keyClick(list, Qt::Key_Down);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(made.count(), 1);
        QCOMPARE(made[0][0].value<SocketRef>(), (SocketRef{1, "y"}));
        QCOMPARE(made[0][1].value<SocketRef>(), (SocketRef{4, "x1"}));
        QVERIFY(hand.view.hasFocus());
    }

    void shiftWLooksForOutputsAndARefusalStays() {
        CanvasHand hand(chainAndOne());
        hand.view.setWireChecks({}, [](const SocketRef&, const SocketRef&) {
            return WireVerdict{false, QStringLiteral("this makes a circle"), {}};
        });
        const QSignalSpy made(&hand.view, &CanvasView::connectRequested);
        hand.view.select({4});
        hand.key(Qt::Key_W, Qt::ShiftModifier);
        auto* picker = hand.port()->findChild<SocketPicker*>();
        QVERIFY(picker != nullptr);
        auto* list = picker->findChild<QListWidget*>();
        QCOMPARE(list->count(), 3);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(made.count(), 0);
        QCOMPARE(picker->findChild<QLabel*>()->text(), QStringLiteral("this makes a circle"));
        QTest::keyClick(list, Qt::Key_Escape);
        QVERIFY(picker->isHidden());
        QVERIFY(hand.view.hasFocus());
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstCanvasWires> registered;
}

#include "tst_canvas_wires.moc"
