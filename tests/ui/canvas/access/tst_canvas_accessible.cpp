// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/access/canvas_accessible.h"

#include <QAccessible>
#include <QListWidget>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/canvas_hand.h"
#include "ui/canvas/drag/socket_picker.h"

namespace weft::ui::test {

/// What a screen reader is told, and that wiring needs no more than that.
class TstCanvasAccessible : public QObject {
    Q_OBJECT

private slots:
    void anEmptyCanvasHasNoChildren() {
        CanvasHand hand(Diagram{});
        QAccessibleInterface* canvas = QAccessible::queryAccessibleInterface(&hand.view);
        QVERIFY(canvas != nullptr);
        QCOMPARE(canvas->childCount(), 0);
        QVERIFY(canvas->child(0) == nullptr);
        QVERIFY(canvas->focusChild() == nullptr);
    }

    void whatIsGoneIsInvalid() {
        CanvasHand hand(editableChain());
        QAccessibleInterface* last = QAccessible::queryAccessibleInterface(&hand.view)->child(2);
        QVERIFY(last->isValid());
        Diagram fewer = editableChain();
        fewer.nodes.pop_back();
        fewer.wires.pop_back();
        hand.view.setSnapshot(makeSnapshot(fewer));
        QVERIFY(!last->isValid());
        QCOMPARE(last->childCount(), 0);
        QVERIFY(last->state().invalid);
        QVERIFY(last->text(QAccessible::Name).isEmpty());
        last->actionInterface()->doAction(QStringLiteral("Open"));
    }

    void nodesAndSocketsSayWhatTheyAre() {
        CanvasHand hand(editableChain());
        QAccessibleInterface* canvas = QAccessible::queryAccessibleInterface(&hand.view);
        QCOMPARE(canvas->childCount(), 5);
        QAccessibleInterface* b = canvas->child(1);
        QCOMPARE(b->text(QAccessible::Name), QStringLiteral("Add b, output float32 [?,10]"));
        QCOMPARE(canvas->indexOfChild(b), 1);
        QCOMPARE(b->parent(), canvas);
        QCOMPARE(b->childCount(), 2);
        QCOMPARE(b->child(0)->text(QAccessible::Name),
                 QStringLiteral("input x0 of b, float32 [?,10], from a"));
        QCOMPARE(b->child(1)->text(QAccessible::Name),
                 QStringLiteral("output y of b, float32 [?,10], to c"));
        QCOMPARE(b->indexOfChild(b->child(1)), 1);
        QCOMPARE(b->child(1)->parent(), b);
        const QRect there = b->rect();
        QCOMPARE(canvas->childAt(there.center().x(), there.center().y()), b);
    }

    void anErrorIsPartOfTheName() {
        Diagram d = editableChain();
        d.nodes[2].problem = QStringLiteral("nothing feeds it");
        CanvasHand hand(d);
        QVERIFY(QAccessible::queryAccessibleInterface(&hand.view)
                    ->child(2)
                    ->text(QAccessible::Name)
                    .endsWith(QStringLiteral("error: nothing feeds it")));
    }

    void theFocusIsFollowed() {
        CanvasHand hand(editableChain());
        QAccessibleInterface* canvas = QAccessible::queryAccessibleInterface(&hand.view);
        hand.key(Qt::Key_Right);
        QCOMPARE(canvas->focusChild(), canvas->child(0));
        QVERIFY(canvas->child(0)->state().focused);
        QVERIFY(canvas->child(0)->state().selected);
        hand.key(Qt::Key_Comma);
        QCOMPARE(canvas->focusChild(), canvas->child(0)->child(1));
        QVERIFY(!canvas->child(0)->state().focused);
    }

    /// Two nodes are wired by someone who only reads names.
    void aWireIsMadeByNamesAlone() {
        Diagram d = editableChain();
        d.wires.clear();
        CanvasHand hand(d);
        const QSignalSpy made(&hand.view, &CanvasView::connectRequested);
        QAccessibleInterface* canvas = QAccessible::queryAccessibleInterface(&hand.view);
        const auto focused = [&] { return canvas->focusChild()->text(QAccessible::Name); };
        hand.key(Qt::Key_Right);
        while (!focused().startsWith(QStringLiteral("Add b"))) { hand.key(Qt::Key_Right); }
        hand.key(Qt::Key_Period);
        while (!focused().startsWith(QStringLiteral("output"))) { hand.key(Qt::Key_Period); }
        hand.key(Qt::Key_W);
        auto* list = hand.port()->findChild<SocketPicker*>()->findChild<QListWidget*>();
        QVERIFY(list->hasFocus());
        while (!list->currentItem()->data(Qt::AccessibleTextRole).toString().contains("of c,")) {
            QTest::keyClick(list, Qt::Key_Down);
        }
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(made.count(), 1);
        QCOMPARE(made[0][0].value<SocketRef>(), (SocketRef{2, "y"}));
        QCOMPARE(made[0][1].value<SocketRef>(), (SocketRef{3, "x0"}));
    }

