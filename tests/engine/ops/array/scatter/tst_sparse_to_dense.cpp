// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstSparseToDense : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        const auto fails = [](const char* indices, const char* shape, const char* values,
                              const char* words) {
            return expectFailure("SparseToDense", {indices, shape, values, "float 0"}, words);
        };
        QCOMPARE(fails("int32 [[0,2]]", "int32 [2,2]", "float [1]", "out of bounds"), "");
        QCOMPARE(fails("int32 [-1]", "int32 [2]", "float [1]", "out of bounds"), "");
        QCOMPARE(fails("int32 [1,0]", "int32 [2]", "float [1,2]", "out of order"), "");
        QCOMPARE(fails("int32 [1,1]", "int32 [2]", "float [1,2]", "repeated"), "");
        QCOMPARE(fails("int32 [1]", "int32 [2,2]", "float [1]", "should be: 1"), "");
        QCOMPARE(fails("int32 [0,1]", "int32 [2]", "float [1,2,3]", "should be [] or [2]"), "");
        QCOMPARE(fails("int32 [0]", "int32 [-2]", "float [1]", "negative"), "");
        QCOMPARE(fails("int32 [[[0]]]", "int32 [2]", "float [1]", "rank"), "");
        FAILS_OP("SparseToDense", {"int32 [0]", "int32 [2]", "float [1]", "float [0]"}, "rank");
    }
    void setsElements() {
        COMPARE_OP("float32[2,3]: 9 1 9 9 9 2", "SparseToDense",
                   {"int32 [[0,1],[1,2]]", "int32 [2,3]", "float [1,2]", "float 9"});
        COMPARE_OP("string[3]: b\'x\' b\'-\' b\'x\'", "SparseToDense",
                   {"int64 [0,2]", "int64 [3]", "string \"x\"", "string \"-\""});
        COMPARE_OP("int32[3]: 0 5 0", "SparseToDense",
                   {"int32 1", "int32 [3]", "int32 5", "int32 0"});
        COMPARE_OP("float32[2]: 2 1", "SparseToDense",
                   {"int32 [1,0]", "int32 [2]", "float [1,2]", "float 0"},
                   {{"validate_indices", false}});
    }
    void gradientsMatchFiniteDifferences() {
        const std::vector<std::string> inputs{"int32 [[0,1],[1,0]]", "int32 [2,2]", "double [1,2]",
                                              "double 3"};
        GRADIENT_AGREES("SparseToDense", inputs, {}, 2);
        GRADIENT_AGREES("SparseToDense", inputs, {}, 3);
    }
};

namespace {
const Registered<TstSparseToDense> registered;
}  // namespace

}  // namespace weft::test

#include "tst_sparse_to_dense.moc"
