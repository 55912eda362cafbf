// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/engine/ops/conv/conv_cases.h"
#include "tests/support/close_to.h"
#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "DepthwiseConv2dNative", "DepthwiseConv2dNativeBackpropInput" and
/// "DepthwiseConv2dNativeBackpropFilter".
class TstDepthwiseConv2d : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        const auto fails = [](const AttrMap& attrs, const char* filter, const char* words,
                              const char* code = "INVALID_ARGUMENT") {
            return expectFailure("DepthwiseConv2dNative", {"float zeros [1,4,4,2]", filter}, words,
                                 attrs, code);
        };
        const char* good = "float zeros [2,2,2,1]";
        QCOMPARE(fails(convolution("SAME"), "float zeros [2,2,3,1]", ""), "");
        QCOMPARE(fails(convolution("SAME"), "float zeros [2,2]", "rank"), "");
        QCOMPARE(fails(convolution("SAME", {1, 1, 2, 1}), good, "equal length"), "");
        QCOMPARE(fails(convolution("SAME", {1, 0, 0, 1}), good, "strides"), "");
        QCOMPARE(fails(convolution("VALID"), "float zeros [9,9,2,1]", "negative"), "");
        AttrMap first = convolution("SAME");
        first.set("data_format", std::string("NCHW"));
        QCOMPARE(expectFailure("DepthwiseConv2dNative",
                               {"float zeros [1,2,4,4]", "float zeros [2,2,2,1]"}, "NHWC", first,
                               "UNIMPLEMENTED"),
                 "");
        FAILS_OP("DepthwiseConv2dNativeBackpropInput",
                 {"int32 [1,4,4,2]", good, "float zeros [1,3,4,2]"}, "want [1,4,4,2]",
                 convolution("SAME"));
        FAILS_OP("DepthwiseConv2dNativeBackpropInput",
                 {"int32 [1,-4,4,2]", good, "float zeros [1,4,4,2]"}, "negative",
                 convolution("SAME"));
        FAILS_OP("DepthwiseConv2dNativeBackpropFilter",
                 {"float zeros [1,4,4,2]", "int32 [2,2,2]", "float zeros [1,4,4,2]"}, "",
                 convolution("SAME"));
    }
    void convolvesEachChannel() {
        COMPARE_OP("float32[1,1,1,4]: 3 4 12 14", "DepthwiseConv2dNative",
                   {"float [[[[1,2],[2,4]]]]", "float [[[[1,2],[2,1]],[[1,1],[2,3]]]]"},
                   convolution("VALID"));
    }
    /// Float by oneDNN or own loops, double by own loops.
    void floatAndDoubleAgree() {
        struct Case {
            AttrMap attrs;
            std::int64_t rows;  // of the output
            std::int64_t columns;
        };
        const std::vector<Case> cases = {
            {convolution("SAME"), 6, 7},
            {convolution("VALID", {1, 2, 2, 1}), 2, 3},
            {convolution("SAME", {1, 1, 1, 1}, {1, 2, 2, 1}), 6, 7},
        };
        for (const std::int64_t channels : {1, 5, 16, 19}) {
            for (const std::int64_t m : {1, 3}) {
                for (const Case& each : cases) {
                    const auto run = [&](const std::string& op, const std::string& type) {
                        const std::string image = pattern(type, {2, 6, 7, channels}, 1);
                        const std::string filter = pattern(type, {3, 2, channels, m}, 2);
                        const std::string dy =
                            pattern(type, {2, each.rows, each.columns, channels * m}, 3);
                        const std::string imageSizes = concat("int32 [2,6,7,", channels, "]");
                        const std::string filterSizes =
                            concat("int32 [3,2,", channels, ",", m, "]");
                        const std::vector<std::string> inputs =
                            op.ends_with("Input")    ? std::vector{imageSizes, filter, dy}
                            : op.ends_with("Filter") ? std::vector{image, filterSizes, dy}
                                                     : std::vector{image, filter};
                        return withoutType(runOp(op, inputs, each.attrs));
                    };
                    for (const std::string op :
                         {"DepthwiseConv2dNative", "DepthwiseConv2dNativeBackpropInput",
                          "DepthwiseConv2dNativeBackpropFilter"}) {
                        const std::string text = run(op, "float");
                        QVERIFY2(text.starts_with("["), text.c_str());
                        QCOMPARE(text, run(op, "double"));
                    }
                }
            }
        }
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[?,4,?,6]", "DepthwiseConv2dNative", {"float [?,4,?,2]", "float [2,2,?,3]"},
                       convolution("SAME"));
    }
    void gradientsMatchFiniteDifferences() {
        const std::string image = pattern("double", {2, 4, 4, 2}, 1);
        const std::string filter = pattern("double", {3, 2, 2, 2}, 2);
        for (const AttrMap& attrs : {convolution("SAME"), convolution("VALID", {1, 2, 2, 1})}) {
            GRADIENT_AGREES("DepthwiseConv2dNative", {image, filter}, attrs);
            GRADIENT_AGREES("DepthwiseConv2dNative", {image, filter}, attrs, 1);
        }
        const std::string dy = pattern("double", {2, 4, 4, 4}, 3);
        for (const int by : {1, 2}) {
            GRADIENT_AGREES("DepthwiseConv2dNativeBackpropInput", {"int32 [2,4,4,2]", filter, dy},
                            convolution("SAME"), by);
        }
        for (const int by : {0, 2}) {
            GRADIENT_AGREES("DepthwiseConv2dNativeBackpropFilter", {image, "int32 [3,2,2,2]", dy},
                            convolution("SAME"), by);
        }
    }
};

namespace {
const Registered<TstDepthwiseConv2d> registered;
}  // namespace

}  // namespace weft::test

#include "tst_depthwise_conv2d.moc"
