// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/engine/ops/conv/conv_cases.h"
#include "tests/support/close_to.h"
#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "MaxPool3D", "MaxPool3DGrad", "AvgPool3D" and "AvgPool3DGrad".
class TstPool3d : public QObject {
    Q_OBJECT

    static AttrMap pooling(const std::string& padding, const Sizes& ksize, const Sizes& strides) {
        return {{"padding", padding}, {"ksize", ksize}, {"strides", strides}};
    }
    const AttrMap m_two = pooling("SAME", {1, 2, 2, 2, 1}, {1, 2, 2, 2, 1});

private slots:
    void refusesWhatDoesNotFit() {
        const std::string volume = "float zeros [1,3,3,3,2]";
        const Sizes ones{1, 1, 1, 1, 1};
        for (const char* op : {"MaxPool3D", "AvgPool3D"}) {
            FAILS_OP(op, {"float [1]"}, "rank", m_two);
            FAILS_OP(op, {volume}, "ksize", pooling("SAME", {1, 0, 1, 1, 1}, ones));
            FAILS_OP(op, {volume}, "depth", pooling("SAME", {1, 1, 1, 1, 2}, ones),
                     "UNIMPLEMENTED");
            FAILS_OP(op, {volume}, "negative", pooling("VALID", {1, 9, 9, 9, 1}, ones));
            AttrMap first = m_two;
            first.set("data_format", std::string("NCDHW"));
            first.set("ksize", ones);
            first.set("strides", ones);
            FAILS_OP(op, {volume}, "NDHWC", first);
        }
        const std::string pooled = "float zeros [1,2,2,2,2]";
        FAILS_OP("MaxPool3DGrad", {volume, pooled, volume}, "want [1,2,2,2,2]", m_two);
        FAILS_OP("AvgPool3DGrad", {"int32 [1,3,3,-3,2]", pooled}, "negative", m_two);
        FAILS_OP("AvgPool3DGrad", {"int32 [1,9,3,3,2]", pooled}, "wrong shape", m_two);
    }
    void pools() {
        const std::string volume =
            "float [[[[[1],[2],[3]],[[4],[5],[6]]],[[[9],[8],[0]],[[0],[0],[7]]]]]";
        COMPARE_OP("float32[1,1,1,2,1]: 9 7", "MaxPool3D", {volume}, m_two);
        COMPARE_OP("float32[1,1,1,2,1]: 3.625 4", "AvgPool3D", {volume}, m_two);
        COMPARE_OP("float32[1,1,1,2,1]: 5 0", "MaxPool3DGrad",
                   {"float [[[[[3],[1]]]]]", "float [[[[[3]]]]]", "float [[[[[5]]]]]"}, m_two);
        COMPARE_OP("float32[1,1,1,2,1]: 3 3", "AvgPool3DGrad",
                   {"int32 [1,1,1,2,1]", "float [[[[[6]]]]]"}, m_two);
    }
    /// A stride above the window leaves inputs out at both ends alike.
    void wideStridesAreCentred() {
        const AttrMap wide = pooling("SAME", {1, 1, 1, 2, 1}, {1, 1, 1, 6, 1});
        const std::string volume = "float [[[[[1],[2],[3],[4],[5],[6],[7],[8],[9],[10]]]]]";
        COMPARE_OP("float32[1,1,1,2,1]: 3 9", "MaxPool3D", {volume}, wide);
        COMPARE_OP("float32[1,1,1,2,1]: 2.5 8.5", "AvgPool3D", {volume}, wide);
        COMPARE_OP("float32[1,1,1,10,1]: 0.5 0.5 0 0 0 0 1 1 0 0", "AvgPool3DGrad",
                   {"int32 [1,1,1,10,1]", "float [[[[[1],[2]]]]]"}, wide);
    }
    void everyMaximumGetsTheGradient() {
        COMPARE_OP("float32[1,1,1,2,1]: 5 5", "MaxPool3DGrad",
                   {"float [[[[[3],[3]]]]]", "float [[[[[3]]]]]", "float [[[[[5]]]]]"}, m_two);
    }
    void gradientsMatchFiniteDifferences() {
        const std::string volume = pattern("double", {1, 3, 3, 2, 2}, 1);
        const AttrMap overlapping = pooling("SAME", {1, 2, 3, 2, 1}, {1, 1, 2, 1, 1});
        GRADIENT_AGREES("AvgPool3D", {volume}, overlapping);
        GRADIENT_AGREES("AvgPool3DGrad",
                        {"int32 [1,3,3,2,2]", pattern("double", {1, 3, 2, 2, 2}, 2)}, overlapping,
                        1);
        QVERIFY(gradientErrorOf("MaxPool3D", {"float [[[[[1],[8],[3]],[[4],[5],[6]]]]]"},
                                overlapping) < 1e-2);
    }
};

namespace {
const Registered<TstPool3d> registered;
}  // namespace

}  // namespace weft::test

#include "tst_pool3d.moc"
