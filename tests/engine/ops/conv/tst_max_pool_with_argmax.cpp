// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/engine/ops/conv/conv_cases.h"
#include "tests/support/close_to.h"
#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "MaxPoolWithArgmax" and "MaxPoolGradWithArgmax".
class TstMaxPoolWithArgmax : public QObject {
    Q_OBJECT
    const AttrMap m_two{{"padding", std::string("SAME")},
                        {"ksize", Sizes{1, 2, 2, 1}},
                        {"strides", Sizes{1, 2, 2, 1}}};

private slots:
    void refusesWhatDoesNotFit() {
        FAILS_OP("MaxPoolWithArgmax", {"float [1]"}, "rank", m_two);
        AttrMap bad = m_two;
        bad.set("ksize", Sizes{1, 0, 2, 1});
        FAILS_OP("MaxPoolWithArgmax", {"float zeros [1,2,2,1]"}, "ksize", bad);
        const std::string image = "float zeros [2,2,2,1]";
        const std::string dy = "float zeros [2,1,1,1]";
        FAILS_OP("MaxPoolGradWithArgmax", {image, dy, "int64 [[[[4]]],[[[0]]]]"}, "outside", m_two);
        FAILS_OP("MaxPoolGradWithArgmax", {image, dy, "int64 [[[[-1]]],[[[0]]]]"}, "outside",
                 m_two);
        FAILS_OP("MaxPoolGradWithArgmax", {image, "float zeros [2,2,2,1]", "int64 [[[[0]]]]"},
                 "wrong shape", m_two);
    }
    void tellsPlaces() {
        const std::string images = "float [[[[1,9],[7,2]]],[[[3,4],[3,5]]]]";
        COMPARE_OP("float32[2,1,1,2]: 7 9 3 5; int64[2,1,1,2]: 2 1 0 3", "MaxPoolWithArgmax",
                   {images}, m_two);
        AttrMap whole = m_two;
        whole.set("include_batch_in_index", true);
        whole.set("Targmax", DType::Int32);
        COMPARE_OP("float32[2,1,1,2]: 7 9 3 5; int32[2,1,1,2]: 2 1 4 7", "MaxPoolWithArgmax",
                   {images}, whole);
        COMPARE_OP("float32[2,1,1,1]: nan 1; int64[2,1,1,1]: 0 0", "MaxPoolWithArgmax",
                   {"float [[[[nan],[1]]],[[[1],[nan]]]]"}, m_two);
        COMPARE_OP("float16[1,1,1,1]: 3; int64[1,1,1,1]: 1", "MaxPoolWithArgmax",
                   {"half [[[[2],[3]]]]"}, m_two);
    }
    void addsGradientsUp() {
        COMPARE_OP("int32[2,1,2,1]: 0 5 7 0", "MaxPoolGradWithArgmax",
                   {"int32 zeros [2,1,2,1]", "int32 [[[[5]]],[[[7]]]]", "int64 [[[[1]]],[[[0]]]]"},
                   m_two);
    }
    void gradientsMatchFiniteDifferences() {
        for (const bool ofBatch : {false, true}) {
            AttrMap attrs = m_two;
            attrs.set("include_batch_in_index", ofBatch);
            GRADIENT_AGREES("MaxPoolWithArgmax", {"double [[[[1],[8],[3]]],[[[4],[5],[16]]]]"},
                            attrs);
        }
    }
};

namespace {
const Registered<TstMaxPoolWithArgmax> registered;
}  // namespace

}  // namespace weft::test

#include "tst_max_pool_with_argmax.moc"
