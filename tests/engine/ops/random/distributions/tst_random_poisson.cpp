// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/random/random_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Known answers: TensorFlow 2.21.
class TstRandomPoisson : public QObject {
    Q_OBJECT

private slots:
    void rejectsBadInputs() {
        QCOMPARE(expectFailure("RandomPoissonV2", {"int32 3", "float 1"}, "rank", seeded(1, 2)),
                 "");
        QCOMPARE(
            expectFailure("StatelessRandomPoisson", {"int32 [2]", "int64 [1,2]", "float [1,2,3]"},
                          "must end", {{"dtype", DType::Float}}),
            "");
    }
    void givesTensorFlowsNumbers() {
        AttrMap attrs = seeded(7, 8);
        attrs.set("dtype", DType::Int32);
        const auto session = randomSession("RandomPoissonV2", {"int32 [3]", "float [2,30]"}, attrs);
        QCOMPARE_CLOSE(runOnce(*session, "a:0"), "int32[3,2]: 1 33 1 30 1 26");
        QCOMPARE_CLOSE(runOnce(*session, "a:0"), "int32[3,2]: 1 23 1 30 1 24");
        QCOMPARE_CLOSE(
            runOp("StatelessRandomPoisson", {"int32 [2,2]", "int64 [1,2]", "float [2,30]"},
                  {{"dtype", DType::Int64}}),
            "int64[2,2]: 3 38 4 45");
    }
    void extremeRatesEnd() {
        AttrMap attrs = seeded(7, 8);
        attrs.set("dtype", DType::Double);
        QCOMPARE_CLOSE(runOp("RandomPoissonV2", {"int32 [1]", "double [0,-3,inf,nan]"}, attrs),
                       "float64[1,4]: 0 0 inf nan");
        attrs.set("dtype", DType::Int32);
        QCOMPARE_CLOSE(runOp("RandomPoissonV2", {"int32 [1]", "double [inf,nan,1e300]"}, attrs),
                       "int32[1,3]: 2147483647 0 2147483647");
    }
};

namespace {
const Registered<TstRandomPoisson> registered;
}

}  // namespace weft::test

#include "tst_random_poisson.moc"
