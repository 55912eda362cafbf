// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "engine/ops/linalg/einsum_equation.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Equations of Einsum.
class TstEinsumEquation : public QObject {
    Q_OBJECT

private slots:
    void refusesMalformedEquations();
    void spellsEllipsesOut();
    void broadcastsOnlyEllipses();
};

void TstEinsumEquation::refusesMalformedEquations() {
    for (const char* bad :
         {"ij", "ij->i->", "i.j->ij", "......i->i", "i,j,k->i", "ij->ik", "->i"}) {
        QVERIFY2(!parseEinsum(bad, 1).ok(), bad);
    }
    QVERIFY(!parseEinsum("i->i", 2).ok());
    QVERIFY(!parseEinsum("i,i->i", 1).ok());
    QVERIFY(parseEinsum("->", 1).ok());
}

void TstEinsumEquation::spellsEllipsesOut() {
    const auto equation = parseEinsum("...i,...i->...", 2);
    QVERIFY(equation.ok());
    const auto axes = axesOf(*equation, {3, 2});
    QVERIFY(axes.ok());
    QVERIFY((axes->inputs[0] == EinsumLabels{kBroadcastLabel + 1, kBroadcastLabel, 'i'}));
    QVERIFY((axes->inputs[1] == EinsumLabels{kBroadcastLabel, 'i'}));
    QVERIFY((axes->output == EinsumLabels{kBroadcastLabel + 1, kBroadcastLabel}));
    QVERIFY(!axesOf(*equation, {0, 2}).ok());
}

void TstEinsumEquation::broadcastsOnlyEllipses() {
    EinsumSizes sizes;
    QVERIFY_OK(addSizes({kBroadcastLabel, 'i'}, {1, 3}, sizes));
    QVERIFY_OK(addSizes({kBroadcastLabel, 'i'}, {4, kUnknownDim}, sizes));
    QCOMPARE(sizes[kBroadcastLabel], std::int64_t{4});
    QVERIFY(!addSizes({'i'}, {1}, sizes).ok());
}

namespace {
const Registered<TstEinsumEquation> registered;
}  // namespace

}  // namespace weft::test

#include "tst_einsum_equation.moc"
