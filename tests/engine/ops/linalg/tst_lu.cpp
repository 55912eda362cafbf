// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Lu.
class TstLu : public QObject {
    Q_OBJECT

private slots:
    void refusesSingularMatrices();
    void exchangesRows();
};

void TstLu::refusesSingularMatrices() {
    FAILS_OP("Lu", {"float zeros [2,3]"}, "must be square");
    FAILS_OP("Lu", {"float zeros [2,2]"}, "not invertible");
}

void TstLu::exchangesRows() {
    COMPARE_OP("float32[2,2]: 3 4 0.33333334 0.6666666; int32[2]: 1 0", "Lu",
               {"float [[1,2],[3,4]]"});
    COMPARE_OP("float64[3,3]: 3 4 5 0 2 1 0 0 4; int64[3]: 2 0 1", "Lu",
               {"double [[0,2,1],[0,0,4],[3,4,5]]"}, {{"output_idx_type", DType::Int64}});
    COMPARE_OP("float32[2,0,0]:; int32[2,0]:", "Lu", {"float zeros [2,0,0]"});
    COMPARE_SHAPES("[?,3,3]; [?,3]", "Lu", {"float [?,?,3]"});
}

namespace {
const Registered<TstLu> registered;
}  // namespace

}  // namespace weft::test

#include "tst_lu.moc"
