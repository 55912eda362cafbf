// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/random/random_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstRandomUniformInt : public QObject {
    Q_OBJECT

private slots:
    void rejectsEmptyRangesAndBadShapes() {
        const auto fails = [](const std::string& shape, const std::string& low,
                              const std::string& high, const std::string& words) {
            return expectFailure("RandomUniformInt", {shape, low, high}, words, seeded(1, 1));
        };
        QCOMPARE(fails("int32 [2]", "int32 3", "int32 3", "minval 3"), "");
        QCOMPARE(fails("int32 [2]", "int32 [3]", "int32 4", "rank"), "");
        QCOMPARE(fails("int32 [-2]", "int32 3", "int32 4", "-2"), "");
    }
    void givesTensorFlowsStream() {
        const auto session = randomSession(
            "RandomUniformInt", {"int32 [5]", "int32 -10", "int32 100"}, seeded(87654321, 5));
        QCOMPARE_CLOSE(runOnce(*session, "a:0"), "int32[5]: 51 69 54 99 2");
        QCOMPARE_CLOSE(runOnce(*session, "a:0"), "int32[5]: 74 -10 68 87 9");
        QCOMPARE_CLOSE(
            runOp("RandomUniformInt", {"int32 [3]", "int64 -10", "int64 1000000000000000"},
                  seeded(87654321, 5)),
            "int64[3]: 501104432864915 85231834839048 253500515214926");
    }
    void theWholeRangeDoesNotOverflow() {
        const std::string text =
            runOp("RandomUniformInt", {"int32 [2]", "int32 -2147483648", "int32 2147483647"},
                  seeded(87654321, 5));
        QVERIFY2(text.starts_with("int32[2]: "), text.c_str());
    }
};

namespace {
const Registered<TstRandomUniformInt> registered;
}

}  // namespace weft::test

#include "tst_random_uniform_int.moc"
