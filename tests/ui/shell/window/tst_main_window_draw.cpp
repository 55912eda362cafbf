// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLineEdit>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {

/// Drawing in the real window: what the hand does reaches the document, and undo takes it back.
class TstMainWindowDraw : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_studio = std::make_unique<StudioFixture>();
        QVERIFY(m_studio->open(examplePath("digits_softmax")));
        QVERIFY(m_studio->window->drawing() != nullptr);
    }
    void cleanup() { m_studio.reset(); }

    void aDraggedNodeStaysWhereItWasDropped() {
        const QPointF before = rectOf("accuracy").topLeft();
        const double zoom = canvas().viewTransform().zoom;
        probe().dragNode("accuracy", {qRound(40 * zoom), qRound(24 * zoom)});
        QCOMPARE(itemPlace("accuracy"), before + QPointF(40, 24));
        QTRY_COMPARE(rectOf("accuracy").topLeft(), before + QPointF(40, 24));
        QTRY_VERIFY(canvas().moveDrag() == nullptr);
        actions().undo->trigger();
        QTRY_COMPARE(rectOf("accuracy").topLeft(), before);
    }

    void aWireOfAnotherTypeIsRefusedWithTheReason() {
        const QStringList before = probe().wires();
        probe().beginDrag(probe().outputOf("data", "class"), probe().inputOf("logits", "x"));
        QVERIFY(canvas().wireDrag() != nullptr);
        QVERIFY(!canvas().wireDrag()->verdict.fits);
        QVERIFY(!canvas().wireDrag()->verdict.reason.isEmpty());
        probe().endDrag(probe().inputOf("logits", "x"));
        QCOMPARE(probe().wires(), before);
        QVERIFY(!m_studio->window->drawing()->canUndo());
    }

    void aWireIsTakenOffAndDrawnAgain() {
        const QString wire = QStringLiteral("x.output -> logits.x");
        QVERIFY(probe().wires().contains(wire));
        probe().beginDrag(probe().inputOf("logits", "x"), probe().nothing());
        probe().endDrag(probe().nothing());
        QTRY_VERIFY(!probe().wires().contains(wire));
        probe().dragWire("x", "output", "logits", "x");
        QTRY_VERIFY(probe().wires().contains(wire));
        actions().undo->trigger();
        QTRY_VERIFY(!probe().wires().contains(wire));
        actions().undo->trigger();
        QTRY_VERIFY(probe().wires().contains(wire));
    }

    void deleteTakesASelectedWire() {
        const QString wire = QStringLiteral("x.output -> logits.x");
        const QPoint middle =
            (probe().outputOf("x", "output") + probe().inputOf("logits", "x")) / 2;
        QTest::mouseClick(canvas().viewport(), Qt::LeftButton, {}, middle);
        QCOMPARE(probe().selectedWires().size(), 1);
        actions().remove->trigger();
        QTRY_VERIFY(!probe().wires().contains(wire));
        QCOMPARE(probe().selectedWires().size(), 0);
    }

    void aDroppedEntryIsANode() {
        probe().dropEntry(QStringLiteral("Relu"), probe().nothing());
        QTRY_VERIFY(probe().idOf("Relu") != 0);
    }

    void fTwoRenamesAndOpensNothing() {
        probe().click("logits");
        actions().rename->trigger();
        auto* line = canvas().viewport()->findChild<QLineEdit*>();
        QVERIFY(line != nullptr);
        QTest::keyClicks(line, QStringLiteral("scores"));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY(probe().idOf("scores") != 0);
        QCOMPARE(probe().idOf("logits"), 0ULL);
    }

private:
    CanvasView& canvas() const { return m_studio->window->canvas(); }
    Actions& actions() const { return m_studio->window->actions(); }
    CanvasProbe probe() const { return m_studio->probe(); }
    QRectF rectOf(const char* name) const {
        const CanvasSnapshot& s = *canvas().snapshot();
        return s.rect(s.diagram.indexOf(probe().idOf(QLatin1String(name))));
    }
    QPointF itemPlace(const char* name) const {
        const Item* item = m_studio->window->drawing()->document().itemNamed(name);
        return item == nullptr ? QPointF() : QPointF(item->x, item->y);
    }

    std::unique_ptr<StudioFixture> m_studio;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstMainWindowDraw> registered;
}

#include "tst_main_window_draw.moc"
