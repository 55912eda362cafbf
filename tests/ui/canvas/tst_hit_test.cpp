// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/hit_test.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/diagrams.h"

namespace weft::ui::test {

class TstHitTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_snapshot = makeSnapshot(chainOfThree()); }

    void anEmptyCanvasHasNothing() {
        QCOMPARE(hitTest(*makeSnapshot({}), {0, 0}, 1).kind, Hit::Kind::Nothing);
    }

    void voidIsNothing() { QCOMPARE(hitTest(*m_snapshot, {0, 500}, 1).kind, Hit::Kind::Nothing); }

    void aBodyIsItsNode() {
        const Hit hit = hitTest(*m_snapshot, m_snapshot->rect(1).center() + QPointF(0, 20), 1);
        QCOMPARE(hit, (Hit{Hit::Kind::Node, 1, -1, -1}));
    }

    void socketsWinOverTheirNode() {
        const QPointF in = m_snapshot->input(1, 0);
        QCOMPARE(hitTest(*m_snapshot, in, 1), (Hit{Hit::Kind::Input, 1, 0, -1}));
        QCOMPARE(hitTest(*m_snapshot, in + QPointF(11, 9), 1).kind, Hit::Kind::Input);
        QVERIFY(hitTest(*m_snapshot, in + QPointF(13, 0), 1).kind != Hit::Kind::Input);
        const QPointF out = m_snapshot->output(1, 0);
        QCOMPARE(hitTest(*m_snapshot, out, 1), (Hit{Hit::Kind::Output, 1, 0, -1}));
    }

    void socketsTooSmallToHitDoNotAnswer() {
        QCOMPARE(hitTest(*m_snapshot, m_snapshot->input(1, 0) + QPointF(2, 0), 0.3).kind,
                 Hit::Kind::Node);
    }

    void aWireAnswersWithinFourPixelsOfTheView() {
        const QPointF middle = (m_snapshot->output(0, 0) + m_snapshot->input(1, 0)) / 2;
        QCOMPARE(hitTest(*m_snapshot, middle + QPointF(0, 3), 1),
                 (Hit{Hit::Kind::Wire, -1, -1, 0, -1}));
        QCOMPARE(hitTest(*m_snapshot, middle + QPointF(0, 5), 1).kind, Hit::Kind::Nothing);
        QCOMPARE(hitTest(*m_snapshot, middle + QPointF(0, 5), 0.5).kind, Hit::Kind::Wire);
        QCOMPARE(hitTest(*m_snapshot, middle + QPointF(0, 3), 2).kind, Hit::Kind::Nothing);
    }

    void theNearerOfTwoSocketsOfASmallNodeAnswers() {
        Diagram d = chainOfThree();
        d.nodes[1] = boxNode(2, "cost", 2, 1);
        d.nodes[1].position = QPointF(200, 0);
        d.nodes[1].form = NodeForm::Pill;
        d.wires[1].fromPort = 0;
        const auto s = makeSnapshot(d);
        QVERIFY(s->input(1, 0) != s->input(1, 1));
        for (const int port : {0, 1}) {
            QCOMPARE(hitTest(*s, s->input(1, port), 1), (Hit{Hit::Kind::Input, 1, port, -1}));
        }
    }

    void theNodeOnTopAnswers() {
        Diagram d = chainOfThree();
        d.nodes[2].position = d.nodes[1].position;
        const auto s = makeSnapshot(d);
        QCOMPARE(hitTest(*s, s->rect(1).center() + QPointF(0, 20), 1).node, 2);
    }

private:
    std::shared_ptr<const CanvasSnapshot> m_snapshot;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstHitTest> registered;
}

#include "tst_hit_test.moc"
