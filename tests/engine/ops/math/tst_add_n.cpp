// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// AddN and AccumulateNV2.
class TstAddN : public QObject {
    Q_OBJECT

private slots:
    void refusesDifferentShapes();
    void addsAnyNumber();
    void mergesShapes();
    void gradientsAgree();
    void accumulatesToAPromisedShape();
};

void TstAddN::refusesDifferentShapes() {
    FAILS_OP("AddN", {"float [1,2]", "float [1,2,3]"}, "same shape", {{"N", std::int64_t{2}}});
    FAILS_OP("AddN", {"float [1,2]", "float 1"}, "same shape", {{"N", std::int64_t{2}}});
}

void TstAddN::addsAnyNumber() {
    COMPARE_OP("float32[2]: 1 2", "AddN", {"float [1,2]"}, {{"N", std::int64_t{1}}});
    COMPARE_OP("float32[2]: 111 222", "AddN", {"float [1,2]", "float [10,20]", "float [100,200]"},
               {{"N", std::int64_t{3}}});
    COMPARE_OP("int32[1]: -2147483648", "AddN", {"int32 [2147483647]", "int32 [1]"},
               {{"N", std::int64_t{2}}});
    COMPARE_OP("float16[1]: 6", "AddN", {"half [1]", "half [2]", "half [3]"},
               {{"N", std::int64_t{3}}});
    COMPARE_OP("uint8[1]: 4", "AddN", {"uint8 [255]", "uint8 [5]"}, {{"N", std::int64_t{2}}});
}

void TstAddN::mergesShapes() {
    COMPARE_SHAPES("[2,3]", "AddN", {"float [?,3]", "float [2,?]"}, {{"N", std::int64_t{2}}});
}

void TstAddN::gradientsAgree() {
    GRADIENT_AGREES("AddN", {"double [1,2]", "double [3,4]"}, {{"N", std::int64_t{2}}}, 1);
}

void TstAddN::accumulatesToAPromisedShape() {
    const AttrMap attrs{{"N", std::int64_t{2}}, {"shape", PartialShape{2}}};
    FAILS_OP("AccumulateNV2", {"float [1,2,3]", "float [1,2,3]"}, "shape of the attribute", attrs);
    FAILS_OP("AccumulateNV2", {"float [1,2]", "float 1"}, "same shape", attrs);
    COMPARE_OP("float32[2]: 4 6", "AccumulateNV2", {"float [1,2]", "float [3,4]"}, attrs);
    COMPARE_OP("complex64[2]: (4+1j) (6+0j)", "AccumulateNV2",
               {"complex64 [1,2]", "complex64 [3+1j,4]"}, attrs);
    COMPARE_SHAPES("[2]", "AccumulateNV2", {"float ?", "float ?"}, attrs);
    GRADIENT_AGREES("AccumulateNV2", {"double [1,2]", "double [3,4]"}, attrs, 1);
}

namespace {
const Registered<TstAddN> registered;
}  // namespace

}  // namespace weft::test

#include "tst_add_n.moc"
