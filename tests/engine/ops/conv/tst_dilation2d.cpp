// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/engine/ops/conv/conv_cases.h"
#include "tests/support/close_to.h"
#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "Dilation2D", "Dilation2DBackpropInput" and "Dilation2DBackpropFilter".
class TstDilation2d : public QObject {
    Q_OBJECT

    static AttrMap dilation(const std::string& padding, const Sizes& strides = {1, 1, 1, 1},
                            const Sizes& rates = {1, 1, 1, 1}) {
        return {{"padding", padding}, {"strides", strides}, {"rates", rates}};
    }

private slots:
    void refusesWhatDoesNotFit() {
        const std::string image = "float zeros [1,4,4,2]";
        FAILS_OP("Dilation2D", {image, "float zeros [2,2,3]"}, "same depth", dilation("SAME"));
        FAILS_OP("Dilation2D", {image, "float zeros [2,2]"}, "rank", dilation("SAME"));
        FAILS_OP("Dilation2D", {image, "float zeros [2,2,2]"}, "strides",
                 dilation("SAME", {1, 0, 1, 1}));
        FAILS_OP("Dilation2D", {image, "float zeros [9,9,2]"}, "negative", dilation("VALID"));
        FAILS_OP("Dilation2D", {image, "float zeros [2,2,2]"}, "batch",
                 dilation("SAME", {2, 1, 1, 1}), "UNIMPLEMENTED");
        for (const char* op : {"Dilation2DBackpropInput", "Dilation2DBackpropFilter"}) {
            FAILS_OP(op, {image, "float zeros [2,2,2]", "float zeros [1,3,4,2]"}, "incompatible",
                     dilation("SAME"));
        }
    }
    void takesTheLargestSum() {
        const std::string image = "float [[[[1],[2]],[[3],[4]]]]";
        COMPARE_OP("float32[1,2,2,1]: 4 4 5 4", "Dilation2D",
                   {image, "float [[[0],[1]],[[0],[0]]]"}, dilation("SAME"));
        COMPARE_OP("int32[1,1,1,1]: 6", "Dilation2D",
                   {"int32 [[[[1],[2],[3]]]]", "int32 [[[5],[3]]]"},
                   dilation("VALID", {1, 1, 1, 1}, {1, 1, 2, 1}));
        COMPARE_OP("float32[1,1,2,1]: 7 0", "Dilation2DBackpropInput",
                   {"float [[[[1],[1]]]]", "float [[[0],[0]]]", "float [[[[7]]]]"},
                   dilation("VALID"));
        COMPARE_OP("float32[1,2,1]: 0 7", "Dilation2DBackpropFilter",
                   {"float [[[[1],[2]]]]", "float [[[0],[0]]]", "float [[[[7]]]]"},
                   dilation("VALID"));
    }
    void gradientsMatchFiniteDifferences() {
        const std::string image = "double [[[[1],[8],[3]],[[4],[5],[16]],[[9],[2],[7]]]]";
        const std::string filter = "double [[[0.1],[0.5]],[[0.2],[0.3]]]";
        for (const AttrMap& attrs :
             {dilation("SAME"), dilation("VALID"), dilation("SAME", {1, 2, 2, 1}, {1, 2, 1, 1})}) {
            GRADIENT_AGREES("Dilation2D", {image, filter}, attrs);
            GRADIENT_AGREES("Dilation2D", {image, filter}, attrs, 1);
        }
    }
};

namespace {
const Registered<TstDilation2d> registered;
}  // namespace

}  // namespace weft::test

#include "tst_dilation2d.moc"
