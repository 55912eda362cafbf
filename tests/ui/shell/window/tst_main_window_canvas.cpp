// SPDX-License-Identifier: GPL-3.0-or-later
#include <QMenuBar>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/canvas/overlay/canvas_map.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {

/// Cuts, insertions, healing, alignment and layout in the real window: each is one step that undo
/// takes back.
class TstMainWindowCanvas : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_studio = std::make_unique<StudioFixture>();
        QVERIFY(m_studio->open(examplePath("digits_softmax")));
        m_wires = probe().wires();
        m_places = places();
        QVERIFY(m_wires.contains(kWire));
    }
    void cleanup() { m_studio.reset(); }

    void aGraphFileIsNotCut() {
        QVERIFY(m_studio->open(m_studio->file("plain.pbtxt", kPlainGraph)));
        const QStringList before = probe().wires();
        QVERIFY(!before.isEmpty());
        const QRectF a = probe().rectOf("a");
        const QRectF b = probe().rectOf("b");
        const QPoint middle = ((a.center() + b.center()) / 2).toPoint();
        stroke(middle - QPoint(0, 100), middle + QPoint(0, 100));
        QTest::keyClick(&canvas(), Qt::Key_L);
        QCOMPARE(probe().wires(), before);
    }

    void aNodeThatDoesNotFitIsMovedOnly() {
        probe().dropEntry(QStringLiteral("StringLength"), probe().nothing());
        QTRY_VERIFY(probe().idOf("StringLength") != 0);
        moveOnto("StringLength", middleOfWire());
        QTRY_VERIFY(canvas().moveDrag() == nullptr);
        QVERIFY(probe().wires().contains(kWire));
    }

    void aNodeDroppedOnAWireIsPutIntoIt() {
        probe().dropEntry(QStringLiteral("Relu"), probe().nothing());
        QTRY_VERIFY(probe().idOf("Relu") != 0);
        moveOnto("Relu", middleOfWire());
        QTRY_VERIFY(probe().wires().contains("x.output -> Relu.features"));
        QVERIFY(probe().wires().contains("Relu.activations -> logits.x"));
        QVERIFY(!probe().wires().contains(kWire));
        actions().undo->trigger();
        QTRY_VERIFY(probe().wires().contains(kWire));
        // Taken away again, with the wire healed.
        actions().redo->trigger();
        QTRY_VERIFY(!probe().wires().contains(kWire));
        probe().click("Relu");
        actions().heal->trigger();
        QTRY_VERIFY(probe().wires().contains(kWire));
        QCOMPARE(probe().idOf("Relu"), 0ULL);
    }

    void anEntryDroppedOnAWireIsPutIntoIt() {
        // In the hand an entry is held at its title, above its middle.
        const double zoom = canvas().viewTransform().zoom;
        probe().dropEntry(QStringLiteral("Tanh"), middleOfWire() - QPoint(0, qRound(22 * zoom)));
        QTRY_VERIFY(probe().wires().contains("x.output -> Tanh.x"));
        QVERIFY(probe().wires().contains("Tanh.y -> logits.x"));
        actions().undo->trigger();
        QTRY_COMPARE(sorted(probe().wires()), sorted(m_wires));
    }

    void aStrokeCutsAWire() {
        const QPoint at = middleOfWire();
        stroke(at - QPoint(0, 30), at + QPoint(0, 30));
        QTRY_VERIFY(!probe().wires().contains(kWire));
        QCOMPARE(undoLabel(), QString("Cut wire"));
        actions().undo->trigger();
        QTRY_COMPARE(sorted(probe().wires()), sorted(m_wires));
    }

    void altAndAClickBreakASocket() {
        QTest::mouseClick(canvas().viewport(), Qt::LeftButton, Qt::AltModifier,
                          probe().inputOf("logits", "x"));
        QTRY_VERIFY(!probe().wires().contains(kWire));
    }

    void aLayoutIsOneStepAndKeepsTheMiddle() {
        const QPointF before = canvas().snapshot()->bounds.center();
        canvas().setFocus();
        QTest::keyClick(&canvas(), Qt::Key_L);
        QTRY_COMPARE(undoLabel(), QString("Lay out"));
        QTRY_VERIFY(places() != m_places);
        QRectF after;
        for (int i = 0; i < canvas().snapshot()->nodes(); ++i) {
            after = after.united(canvas().snapshot()->rect(i));
        }
        QVERIFY(QLineF(before, after.center()).length() < 100);
        actions().undo->trigger();
        QTRY_COMPARE(places(), m_places);
        QVERIFY(!m_studio->window->drawing()->canUndo());
    }

    void alignmentIsOneStep() {
        canvas().select({probe().idOf("x"), probe().idOf("logits"), probe().idOf("accuracy")});
        canvas().setFocus();
        QTest::keyClick(&canvas(), Qt::Key_A);
        QTest::keyClick(&canvas(), Qt::Key_T);
        QTRY_COMPARE(undoLabel(), QString("Align top"));
        QTRY_COMPARE(probe().rectOf("x").top(), probe().rectOf("accuracy").top());
        QCOMPARE(probe().rectOf("x").top(), probe().rectOf("logits").top());
        actions().undo->trigger();
        QTRY_COMPARE(places(), m_places);
    }

    void streamsAreSelectedFromTheMenu() {
        canvas().select({probe().idOf("logits")});
        actions().selectUp->trigger();
        QVERIFY(canvas().selection().contains(probe().idOf("x")));
        QVERIFY(!canvas().selection().contains(probe().idOf("accuracy")));
        canvas().select({probe().idOf("logits")});
        actions().selectDown->trigger();
        QVERIFY(canvas().selection().contains(probe().idOf("accuracy")));
    }

    void mapAndLegendAreSwitches() {
        QVERIFY(actions().map->isChecked());
        QVERIFY(canvas().map() != nullptr);
        actions().map->trigger();
        QVERIFY(canvas().map() == nullptr);
        actions().legend->trigger();
        QVERIFY(canvas().findChild<QWidget*>("legend") != nullptr);
        actions().legend->trigger();
        QVERIFY(canvas().findChild<QWidget*>("legend") == nullptr);
    }

