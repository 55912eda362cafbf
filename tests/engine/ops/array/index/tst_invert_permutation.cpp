// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// InvertPermutation.
class TstInvertPermutation : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatIsNoPermutation();
    void inverts();
};

void TstInvertPermutation::refusesWhatIsNoPermutation() {
    FAILS_OP("InvertPermutation", {"int32 [0,0]"}, "twice");
    FAILS_OP("InvertPermutation", {"int32 [0,5]"}, "got 5");
    FAILS_OP("InvertPermutation", {"int32 [0,-1]"}, "got -1");
    FAILS_OP("InvertPermutation", {"int32 [[0]]"}, "rank 1");
}

void TstInvertPermutation::inverts() {
    COMPARE_OP("int32[3]: 1 2 0", "InvertPermutation", {"int32 [2,0,1]"});
    COMPARE_OP("int64[1]: 0", "InvertPermutation", {"int64 [0]"});
    COMPARE_OP("int32[0]:", "InvertPermutation", {"int32 zeros [0]"});
    COMPARE_SHAPES("[3]", "InvertPermutation", {"int32 [3]"});
}

namespace {
const Registered<TstInvertPermutation> registered;
}  // namespace

}  // namespace weft::test

#include "tst_invert_permutation.moc"
