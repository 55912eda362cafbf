// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/engine/ops/conv/conv_cases.h"
#include "tests/support/close_to.h"
#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "Conv3D", "Conv3DBackpropInputV2" and "Conv3DBackpropFilterV2".
class TstConv3d : public QObject {
    Q_OBJECT

    static AttrMap attributes(const std::string& padding, const Sizes& strides = {1, 1, 1, 1, 1}) {
        return {{"padding", padding}, {"strides", strides}};
    }

private slots:
    void refusesWhatDoesNotFit() {
        const std::string volume = "float zeros [1,3,3,3,2]";
        const std::string filter = "float zeros [2,2,2,2,1]";
        FAILS_OP("Conv3D", {volume, "float zeros [2,2,2,3,1]"}, "", attributes("SAME"));
        FAILS_OP("Conv3D", {volume, "float zeros [2,2,2]"}, "rank", attributes("SAME"));
        FAILS_OP("Conv3D", {volume, filter}, "strides", attributes("SAME", {1, 1, 1}));
        FAILS_OP("Conv3D", {volume, filter}, "strides", attributes("SAME", {1, 0, 1, 1, 1}));
        FAILS_OP("Conv3D", {volume, filter}, "batch", attributes("SAME", {1, 1, 1, 1, 2}));
        FAILS_OP("Conv3D", {volume, "float zeros [9,2,2,2,1]"}, "negative", attributes("VALID"));
        AttrMap first = attributes("SAME");
        first.set("data_format", std::string("NCDHW"));
        FAILS_OP("Conv3D", {"float zeros [1,2,3,3,3]", filter}, "NDHWC", first);
        FAILS_OP("Conv3DBackpropInputV2", {"int32 [1,3,3,3,2]", filter, "float zeros [1,3,3,2,1]"},
                 "want [1,3,3,3,1]", attributes("SAME"));
        FAILS_OP("Conv3DBackpropInputV2", {"int64 [1,3,3]", filter, "float zeros [1,3,3,2,1]"}, "",
                 attributes("SAME"));
        FAILS_OP("Conv3DBackpropFilterV2",
                 {volume, "int32 [2,2,2,2,-1]", "float zeros [1,3,3,3,1]"}, "negative",
                 attributes("SAME"));
    }
    void sumsProducts() {
        COMPARE_OP("float32[1,1,1,1,2]: 5 9", "Conv3D",
                   {"float [[[[[1],[2]]]]]", "float [[[[[1,3]],[[2,3]]]]]"}, attributes("VALID"));
        COMPARE_OP("float32[1,2,1,1,1]: 4 3", "Conv3D",
                   {"float [[[[[1]]],[[[3]]]]]", "float [[[[[1]]]],[[[[1]]]]]"},
                   attributes("SAME"));
        COMPARE_OP("float32[0,1,1,1,1]:", "Conv3D",
                   {"float zeros [0,1,1,1,1]", "float zeros [1,1,1,1,1]"}, attributes("SAME"));
    }
    /// A stride above the window leaves inputs out at both ends alike; the gradients count from 0.
    void wideStridesAreCentred() {
        const AttrMap wide = attributes("SAME", {1, 1, 1, 6, 1});
        const std::string filter = "float [[[[[1]],[[0]]]]]";
        COMPARE_OP("float32[1,1,1,2,1]: 2 8", "Conv3D",
                   {"float [[[[[1],[2],[3],[4],[5],[6],[7],[8],[9],[10]]]]]", filter}, wide);
        COMPARE_OP("float32[1,1,1,10,1]: 1 0 0 0 0 0 2 0 0 0", "Conv3DBackpropInputV2",
                   {"int32 [1,1,1,10,1]", filter, "float [[[[[1],[2]]]]]"}, wide);
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[?,2,?,1,5]", "Conv3D", {"float [?,4,?,2,3]", "float [2,2,2,3,5]"},
                       attributes("SAME", {1, 2, 2, 2, 1}));
    }
    void gradientsMatchFiniteDifferences() {
        const std::string volume = pattern("double", {2, 3, 2, 3, 2}, 1);
        const std::string filter = pattern("double", {2, 2, 1, 2, 2}, 2);
        for (AttrMap attrs : {attributes("SAME"), attributes("VALID", {1, 1, 1, 2, 1})}) {
            GRADIENT_AGREES("Conv3D", {volume, filter}, attrs);
            GRADIENT_AGREES("Conv3D", {volume, filter}, attrs, 1);
        }
        const std::string dy = pattern("double", {2, 3, 2, 3, 2}, 3);
        for (const int by : {1, 2}) {
            GRADIENT_AGREES("Conv3DBackpropInputV2", {"int32 [2,3,2,3,2]", filter, dy},
                            attributes("SAME"), by);
        }
        for (const int by : {0, 2}) {
            GRADIENT_AGREES("Conv3DBackpropFilterV2", {volume, "int32 [2,2,1,2,2]", dy},
                            attributes("SAME"), by);
        }
    }
};

namespace {
const Registered<TstConv3d> registered;
}  // namespace

}  // namespace weft::test

#include "tst_conv3d.moc"