private:
    static constexpr const char* kPlainGraph =
        "node { name: 'a' op: 'Placeholder' attr { key: 'dtype' value { type: DT_FLOAT } } }\n"
        "node { name: 'b' op: 'Neg' input: 'a' attr { key: 'T' value { type: DT_FLOAT } } }\n"
        "node { name: 'c' op: 'Neg' input: 'b' attr { key: 'T' value { type: DT_FLOAT } } }\n";
    static inline const QString kWire = QStringLiteral("x.output -> logits.x");

    CanvasView& canvas() const { return m_studio->window->canvas(); }
    Actions& actions() const { return m_studio->window->actions(); }
    CanvasProbe probe() const { return m_studio->probe(); }
    QString undoLabel() const { return m_studio->window->drawing()->undoLabel(); }
    QHash<quint64, QPointF> places() const {
        QHash<quint64, QPointF> all;
        const CanvasSnapshot& s = *canvas().snapshot();
        for (int i = 0; i < s.nodes(); ++i) { all.insert(s.node(i).id, s.rect(i).topLeft()); }
        return all;
    }
    static QStringList sorted(QStringList list) {
        list.sort();
        return list;
    }
    QPoint middleOfWire() const {
        return (probe().outputOf("x", "output") + probe().inputOf("logits", "x")) / 2;
    }
    void moveOnto(const QString& name, QPoint middle) const {
        const QPointF from = probe().rectOf(name).center();
        probe().dragNode(name, middle - from.toPoint());
    }
    void stroke(QPoint from, QPoint to) const {
        QWidget* port = canvas().viewport();
        QTest::mousePress(port, Qt::RightButton, Qt::ControlModifier, from);
        for (const QPoint& at : {(from + to) / 2, to}) {
            QMouseEvent move(QEvent::MouseMove, QPointF(at), port->mapToGlobal(QPointF(at)),
                             Qt::NoButton, Qt::RightButton, Qt::ControlModifier);
            QApplication::sendEvent(port, &move);
        }
        QTest::mouseRelease(port, Qt::RightButton, Qt::ControlModifier, to);
    }

    std::unique_ptr<StudioFixture> m_studio;
    QStringList m_wires;
    QHash<quint64, QPointF> m_places;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstMainWindowCanvas> registered;
}

#include "tst_main_window_canvas.moc"
