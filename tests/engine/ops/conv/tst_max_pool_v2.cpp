// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/engine/ops/conv/conv_cases.h"
#include "tests/support/close_to.h"
#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "MaxPoolV2" and "MaxPoolGradV2".
class TstMaxPoolV2 : public QObject {
    Q_OBJECT
    const AttrMap m_same{{"padding", std::string("SAME")}};
    const std::string m_two = "int32 [1,2,2,1]";

private slots:
    void refusesWhatDoesNotFit() {
        const std::string image = "float zeros [1,4,4,1]";
        FAILS_OP("MaxPoolV2", {image, "int32 [1,0,2,1]", m_two}, "ksize", m_same);
        FAILS_OP("MaxPoolV2", {image, m_two, "int32 [1,2,2]"}, "", m_same);
        FAILS_OP("MaxPoolV2", {"float [1]", m_two, m_two}, "rank", m_same);
        FAILS_OP("MaxPoolV2", {image, "int32 [1,1,2,2]", "int32 [1,1,2,2]"}, "NHWC",
                 {{"padding", std::string("SAME")}, {"data_format", std::string("NCHW")}});
        FAILS_OP("MaxPoolGradV2",
                 {image, "float zeros [1,2,2,1]", "float zeros [1,4,4,1]", m_two, m_two},
                 "want [1,2,2,1]", m_same);
    }
    void takesTheLargest() {
        COMPARE_OP("float32[1,1,2,1]: 5 6", "MaxPoolV2",
                   {"float [[[[1],[2],[3]],[[4],[5],[6]]]]", m_two, m_two}, m_same);
        COMPARE_OP("uint8[1,1,1,1]: 200", "MaxPoolV2", {"uint8 [[[[1],[200]]]]", m_two, m_two},
                   m_same);
        COMPARE_OP("int16[1,1,2,1]: 0 7", "MaxPoolGradV2",
                   {"int16 [[[[1],[2]]]]", "int16 [[[[2]]]]", "int16 [[[[7]]]]", m_two, m_two},
                   m_same);
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[?,2,?,3]", "MaxPoolV2",
                       {"float [?,4,?,3]", "= int32 [1,2,2,1]", "= int32 [1,2,2,1]"}, m_same);
        COMPARE_SHAPES("[?,?,?,?]", "MaxPoolV2", {"float [1,4,4,3]", "int32 [4]", "int32 [4]"},
                       m_same);
    }
    void gradientsMatchFiniteDifferences() {
        const std::string image = "double [[[[1],[8],[3]],[[4],[5],[16]]]]";
        const std::string pooled = "double [[[[8],[16]]]]";
        GRADIENT_AGREES("MaxPoolV2", {image, m_two, m_two}, m_same);
        GRADIENT_AGREES("MaxPoolGradV2", {image, pooled, "double [[[[1],[2]]]]", m_two, m_two},
                        m_same, 2);
    }
};

namespace {
const Registered<TstMaxPoolV2> registered;
}  // namespace

}  // namespace weft::test

#include "tst_max_pool_v2.moc"
