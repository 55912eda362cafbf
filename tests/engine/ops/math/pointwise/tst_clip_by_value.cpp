// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// ClipByValue.
class TstClipByValue : public QObject {
    Q_OBJECT

private slots:
    void refusesBoundsOfOtherShapes();
    void limitsValues();
    void gradientsGoToWhatWasChosen();
};

void TstClipByValue::refusesBoundsOfOtherShapes() {
    FAILS_OP("ClipByValue", {"float [1,2]", "float [0,0,0]", "float 1"}, "bounds must be scalars");
    FAILS_OP("ClipByValue", {"float [[1,2]]", "float 0", "float [1,1]"}, "bounds must be scalars");
}

void TstClipByValue::limitsValues() {
    COMPARE_OP("float32[4]: 0 0.5 1 nan", "ClipByValue",
               {"float [-1,0.5,inf,nan]", "float 0", "float 1"});
    COMPARE_OP("int32[3]: 1 2 3", "ClipByValue", {"int32 [-9,2,9]", "int32 [1,2,3]", "int32 3"});
    COMPARE_OP("int8[2]: 5 5", "ClipByValue", {"int8 [-9,9]", "int8 5", "int8 -1"});
    COMPARE_OP("float16[2]: 0 1", "ClipByValue", {"half [-9,9]", "half 0", "half 1"});
    COMPARE_OP("bfloat16[2]: 0 1", "ClipByValue", {"bfloat16 [-9,9]", "bfloat16 0", "bfloat16 1"});
    COMPARE_OP("float64[0]:", "ClipByValue", {"double zeros [0]", "double 0", "double 1"});
}

void TstClipByValue::gradientsGoToWhatWasChosen() {
    const std::vector<std::string> inputs = {"double [-2,0.5,3,0.25]", "double [0,0,0,0]",
                                             "double 1"};
    for (const int by : {0, 1, 2}) { GRADIENT_AGREES("ClipByValue", inputs, {}, by); }
    GRADIENT_AGREES("ClipByValue", {"double [-2,0.5,3]", "double 0", "double 1"}, {}, 1);
}

namespace {
const Registered<TstClipByValue> registered;
}  // namespace

}  // namespace weft::test

#include "tst_clip_by_value.moc"