    void wiresSayWhatTheyAreAndCanBeChosen() {
        Diagram d = editableChain();
        d.wires[1].via = {{360, 100}};
        d.wires.push_back({0, 0, 2, 0, true, false, 13});
        CanvasHand hand(d);
        QSignalSpy cut(&hand.view, &CanvasView::cutRequested);
        QSignalSpy led(&hand.view, &CanvasView::pointsRequested);
        QAccessibleInterface* canvas = QAccessible::queryAccessibleInterface(&hand.view);
        QAccessibleInterface* wire = canvas->child(4);
        QCOMPARE(wire->text(QAccessible::Name),
                 QStringLiteral("wire from b to c x0, float32 [?,10], led through 1 point"));
        QCOMPARE(canvas->child(5)->text(QAccessible::Name),
                 QStringLiteral("control wire from a to c, runs before, carries nothing"));
        QCOMPARE(canvas->indexOfChild(wire), 4);
        QCOMPARE(wire->parent(), canvas);
        QVERIFY(!wire->state().selected);
        QVERIFY(wire->state().selectable);
        QAccessibleActionInterface* acts = wire->actionInterface();
        acts->doAction(QAccessibleActionInterface::setFocusAction());
        QVERIFY(wire->state().selected);
        QVERIFY(wire->state().focused);
        QCOMPARE(canvas->focusChild(), wire);
        acts->doAction(QStringLiteral("Straighten"));
        QCOMPARE(led.count(), 1);
        acts->doAction(QStringLiteral("Go to its target"));
        QCOMPARE(canvas->focusChild()->text(QAccessible::Name).left(13), QString("input x0 of c"));
        acts->doAction(QStringLiteral("Delete"));
        QCOMPARE(cut.count(), 1);
        QCOMPARE(cut[0][0].value<QSet<quint64>>(), QSet<quint64>({12}));
        const QRect there = wire->rect();
        QVERIFY(!there.isEmpty());
        hand.view.setSnapshot(makeSnapshot(chainOfThree()));
        QVERIFY(!wire->isValid());
    }

    void paperSaysWhatItHolds() {
        Diagram d = editableChain();
        d.notes.push_back({QRectF(-24, -64, 400, 240), QStringLiteral("encoder"), 31});
        d.notes.back().frame = true;
        d.notes.back().locked = true;
        CanvasHand hand(d);
        QSignalSpy gone(&hand.view, &CanvasView::deleteRequested);
        QAccessibleInterface* canvas = QAccessible::queryAccessibleInterface(&hand.view);
        QAccessibleInterface* frame = canvas->child(3);
        QCOMPARE(frame->text(QAccessible::Name),
                 QStringLiteral("frame encoder, 2 things on it, locked"));
        QCOMPARE(canvas->indexOfChild(frame), 3);
        frame->actionInterface()->doAction(QStringLiteral("Delete"));
        QCOMPARE(gone.count(), 1);
        QVERIFY(frame->state().selected);
    }

    void aSocketIsDisconnectedByItsAction() {
        CanvasHand hand(editableChain());
        QSignalSpy cut(&hand.view, &CanvasView::cutRequested);
        QAccessibleInterface* canvas = QAccessible::queryAccessibleInterface(&hand.view);
        QAccessibleInterface* output = canvas->child(1)->child(1);
        QVERIFY(output->text(QAccessible::Name).startsWith(QStringLiteral("output")));
        QVERIFY(output->actionInterface()->actionNames().contains("Disconnect"));
        output->actionInterface()->doAction(QStringLiteral("Disconnect"));
        QCOMPARE(cut.count(), 1);
        QCOMPARE(cut[0][0].value<QSet<quint64>>(), QSet<quint64>({12}));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstCanvasAccessible> registered;
}

#include "tst_canvas_accessible.moc"
