// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Places that wires are led through: made, moved, taken away, respected by what looks at wires.

#include "tests/support/test_main.h"
#include "tests/ui/canvas/canvas_hand.h"
#include "ui/canvas/drag/hand_tools.h"
#include "ui/canvas/layout/wire_router.h"
#include "ui/canvas/tiles/changed_areas.h"

namespace weft::ui::test {

using Led = QHash<quint64, std::vector<QPointF>>;

/// a -> b led through a place far below.
Diagram ledChain() {
    Diagram d = editableChain();
    d.wires[0].via = {{168, 160}};
    return d;
}

double distanceOf(const CanvasSnapshot& s, int wire, QPointF p) {
    double least = 1e9;
    const std::span<const QPointF> path = s.path(s.wire(wire));
    for (std::size_t i = 1; i < path.size(); ++i) {
        least = std::min(least, distanceToSegment(p, path[i - 1], path[i]));
    }
    return least;
}

class TstWirePlaces : public QObject {
    Q_OBJECT

private slots:
    void aWireOfNoProjectIsNotLed() {
        CanvasHand hand(chainOfThree());
        const QSignalSpy asked(&hand.view, &CanvasView::pointsRequested);
        QTest::mouseDClick(hand.port(), Qt::LeftButton, {}, middle(hand, 0));
        QCOMPARE(asked.count(), 0);
    }

    void itsPathGoesThroughItsPlaces() {
        Diagram d = ledChain();
        d.wires[0].via = {{168, 160}, {-80, 200}, {40, -90}};
        const auto s = makeSnapshot(d);
        for (const QPointF& p : d.wires[0].via) { QVERIFY(distanceOf(*s, 0, p) < 0.5); }
        QCOMPARE(s->path(s->wire(0)).front(), s->output(0, 0));
        QCOMPARE(s->path(s->wire(0)).back(), s->input(1, 0));
        // No sharp corners: each chord turns by less than a third of a right angle.
        const std::span<const QPointF> path = s->path(s->wire(0));
        for (std::size_t i = 2; i < path.size(); ++i) {
            const QLineF a(path[i - 2], path[i - 1]);
            const QLineF b(path[i - 1], path[i]);
            const double turn = std::abs(std::remainder(a.angleTo(b), 360.0));
            QVERIFY2(turn < 45, qPrintable(QString::number(turn)));
        }
    }

    void aDoubleClickLeadsIt() {
        CanvasHand hand(editableChain());
        const QSignalSpy asked(&hand.view, &CanvasView::pointsRequested);
        QTest::mouseDClick(hand.port(), Qt::LeftButton, {}, middle(hand, 0));
        QCOMPARE(asked.count(), 1);
        const Led led = asked[0][1].value<Led>();
        QCOMPARE(led.keys(), QList<quint64>{11});
        QCOMPARE(led.value(11).size(), 1U);
        const QPointF at = led.value(11).front();
        QCOMPARE(at, QPointF(std::round(at.x() / 8) * 8, std::round(at.y() / 8) * 8));
    }

    void aNewPlaceComesInItsOrder() {
        Diagram d = editableChain();
        d.wires[0].via = {{160, 120}, {160, 240}};
        const auto s = makeSnapshot(d);
        const auto before = ledThrough(*s, 0, s->path(s->wire(0))[5], 0);
        const auto between = ledThrough(*s, 0, {160, 180}, 0);
        QCOMPARE(before.size(), 3U);
        QCOMPARE(before[1], d.wires[0].via[0]);
        QCOMPARE(between[1], QPointF(160, 180));
    }

