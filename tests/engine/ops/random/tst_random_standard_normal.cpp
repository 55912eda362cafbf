// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/random/random_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstRandomStandardNormal : public QObject {
    Q_OBJECT

private slots:
    void rejectsBadShapes() {
        QCOMPARE(
            expectFailure("RandomStandardNormal", {"int32 [-2]"}, "-2", seeded(1, 1, DType::Float)),
            "");
    }
    void givesTensorFlowsStream() {
        const auto session =
            randomSession("RandomStandardNormal", {"int32 [5]"}, seeded(87654321, 5, DType::Float));
        QCOMPARE_CLOSE(runOnce(*session, "a:0"),
                       "float32[5]: -1.1780828 -0.7099414 -1.748158 -0.49537227 0.24303888");
        QCOMPARE_CLOSE(runOnce(*session, "a:0"),
                       "float32[5]: -0.4335962 1.1093078 1.3355999 0.70275337 1.1945993");
    }
    void everyTypeHasItsBits() {
        const auto run = [](DType type) {
            return runOp("RandomStandardNormal", {"int64 [3]"}, seeded(87654321, 5, type));
        };
        QCOMPARE_CLOSE(run(DType::Double),
                       "float64[3]: -0.46540936664254984 -2.0646521014272525 -0.7490927202357748");
        QVERIFY2(
            differs(run(DType::Half), "float16[3]: -1.177734375 -0.7099609375 -1.748046875", 1e-3)
                .empty(),
            run(DType::Half).c_str());
        QVERIFY2(
            differs(run(DType::BFloat16), "bfloat16[3]: -1.1796875 -0.7109375 -1.75", 1e-2).empty(),
            run(DType::BFloat16).c_str());
    }
};

namespace {
const Registered<TstRandomStandardNormal> registered;
}

}  // namespace weft::test

#include "tst_random_standard_normal.moc"
