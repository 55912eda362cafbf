// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/random/random_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstTruncatedNormal : public QObject {
    Q_OBJECT

private slots:
    void rejectsBadShapes() {
        QCOMPARE(expectFailure("TruncatedNormal", {"int32 [-2]"}, "-2", seeded(1, 1, DType::Float)),
                 "");
    }
    void givesTensorFlowsStream() {
        const auto session =
            randomSession("TruncatedNormal", {"int32 [5]"}, seeded(87654321, 5, DType::Float));
        QCOMPARE_CLOSE(runOnce(*session, "a:0"),
                       "float32[5]: -1.1780828 -0.7099414 -1.748158 -0.49537227 -0.86415327");
        QCOMPARE_CLOSE(runOnce(*session, "a:0"),
                       "float32[5]: -0.4335962 1.1093078 1.3355999 0.70275337 1.2154992");
    }
    void doublesDropWhatLiesBeyondTwo() {
        QCOMPARE_CLOSE(runOp("TruncatedNormal", {"int32 [5]"}, seeded(87654321, 5, DType::Double)),
                       "float64[5]: -0.46540936664254984 -0.7490927202357748 -0.49661495908212616 "
                       "0.8547184961461154 0.09091473149702428");
    }
    void nothingLiesBeyondTwo() {
        const auto session =
            randomSession("TruncatedNormal", {"int32 [10000]"}, seeded(1, 2, DType::Float));
        const auto outputs = session->run({{}, {"a:0"}, {}});
        QVERIFY(outputs.ok());
        for (const float x : outputs->front().values<float>()) { QVERIFY(std::abs(x) < 2.0F); }
    }
};

namespace {
const Registered<TstTruncatedNormal> registered;
}

}  // namespace weft::test

#include "tst_truncated_normal.moc"
