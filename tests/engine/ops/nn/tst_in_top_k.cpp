// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/support/close_to.h"
#include "tests/support/op_runner.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {}  // namespace

class TstInTopK : public QObject {
    Q_OBJECT

private slots:
    void rejectsRanksAndBatchesThatDiffer() {
        const AttrMap k{{"k", std::int64_t{1}}};
        QCOMPARE(expectFailure("InTopK", {"float [1,2]", "int32 [0]"}, "rank", k), "");
        QCOMPARE(expectFailure("InTopK", {"float [[1,2]]", "int32 [[0]]"}, "rank", k), "");
        QCOMPARE(expectFailure("InTopK", {"float [[1,2]]", "int32 [0,1]"}, "rows", k), "");
        QCOMPARE(expectFailure("InTopKV2", {"float [[1,2]]", "int32 [0]", "int32 [1]"}, "rank"),
                 "");
    }
    void countsGreaterClasses() {
        QCOMPARE_CLOSE(runOp("InTopK", {"float [[1,3,2],[1,3,2],[1,3,2]]", "int32 [0,1,2]"},
                             {{"k", std::int64_t{2}}}),
                       "bool[3]: False True True");
        QCOMPARE_CLOSE(runOp("InTopKV2", {"float [[1,3,2]]", "int64 [2]", "int64 1"}),
                       "bool[1]: False");
    }
    void tiesCountForTheTarget() {
        QCOMPARE_CLOSE(runOp("InTopK", {"float [[1,1,1,0],[1,1,1,0]]", "int32 [2,3]"},
                             {{"k", std::int64_t{2}}}),
                       "bool[2]: True False");
    }
    void whatIsNotFiniteOrNoClassIsFalse() {
        QCOMPARE_CLOSE(
            runOp("InTopKV2", {"float [[nan,1,0],[nan,1,0],[inf,1,0],[-inf,1,0],[1,2,3],[1,2,3]]",
                               "int32 [0,1,0,1,9,-1]", "int32 2"}),
            "bool[6]: False False False False False False");
        QCOMPARE_CLOSE(runOp("InTopKV2", {"float [[1,2]]", "int32 [1]", "int32 0"}),
                       "bool[1]: False");
    }
};

namespace {
const Registered<TstInTopK> registered;
}

}  // namespace weft::test

#include "tst_in_top_k.moc"
