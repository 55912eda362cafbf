// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Bincount and DenseBincount.
class TstBincount : public QObject {
    Q_OBJECT

private slots:
    void refusesBadNumbers();
    void counts();
    void infersShapes();
    void refusesTooManyBins();
};

void TstBincount::refusesBadNumbers() {
    FAILS_OP("Bincount", {"int32 [1,-5]", "int32 4", "float zeros [0]"}, "must be non-negative");
    FAILS_OP("Bincount", {"int32 [1]", "int32 -4", "float zeros [0]"},
             "size (-4) must be non-negative");
    FAILS_OP("Bincount", {"int32 [1,2]", "int32 4", "float [1]"}, "must have the same size");
    FAILS_OP("Bincount", {"int32 [1,2]", "int32 [4]", "float zeros [0]"}, "rank 0");
    FAILS_OP("DenseBincount", {"int64 [1,-5]", "int64 4", "float zeros [0]"},
             "must be non-negative");
    FAILS_OP("DenseBincount", {"int32 zeros [1,1,1]", "int32 4", "float zeros [0]"},
             "at most rank 2");
    FAILS_OP("DenseBincount", {"int32 [1,2]", "int32 4", "float [1,2,3]"}, "same shape as `arr`");
}

void TstBincount::counts() {
    COMPARE_OP("float32[4]: 0 2 1 0", "Bincount",
               {"int32 [1,5,2,1]", "int32 4", "float zeros [0]"});
    COMPARE_OP("float64[3]: 0 3.5 1", "Bincount",
               {"int32 [[1,2],[1,1]]", "int32 3", "double [[0.5,1],[1,2]]"});
    COMPARE_OP("int32[0]:", "Bincount", {"int32 [1]", "int32 0", "int32 zeros [0]"});
    COMPARE_OP("float32[2,3]: 0 1 1 0 2 0", "DenseBincount",
               {"int32 [[1,2],[1,1]]", "int32 3", "float zeros [0]"});
    COMPARE_OP("float32[2,3]: 0 0.5 1 0 1 0", "DenseBincount",
               {"int64 [[1,2],[1,7]]", "int64 3", "float [[0.5,1],[1,2]]"});
    COMPARE_OP("int64[3]: 0 1 0", "DenseBincount", {"int32 [1,1,9]", "int32 3", "int64 zeros [0]"},
               {{"binary_output", true}});
    COMPARE_OP("float32[3]: 0 1 0", "DenseBincount", {"int32 1", "int32 3", "float zeros [0]"});
    COMPARE_OP("float32[0,3]:", "DenseBincount",
               {"int32 zeros [0,2]", "int32 3", "float zeros [0]"});
}

void TstBincount::infersShapes() {
    COMPARE_SHAPES("[4]", "Bincount", {"int32 ?", "= int32 4", "float ?"});
    COMPARE_SHAPES("[?,4]", "DenseBincount", {"int32 [?,2]", "= int32 4", "float ?"});
    COMPARE_SHAPES("[?]", "DenseBincount", {"int32 [2]", "int32 []", "float ?"});
}

void TstBincount::refusesTooManyBins() {
    FAILS_OP("DenseBincount", {"int64 zeros [4,1]", "int64 4611686018427387904", "float zeros [0]"},
             "");
}

namespace {
const Registered<TstBincount> registered;
}  // namespace

}  // namespace weft::test

#include "tst_bincount.moc"
