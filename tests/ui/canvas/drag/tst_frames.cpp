// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/drag/frames.h"

#include <QPlainTextEdit>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/canvas_hand.h"
#include "ui/canvas/paint/note_painter.h"
#include "ui/canvas/tiles/tile_ground.h"

namespace weft::ui::test {

using Corners = QHash<quint64, QPointF>;

/// A chain a, b, c with a frame (31) around a and b, and a note (21) on it.
Diagram framedChain() {
    Diagram d = editableChain();
    d.notes.push_back({QRectF(-24, -64, 400, 240), QStringLiteral("encoder\nmakes b of a"), 31});
    d.notes.back().frame = true;
    d.notes.back().colour = 1;
    d.notes.push_back({QRectF(0, 100, 160, 60), QStringLiteral("read me"), 21});
    return d;
}

class TstFrames : public QObject {
    Q_OBJECT

private slots:
    void aFrameHoldsWhatLiesOnIt() {
        const auto s = makeSnapshot(framedChain());
        QCOMPARE(heldBy(*s, 0), (QSet<quint64>{1, 2, 21}));
        QCOMPARE(withHeld(*s, {3}), QSet<quint64>{3});
        QCOMPARE(withHeld(*s, {31, 3}), (QSet<quint64>{31, 1, 2, 21, 3}));
    }

    void lockedPaperStaysBehind() {
        Diagram d = framedChain();
        d.notes[1].locked = true;
        QCOMPARE(heldBy(*makeSnapshot(d), 0), (QSet<quint64>{1, 2}));
    }

    void twoFramesOfOneSizeDoNotTakeEachOther() {
        Diagram d = framedChain();
        d.notes.push_back(d.notes[0]);
        d.notes.back().id = 32;
        const auto s = makeSnapshot(d);
        QVERIFY(!heldBy(*s, 0).contains(32));
        QVERIFY(!heldBy(*s, 2).contains(31));
    }

    void aFrameFollowsWhatALayoutMoves() {
        const auto s = makeSnapshot(framedChain());
        const QRectF paper = s->noteRects[0];
        const QPointF by(400, 80);
        const QHash<quint64, QPointF> all = {{1, s->rect(0).topLeft() + by},
                                             {2, s->rect(1).topLeft() + by}};
        const QRectF after = refitted(*s, all).value(31);
        // The note on it stays, so it reaches from there to where the nodes are now.
        QCOMPARE(after.topLeft(), paper.topLeft() + QPointF(0, after.top() - paper.top()));
        QCOMPARE(after.right() - paper.right(), 400.0);
        QVERIFY(after.contains(QRectF(all[1], s->rect(0).size())));
        QVERIFY(after.contains(s->noteRects[1]));
        // What does not hold what moves, is locked or nothing moves on stays as it is.
        QVERIFY(refitted(*s, {{3, QPointF(0, 900)}}).isEmpty());
        QVERIFY(refitted(*s, {{1, s->rect(0).topLeft()}}).isEmpty());
        Diagram locked = framedChain();
        locked.notes[0].locked = true;
        QVERIFY(refitted(*makeSnapshot(locked), all).isEmpty());
    }

    void aFrameIsLaidAroundWhatIsSelected() {
        CanvasHand hand(editableChain());
        const QSignalSpy asked(&hand.view, &CanvasView::frameRequested);
        hand.view.select({1, 2});
        hand.key(Qt::Key_C);
        QCOMPARE(asked.count(), 1);
        const QRectF paper = asked[0][0].toRectF();
        QVERIFY(paper.contains(hand.shown().rect(0)) && paper.contains(hand.shown().rect(1)));
        QVERIFY(paper.top() + kFrameTitle <= hand.shown().rect(0).top());
        QVERIFY(!paper.intersects(hand.shown().rect(2)));
        // With nothing selected it is an empty one.
        hand.view.select({});
        hand.key(Qt::Key_C);
        QVERIFY(!asked[1][0].toRectF().isEmpty());
    }

    void noFrameOnAGraphThatIsOnlyShown() {
        CanvasHand hand(chainOfThree());
        const QSignalSpy asked(&hand.view, &CanvasView::frameRequested);
        hand.key(Qt::Key_C);
        hand.view.frameSelection();
        QCOMPARE(asked.count(), 0);
    }

    void aDragTakesAlongWhatItHolds() {
        CanvasHand hand(framedChain());
        const QSignalSpy asked(&hand.view, &CanvasView::moveRequested);
        const QPoint title = titleOf(hand);
        hand.drag(title, title + QPoint(41, 22));
        QCOMPARE(asked.count(), 1);
        const auto corners = asked[0][0].value<Corners>();
        const QPointF by = corners.value(31) - QPointF(-24, -64);
        QCOMPARE(corners.size(), 4);
        QCOMPARE(by, QPointF(std::round(by.x() / 8) * 8, std::round(by.y() / 8) * 8));
        QVERIFY(!by.isNull());
        QCOMPARE(corners.value(1), by);
        QCOMPARE(corners.value(2), QPointF(200, 0) + by);
        QCOMPARE(corners.value(21), QPointF(0, 100) + by);
        QVERIFY(!corners.contains(3));
    }