    void aPlaceIsDragged() {
        CanvasHand hand(ledChain());
        const QSignalSpy asked(&hand.view, &CanvasView::pointsRequested);
        const QPoint from = hand.at({168, 160});
        QCOMPARE(hand.view.hitAt(from).kind, Hit::Kind::Point);
        hand.drag(from, hand.at({203, 229}));
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][0].toString(), QStringLiteral("Move point"));
        QCOMPARE(asked[0][1].value<Led>().value(11), (std::vector<QPointF>{{200, 232}}));
        // With Shift it stands where it was let go.
        hand.view.setSnapshot(makeSnapshot(ledChain()));
        hand.drag(hand.at({168, 160}), hand.at({203, 229}), Qt::ShiftModifier);
        const QPointF free = asked[1][1].value<Led>().value(11).front();
        QVERIFY(QLineF(free, {203, 229}).length() < 2);
    }

    void escapePutsAPlaceBack() {
        CanvasHand hand(ledChain());
        const QSignalSpy asked(&hand.view, &CanvasView::pointsRequested);
        const QImage before = hand.picture();
        hand.press(hand.at({168, 160}));
        hand.moveTo(hand.at({180, 170}));
        hand.moveTo(hand.at({240, 220}));
        QVERIFY(hand.picture() != before);
        hand.key(Qt::Key_Escape);
        hand.release();
        hand.hover(hand.nothing());
        QCOMPARE(hand.picture(), before);
        QCOMPARE(asked.count(), 0);
    }

    void aPlaceIsTakenAway() {
        CanvasHand hand(ledChain());
        const QSignalSpy asked(&hand.view, &CanvasView::pointsRequested);
        QTest::mouseDClick(hand.port(), Qt::LeftButton, {}, hand.at({168, 160}));
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][1].value<Led>().value(11).size(), 0U);
        hand.click(hand.at({168, 160}), Qt::AltModifier);
        QCOMPARE(asked.count(), 2);
    }

    void aStrokeWithShiftLeadsAllItCrosses() {
        CanvasHand hand(editableChain());
        const QSignalSpy asked(&hand.view, &CanvasView::pointsRequested);
        const QSignalSpy cut(&hand.view, &CanvasView::cutRequested);
        stroke(hand, middle(hand, 0) - QPoint(0, 40), middle(hand, 0) + QPoint(0, 40),
               Qt::ShiftModifier);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][1].value<Led>().keys(), QList<quint64>{11});
        QCOMPARE(cut.count(), 0);
    }

    void aCutCrossesTheLedPath() {
        CanvasHand hand(ledChain());
        const QSignalSpy cut(&hand.view, &CanvasView::cutRequested);
        stroke(hand, hand.at({168, 130}), hand.at({168, 200}), Qt::ControlModifier);
        QCOMPARE(cut.count(), 1);
        QCOMPARE(cut[0][0].value<QSet<quint64>>(), QSet<quint64>{11});
    }

    void aPlaceStaysWhereOneEndIsMoved() {
        const auto s = makeSnapshot(ledChain());
        const auto path = stretchedPath(*s, s->wire(0), {}, {40, 24});
        double least = 1e9;
        for (std::size_t i = 1; i < path.size(); ++i) {
            least = std::min(least, distanceToSegment({168, 160}, path[i - 1], path[i]));
        }
        QVERIFY(least < 0.5);
        QCOMPARE(path.back(), s->input(1, 0) + QPointF(40, 24));
    }

    void anEditOfPlacesChangesOnlyTheirPicture() {
        const auto before = makeSnapshot(editableChain());
        const auto after = makeSnapshot(ledChain(), before.get());
        QVERIFY(distanceOf(*after, 0, {168, 160}) < 0.5);
        const std::vector<QRectF> areas = changedAreas(*before, *after);
        QVERIFY(!areas.empty());
        for (const QRectF& r : areas) { QVERIFY(!r.contains(before->rect(2).center())); }
        // And back: the way is the one that routing afresh gives.
        const auto back = makeSnapshot(editableChain(), after.get());
        QVERIFY(std::ranges::equal(back->path(back->wire(0)), before->path(before->wire(0))));
    }

    void placesOfAnotherWireAreTold() {
        Diagram d = ledChain();
        d.wires[0].via.push_back({300, 240});
        CanvasHand hand(d);
        const Hit hit = hand.view.hitAt(hand.at({300, 240}));
        QCOMPARE(hit.kind, Hit::Kind::Point);
        QCOMPARE(hit.wire, 0);
        QCOMPARE(hit.point, 1);
        QCOMPARE(wireOf(hand.shown(), 12), 1);
        QCOMPARE(wireOf(hand.shown(), 99), -1);
    }

private:
    static QPoint middle(CanvasHand& hand, int wire) {
        const std::span<const QPointF> path = hand.shown().path(hand.shown().wire(wire));
        return hand.at((path.front() + path.back()) / 2);
    }
    static void stroke(CanvasHand& hand, QPoint from, QPoint to, Qt::KeyboardModifier key) {
        QTest::mousePress(hand.port(), Qt::RightButton, key, from);
        for (const QPoint& at : {(from + to) / 2, to}) {
            QMouseEvent move(QEvent::MouseMove, QPointF(at), hand.port()->mapToGlobal(QPointF(at)),
                             Qt::NoButton, Qt::RightButton, key);
            QApplication::sendEvent(hand.port(), &move);
        }
        QTest::mouseRelease(hand.port(), Qt::RightButton, key, to);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstWirePlaces> registered;
}

#include "tst_wire_places.moc"
