// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/random/stateless/stateless_checks.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Known answers: TensorFlow 2.21.
class TstStatelessTruncatedNormal : public QObject {
    Q_OBJECT

private slots:
    void rejectsBadSeedsAndKeys() {
        checkRefusals("StatelessTruncatedNormal", "StatelessTruncatedNormalV2");
    }
    void givesTensorFlowsNumbers() {
        QCOMPARE_CLOSE(runOp("StatelessTruncatedNormal", {"int32 [4]", "int64 [1,2]"},
                             {{"dtype", DType::Float}}),
                       "float32[4]: 0.5441101 0.20738031 0.07356432 0.04643455");
    }
    void aKeyGivesTheNumbersOfItsSeed() {
        checkKeyAgainstSeed("StatelessTruncatedNormal", "StatelessTruncatedNormalV2");
    }
    void knowsTheShape() { checkShapes("StatelessTruncatedNormal"); }
};

namespace {
const Registered<TstStatelessTruncatedNormal> registered;
}

}  // namespace weft::test

#include "tst_stateless_truncated_normal.moc"