    void controlMovesThePaperAlone() {
        CanvasHand hand(framedChain());
        const QSignalSpy asked(&hand.view, &CanvasView::moveRequested);
        const QPoint title = titleOf(hand);
        hand.drag(title, title + QPoint(40, 24), Qt::ControlModifier);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][0].value<Corners>().keys(), QList<quint64>{31});
    }

    void arrowsTakeItAlongToo() {
        CanvasHand hand(framedChain());
        const QSignalSpy asked(&hand.view, &CanvasView::moveRequested);
        hand.view.select({31});
        hand.key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(asked[0][0].value<Corners>().size(), 4);
    }

    void aLockedFrameStays() {
        Diagram d = framedChain();
        d.notes[0].locked = true;
        CanvasHand hand(d);
        const QSignalSpy asked(&hand.view, &CanvasView::moveRequested);
        const QSignalSpy sized(&hand.view, &CanvasView::noteSizeRequested);
        const QPoint title = titleOf(hand);
        hand.drag(title, title + QPoint(40, 24));
        const QPoint corner = hand.at(hand.shown().noteRects[0].bottomRight() - QPointF(2, 2));
        hand.drag(corner, corner + QPoint(40, 40));
        hand.view.select({31});
        hand.key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(asked.count(), 0);
        QCOMPARE(sized.count(), 0);
        // It can still be selected, and its words changed.
        hand.click(title);
        QCOMPARE(hand.selected(), QSet<quint64>{31});
        hand.key(Qt::Key_F2);
        QVERIFY(hand.port()->findChild<QPlainTextEdit*>() != nullptr);
    }

    /// A large frame must not take the clicks and bands that are meant for what lies on it.
    void itsMiddleIsNothing() {
        CanvasHand hand(framedChain());
        const QPointF free(180, 80);
        QCOMPARE(hand.view.hitAt(hand.at(free)).kind, Hit::Kind::Nothing);
        QCOMPARE(hand.view.hitAt(titleOf(hand)).note, 0);
        hand.drag(hand.at(free), hand.at(free) + QPoint(30, -70));
        QVERIFY(!hand.selected().contains(31));
    }

    void theSmallerOfTwoLiesOnTop() {
        Diagram d = framedChain();
        d.notes.insert(d.notes.begin(), {QRectF(-20, -60, 120, 200), QStringLiteral("inner"), 33});
        d.notes.front().frame = true;
        CanvasHand hand(d);
        QCOMPARE(hand.view.hitAt(hand.at({0, -50})).note, 0);
        QCOMPARE(hand.shown().frames, (std::vector<int>{1, 0}));
    }

    void enterTakesTheTitle() {
        CanvasHand hand(framedChain());
        const QSignalSpy written(&hand.view, &CanvasView::noteTextRequested);
        QTest::mouseDClick(hand.port(), Qt::LeftButton, {}, titleOf(hand));
        auto* words = hand.port()->findChild<QPlainTextEdit*>();
        QVERIFY(words != nullptr);
        QTest::keyClicks(words, QStringLiteral("decoder"));
        QTest::keyClick(words, Qt::Key_Return);
        QCOMPARE(written.count(), 1);
        QCOMPARE(written[0][1].toString(), QStringLiteral("decoder"));
    }

    void titleAndWordsAreTold() {
        DiagramNote note;
        note.text = QStringLiteral("  encoder \nmakes b\nof a ");
        QCOMPARE(titleOfFrame(note), QStringLiteral("encoder"));
        QCOMPARE(restOfFrame(note), QStringLiteral("makes b\nof a"));
        note.text = QStringLiteral("alone");
        QCOMPARE(restOfFrame(note), QString());
    }

    void aFrameIsSeenAtEveryZoom() {
        for (const double zoom : {1.0, 0.5, 0.2}) {
            CanvasHand with(framedChain());
            CanvasHand without(editableChain());
            for (CanvasHand* hand : {&with, &without}) { hand->view.lookAt({180, 60}, zoom); }
            QTRY_VERIFY(with.view.ground().isSharp() && without.view.ground().isSharp());
            const QPoint at = with.at({180, 90});
            QVERIFY2(with.picture().pixel(at) != without.picture().pixel(at),
                     qPrintable(QString::number(zoom)));
        }
    }

private:
    static QPoint titleOf(CanvasHand& hand) {
        return hand.at(hand.shown().noteRects[0].topLeft() + QPointF(200, 12));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstFrames> registered;
}

#include "tst_frames.moc"
