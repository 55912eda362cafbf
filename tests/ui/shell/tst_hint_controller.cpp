// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/hint_controller.h"

#include <QAccessible>

#include "tests/support/test_main.h"
#include "tests/ui/shell/path_hand.h"

namespace weft::ui::test {

/// The next step as a ghost: when it is there, what takes it, what makes it go for ever.
class TstHintController : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_hand = std::make_unique<PathHand>();
        QVERIFY(m_hand->begin());
    }
    void cleanup() {
        m_hand.reset();
        weft::ui::Settings().reset();
    }

    void escapeHidesItForEver() {
        m_hand->key(Qt::Key_Tab);
        QVERIFY(canvas().hintFocused());
        m_hand->key(Qt::Key_Escape);
        QVERIFY(!canvas().hint());
        QCOMPARE(weft::ui::Settings().hiddenHints(), QStringList{"data"});
        // Neither here nor in the next drawing.
        m_hand->key(Qt::Key_Space);
        QVERIFY(m_hand->take("const"));
        QVERIFY(m_hand->shows("Const"));
        m_hand->key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(PathHand::until([this] { return m_hand->probe().names().isEmpty(); }));
        QVERIFY(!canvas().hint());
    }

    void withoutFocusEscapeLeavesIt() {
        m_hand->key(Qt::Key_Escape);
        QVERIFY(canvas().hint());
        QVERIFY(weft::ui::Settings().hiddenHints().isEmpty());
    }

    void itsCrossHidesItToo() {
        const QPoint cross =
            hintCross(*canvas().hint(), canvas().viewTransform()).center().toPoint();
        m_hand->click(canvas().viewport(), cross);
        QVERIFY(!canvas().hint());
        QVERIFY(m_hand->probe().names().isEmpty());
    }

    void tabGoesOnFromIt() {
        m_hand->key(Qt::Key_Tab);
        QVERIFY(canvas().hintFocused());
        m_hand->key(Qt::Key_Tab);
        QVERIFY(!canvas().hintFocused());
        QVERIFY(!canvas().hasFocus());
        m_hand->key(Qt::Key_Backtab, Qt::ShiftModifier);
        QVERIFY2(canvas().hasFocus(), qPrintable(PathHand::focusName()));
        QVERIFY(canvas().hintFocused());
        m_hand->key(Qt::Key_Backtab, Qt::ShiftModifier);
        QVERIFY(canvas().hasFocus());
        QVERIFY(!canvas().hintFocused());
    }

    void otherKeysAreForTheCanvas() {
        m_hand->key(Qt::Key_Tab);
        m_hand->key(Qt::Key_Space);
        QVERIFY(PathHand::until([this] { return m_hand->popup().isVisible(); }));
        QVERIFY(!canvas().hintFocused());
    }

    void oneStepTakesItBackAndItIsOfferedAgain() {
        m_hand->key(Qt::Key_Tab);
        m_hand->key(Qt::Key_Return);
        QVERIFY(m_hand->shows("data"));
        QVERIFY(!canvas().hint());
        canvas().setFocus();
        m_hand->key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(m_hand->offers("Data source"));
    }

    void itIsReadOut() {
        QVERIFY(!canvas().accessibleDescription().contains("next step"));
        m_hand->key(Qt::Key_Tab);
        QVERIFY(canvas().accessibleDescription().contains("next step: Data source"));
        QAccessibleInterface* self = QAccessible::queryAccessibleInterface(&canvas());
        QAccessibleInterface* ghost = self->child(self->childCount() - 1);
        QVERIFY(ghost != nullptr);
        QVERIFY(ghost->text(QAccessible::Name).contains("Data source"));
        QCOMPARE(self->focusChild(), ghost);
        QVERIFY(ghost->rect().isValid());
        ghost->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QVERIFY(m_hand->shows("data"));
    }

    void whoBeginsOtherwiseIsLeftAlone() {
        m_hand->key(Qt::Key_Space);
        QVERIFY(m_hand->take("const"));
        QVERIFY(m_hand->shows("Const"));
        QVERIFY(PathHand::until([this] { return !canvas().hint(); }));
    }

    void aGraphThatIsOnlyShownHasNone() {
        QVERIFY(m_hand->studio.open(m_hand->studio.file("sum.pbtxt", sumGraph())));
        QVERIFY(!canvas().hint());
    }

    void itLiesOnNothing() {
        QVERIFY(m_hand->studio.open(examplePath("digits_softmax")));
        // The example trains: nothing is left to propose until its optimizer goes.
        QVERIFY(!canvas().hint());
        m_hand->probe().click("GradientDescent");
        m_hand->key(Qt::Key_Delete);
        QVERIFY(m_hand->offers("Adam"));
        const CanvasSnapshot& s = *canvas().snapshot();
        for (const QRectF& rect : s.rects) {
            QVERIFY(!rect.intersects(hintRect(*canvas().hint())));
        }
    }

private:
    CanvasView& canvas() const { return m_hand->canvas(); }
    std::unique_ptr<PathHand> m_hand;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstHintController> registered;
}
#include "tst_hint_controller.moc"
