// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Entries of the palette and files dropped on the canvas (canvas_drops.cpp); menus and what is
/// added by mouse.

#include <QDropEvent>
#include <QMimeData>
#include <QUrl>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/canvas_hand.h"

namespace weft::ui::test {

class TstCanvasDrops : public QObject {
    Q_OBJECT

private slots:
    void otherThingsAreNotTaken() {
        CanvasHand hand(editableChain());
        QMimeData data;
        data.setText(QStringLiteral("Dense"));
        QVERIFY(!enter(hand, data, {100, 400}));
        data.setUrls({QUrl(QStringLiteral("https://example.org/a.csv"))});
        QVERIFY(!enter(hand, data, {100, 400}));
    }

    void anEntryIsNotTakenWhereNothingCanBeEdited() {
        CanvasHand hand(chainOfThree());
        QMimeData data;
        data.setData(QLatin1String(kDroppedEntryType), "Dense");
        QVERIFY(!enter(hand, data, {100, 400}));
    }

    void anEntryShowsAGhostAndIsAdded() {
        CanvasHand hand(editableChain());
        const QSignalSpy dropped(&hand.view, &CanvasView::entryDropped);
        const QImage before = hand.picture();
        QMimeData data;
        data.setData(QLatin1String(kDroppedEntryType), "Dense");
        QVERIFY(enter(hand, data, {100, 400}));
        move(hand, data, {300, 400});
        QVERIFY(hand.picture() != before);
        QDragLeaveEvent leave;
        QApplication::sendEvent(hand.port(), &leave);
        QCOMPARE(hand.picture(), before);
        QVERIFY(enter(hand, data, {100, 400}));
        move(hand, data, {300, 400});
        drop(hand, data, {300, 400});
        QCOMPARE(hand.picture(), before);
        QCOMPARE(dropped.count(), 1);
        QCOMPARE(dropped[0][0].toString(), QStringLiteral("Dense"));
        // Its title is where the hand held it.
        const QPointF hand300 = hand.view.viewTransform().toScene(QPointF(300, 400));
        const QRectF title(dropped[0][1].toPointF(), QSizeF(144, 24));
        QCOMPARE(title.center(), hand300);
    }

    void aFileIsToldWithItsPlace() {
        CanvasHand hand(chainOfThree());
        const QSignalSpy dropped(&hand.view, &CanvasView::fileDropped);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(QStringLiteral("/data/a b.csv"))});
        QVERIFY(enter(hand, data, {100, 400}));
        drop(hand, data, {300, 400});
        QCOMPARE(dropped.count(), 1);
        QCOMPARE(dropped[0][0].toString(), QStringLiteral("/data/a b.csv"));
    }

    void aDoubleClickOnNothingAddsThere() {
        CanvasHand hand(editableChain());
        const QSignalSpy added(&hand.view, &CanvasView::addRequested);
        QTest::mouseDClick(hand.port(), Qt::LeftButton, {}, hand.nothing());
        QCOMPARE(added.count(), 1);
        QCOMPARE(added[0][0].toPointF(),
                 hand.view.viewTransform().toScene(QPointF(hand.nothing())));
        CanvasHand fixed(chainOfThree());
        const QSignalSpy none(&fixed.view, &CanvasView::addRequested);
        QTest::mouseDClick(fixed.port(), Qt::LeftButton, {}, fixed.nothing());
        fixed.key(Qt::Key_Space);
        QCOMPARE(none.count(), 0);
    }

    void theRightButtonOpensAMenuUnlessItPans() {
        CanvasHand hand(editableChain());
        const QSignalSpy menus(&hand.view, &CanvasView::menuRequested);
        QTest::mouseClick(hand.port(), Qt::RightButton, {}, hand.title(1));
        QCOMPARE(menus.count(), 1);
        QCOMPARE(menus[0][0].value<Hit>().node, 1);
        QTest::mousePress(hand.port(), Qt::RightButton, {}, hand.title(1));
        const QPoint to = hand.title(1) + QPoint(30, 0);
        QMouseEvent move(QEvent::MouseMove, QPointF(to), QPointF(to), Qt::NoButton, Qt::RightButton,
                         {});
        QApplication::sendEvent(hand.port(), &move);
        QTest::mouseRelease(hand.port(), Qt::RightButton, {}, to);
        QCOMPARE(menus.count(), 1);
    }

    void theMenuKeyOpensItAtTheFocus() {
        CanvasHand hand(editableChain());
        const QSignalSpy menus(&hand.view, &CanvasView::menuRequested);
        hand.view.select({3});
        QContextMenuEvent event(QContextMenuEvent::Keyboard, {1, 1}, {1, 1});
        QApplication::sendEvent(&hand.view, &event);
        QCOMPARE(menus.count(), 1);
        QCOMPARE(menus[0][0].value<Hit>().node, 2);
    }

private:
    static bool enter(CanvasHand& hand, const QMimeData& data, QPoint at) {
        QDragEnterEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, {});
        event.setAccepted(false);
        QApplication::sendEvent(hand.port(), &event);
        return event.isAccepted();
    }
    static void move(CanvasHand& hand, const QMimeData& data, QPoint at) {
        QDragMoveEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(hand.port(), &event);
    }
    static void drop(CanvasHand& hand, const QMimeData& data, QPoint at) {
        QDropEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(hand.port(), &event);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstCanvasDrops> registered;
}

#include "tst_canvas_drops.moc"
