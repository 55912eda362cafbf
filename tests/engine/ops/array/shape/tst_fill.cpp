// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Fill; unhappy path first.
class TstFill : public QObject {
    Q_OBJECT

private slots:
    void refusesBadShapes();
    void refusesMoreThanThereIsMemory();
    void fillsEveryDtype();
    void infersFromPartlyKnownDims();
    void gradientSumsUp();
};

void TstFill::refusesBadShapes() {
    FAILS_OP("Fill", {"int32 [2,-1]", "float 1"}, "dims[1] is negative");
    FAILS_OP("Fill", {"int64 [1099511627776,1099511627776]", "float 1"}, "overflow");
    FAILS_OP("Fill", {"int32 [2]", "float [1,2]"}, "rank 0");
    FAILS_OP("Fill", {"int32 [[2]]", "float 1"}, "vector");
}

void TstFill::refusesMoreThanThereIsMemory() {
    const std::string got = runOp("Fill", {"int64 [1099511627776,1024]", "float 1"});
    QVERIFY2(got.starts_with("RESOURCE_EXHAUSTED"), got.c_str());
}

void TstFill::fillsEveryDtype() {
    COMPARE_OP("float32[2,2]: 1.5 1.5 1.5 1.5", "Fill", {"int32 [2,2]", "float 1.5"});
    COMPARE_OP("int64[3]: 7 7 7", "Fill", {"int64 [3]", "int64 7"});
    // A scalar is a vector to a run, and nothing to a graph.
    COMPARE_OP("int64[3]: 7 7 7", "Fill", {"int64 3", "int64 7"});
    QVERIFY(inferOp("Fill", {"= int64 3", "int64 []"}).starts_with("INVALID_ARGUMENT"));
    COMPARE_OP("bool[1]: True", "Fill", {"int32 [1]", "bool true"});
    COMPARE_OP("string[2]: b'a' b'a'", "Fill", {"int32 [2]", "string \"a\""});
    COMPARE_OP("float32[]: 2", "Fill", {"int32 zeros [0]", "float 2"});
    COMPARE_OP("float32[0,3]:", "Fill", {"int32 [0,3]", "float 2"});
}

void TstFill::infersFromPartlyKnownDims() {
    COMPARE_SHAPES("[2,3]", "Fill", {"= int32 [2,3]", "float []"});
    COMPARE_SHAPES("[?,?]", "Fill", {"int32 [2]", "float []"});
    COMPARE_SHAPES("<unknown>", "Fill", {"int32 ?", "float []"});
}

void TstFill::gradientSumsUp() { GRADIENT_AGREES("Fill", {"int32 [2,3]", "double 0.5"}, {}, 1); }

namespace {
const Registered<TstFill> registered;
}  // namespace

}  // namespace weft::test

#include "tst_fill.moc"
