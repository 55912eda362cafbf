// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/random/random_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstRandomShuffle : public QObject {
    Q_OBJECT

private slots:
    void givesTensorFlowsOrder() {
        const auto session =
            randomSession("RandomShuffle", {"int32 [0,1,2,3,4,5,6,7,8,9]"}, seeded(1, 2));
        QCOMPARE_CLOSE(runOnce(*session, "a:0"), "int32[10]: 9 0 8 6 1 3 7 2 4 5");
        QCOMPARE_CLOSE(runOnce(*session, "a:0"), "int32[10]: 8 7 4 3 2 1 9 5 6 0");
    }
    void rowsStayWhole() {
        const auto session =
            randomSession("RandomShuffle", {"float [[1,2],[3,4],[5,6]]"}, seeded(1, 2));
        QCOMPARE_CLOSE(runOnce(*session, "a:0"), "float32[3,2]: 5 6 1 2 3 4");
        QCOMPARE_CLOSE(runOnce(*session, "a:0"), "float32[3,2]: 5 6 3 4 1 2");
    }
    void oneRowMovesNothing() {
        const auto session = randomSession("RandomShuffle", {"int32 [[1,2,3]]"}, seeded(1, 2));
        QCOMPARE_CLOSE(runOnce(*session, "a:0"), "int32[1,3]: 1 2 3");
        QVERIFY(session->resources().entries().empty());
        QCOMPARE_CLOSE(runOp("RandomShuffle", {"float 5"}, seeded(1, 2)), "float32[]: 5");
        QCOMPARE_CLOSE(runOp("RandomShuffle", {"float zeros [3,0]"}, seeded(1, 2)),
                       "float32[3,0]:");
    }
    void stringsMoveToo() {
        const std::string text =
            runOp("RandomShuffle", {"string [\"a\",\"b\",\"c\"]"}, seeded(1, 2));
        for (const char* word : {"a", "b", "c"}) {
            QVERIFY2(text.find(word) != std::string::npos, text.c_str());
        }
    }
};

namespace {
const Registered<TstRandomShuffle> registered;
}

}  // namespace weft::test

#include "tst_random_shuffle.moc"
