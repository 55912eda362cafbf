// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/random/random_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Known answers: TensorFlow 2.21 on one thread.
class TstMultinomial : public QObject {
    Q_OBJECT

private slots:
    void rejectsBadInputs() {
        const AttrMap attrs = seeded(1, 2);
        QCOMPARE(expectFailure("Multinomial", {"float [1,2]", "int32 3"}, "matrix", attrs), "");
        QCOMPARE(expectFailure("Multinomial", {"float [[1,2]]", "int32 [3]"}, "rank", attrs), "");
        QCOMPARE(expectFailure("Multinomial", {"float [[1,2]]", "int32 -3"}, "nonnegative", attrs),
                 "");
        QCOMPARE(expectFailure("Multinomial", {"float zeros [2,0]", "int32 3"}, "positive", attrs),
                 "");
        QCOMPARE(expectFailure("StatelessMultinomial", {"float [[1,2]]", "int32 3", "int64 [1]"},
                               "seed"),
                 "");
    }
    void givesTensorFlowsClasses() {
        const auto session =
            randomSession("Multinomial", {"float [[0,1,2],[3,-inf,0]]", "int32 6"}, seeded(7, 8));
        QCOMPARE_CLOSE(runOnce(*session, "a:0"), "int64[2,6]: 1 2 2 2 2 2 0 0 0 0 0 0");
        QCOMPARE_CLOSE(runOnce(*session, "a:0"), "int64[2,6]: 0 1 2 1 2 2 0 0 0 0 0 0");
        QCOMPARE_CLOSE(runOp("StatelessMultinomial", {"float [[0,1,2]]", "int32 6", "int64 [1,2]"}),
                       "int64[1,6]: 2 2 1 2 2 2");
    }
    void drawsNothingOfNothing() {
        QCOMPARE_CLOSE(runOp("Multinomial", {"double [[0,1]]", "int32 0"}, seeded(1, 2)),
                       "int64[1,0]:");
        QCOMPARE_CLOSE(runOp("Multinomial", {"half zeros [0,3]", "int32 2"}, seeded(1, 2)),
                       "int64[0,2]:");
    }
    void everyLogitsTypeDraws() {
        for (const std::string type : {"half", "bfloat16", "float", "double"}) {
            QCOMPARE_CLOSE(runOp("Multinomial", {type + " [[-100,0]]", "int32 3"},
                                 {{"seed", std::int64_t{1}}, {"output_dtype", DType::Int32}}),
                           "int32[1,3]: 1 1 1");
        }
    }
};

namespace {
const Registered<TstMultinomial> registered;
}

}  // namespace weft::test

#include "tst_multinomial.moc"
