// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/drag/gestures.h"

#include <QPointingDevice>
#include <QTest>
#include <QWheelEvent>

#include "tests/support/test_main.h"

namespace weft::ui::test {
namespace {

using Kind = Gestures::Result::Kind;

struct Turn {
    QPoint pixels;
    QPoint angle;
    Qt::KeyboardModifiers modifiers = Qt::NoModifier;
    Qt::ScrollPhase phase = Qt::NoScrollPhase;
    const QPointingDevice* device = QPointingDevice::primaryPointingDevice();
};

WheelIntent intentOf(const Turn& turn, PlainWheel wheel = PlainWheel::Zooms) {
    const QWheelEvent event({10, 10}, {10, 10}, turn.pixels, turn.angle, Qt::NoButton,
                            turn.modifiers, turn.phase, false, Qt::MouseEventNotSynthesized,
                            turn.device);
    return wheelIntent(event, wheel);
}

}  // namespace

class TstGestures : public QObject {
    Q_OBJECT

private slots:
    void movingWithoutAPressDoesNothing() {
        Gestures g;
        QCOMPARE(g.move({50, 50}).kind, Kind::Nothing);
        QCOMPARE(g.release({50, 50}).kind, Kind::Nothing);
    }

    void aPressThatHardlyMovesIsAClick() {
        Gestures g;
        g.press(Qt::LeftButton, {10, 10}, false);
        QCOMPARE(g.move({12, 12}).kind, Kind::Nothing);
        QCOMPARE(g.release({12, 12}).kind, Kind::Click);
        QCOMPARE(g.state(), Gestures::State::Idle);
    }

    void draggingFromVoidIsABand() {
        Gestures g;
        g.press(Qt::LeftButton, {100, 100}, false);
        QCOMPARE(g.move({80, 130}).kind, Kind::Band);
        const Gestures::Result done = g.release({70, 140});
        QCOMPARE(done.kind, Kind::BandDone);
        QCOMPARE(done.band, QRectF(70, 100, 30, 40));
    }

    void draggingFromANodeIsNoBand() {
        Gestures g;
        g.press(Qt::LeftButton, {100, 100}, true);
        QCOMPARE(g.move({103, 100}).kind, Kind::Nothing);
        const Gestures::Result begun = g.move({180, 130});
        QCOMPARE(begun.kind, Kind::DragBegin);
        QCOMPARE(begun.delta, QPointF(80, 30));
        QCOMPARE(g.start(), QPointF(100, 100));
        QCOMPARE(g.move({90, 100}).kind, Kind::Drag);
        const Gestures::Result done = g.release({95, 105});
        QCOMPARE(done.kind, Kind::DragDone);
        QCOMPARE(done.delta, QPointF(-5, 5));
    }

    void afterEscapeTheReleaseMeansNothing() {
        Gestures g;
        g.press(Qt::LeftButton, {100, 100}, true);
        g.move({180, 130});
        g.cancel();
        QCOMPARE(g.move({190, 130}).kind, Kind::Nothing);
        QCOMPARE(g.release({190, 130}).kind, Kind::Nothing);
    }

    void theMiddleButtonPansAtOnce() {
        Gestures g;
        g.press(Qt::MiddleButton, {10, 10}, true);
        const Gestures::Result moved = g.move({11, 12});
        QCOMPARE(moved.kind, Kind::Pan);
        QCOMPARE(moved.delta, QPointF(1, 2));
        QCOMPARE(g.move({21, 12}).delta, QPointF(10, 0));
        QCOMPARE(g.release({21, 12}).kind, Kind::Nothing);
    }

    void theRightButtonPansPastFourPixelsElseMenu() {
        Gestures g;
        g.press(Qt::RightButton, {10, 10}, false);
        QCOMPARE(g.move({13, 10}).kind, Kind::Nothing);
        QCOMPARE(g.release({13, 10}).kind, Kind::Menu);
        g.press(Qt::RightButton, {10, 10}, false);
        QCOMPARE(g.move({16, 10}).kind, Kind::Pan);
        QCOMPARE(g.release({16, 10}).kind, Kind::Nothing);
    }

    void aWheelZoomsByNotches() {
        const WheelIntent in = intentOf({.angle = {0, 120}});
        QCOMPARE(in.zoomSteps, 1.0);
        QCOMPARE(in.pan, QPointF());
        QCOMPARE(intentOf({.angle = {0, -60}}).zoomSteps, -0.5);
    }

    void aWheelPansWhereThatIsWished() {
        const WheelIntent plain = intentOf({.pixels = {}, .angle = {0, -120}}, PlainWheel::Pans);
        QCOMPARE(plain.zoomSteps, 0.0);
        QVERIFY(plain.pan.y() < 0);
        const WheelIntent held = intentOf(
            {.pixels = {}, .angle = {0, 120}, .modifiers = Qt::ControlModifier}, PlainWheel::Pans);
        QCOMPARE(held.zoomSteps, 1.0);
        QVERIFY(held.pan.isNull());
    }

    void aTouchpadPans() {
        const WheelIntent byPhase = intentOf({.angle = {8, -30}, .phase = Qt::ScrollUpdate});
        QCOMPARE(byPhase.zoomSteps, 0.0);
        QCOMPARE(byPhase.pan, QPointF(4, -15));
        const WheelIntent byPixels = intentOf({.pixels = {3, -7}, .angle = {8, -30}});
        QCOMPARE(byPixels.pan, QPointF(3, -7));
        QCOMPARE(byPixels.zoomSteps, 0.0);
        const QPointingDevice pad(QStringLiteral("pad"), 77, QInputDevice::DeviceType::TouchPad,
                                  QPointingDevice::PointerType::Finger,
                                  QInputDevice::Capability::Scroll, 2, 0);
        QCOMPARE(intentOf({.angle = {0, -30}, .device = &pad}).pan, QPointF(0, -15));
    }

    void controlAlwaysZooms() {
        const WheelIntent in = intentOf(
            {.angle = {0, 120}, .modifiers = Qt::ControlModifier, .phase = Qt::ScrollUpdate});
        QCOMPARE(in.zoomSteps, 1.0);
        QCOMPARE(in.pan, QPointF());
    }

    void shiftPansSidewaysHoweverThePlatformTurnsTheAxis() {
        QCOMPARE(intentOf({.angle = {0, 120}, .modifiers = Qt::ShiftModifier}).pan, QPointF(60, 0));
        QCOMPARE(intentOf({.angle = {120, 0}, .modifiers = Qt::ShiftModifier}).pan, QPointF(60, 0));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstGestures> registered;
}

#include "tst_gestures.moc"
