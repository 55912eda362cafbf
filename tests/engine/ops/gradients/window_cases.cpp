// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/ops/gradients/gradient_case.h"

namespace weft::test {

namespace {

AttrMap window(Ints ksize, Ints strides, const char* padding) {
    AttrMap attrs{{"strides", std::move(strides)}, {"padding", std::string(padding)}};
    if (!ksize.empty()) { attrs.set("ksize", std::move(ksize)); }
    return attrs;
}

AttrMap with(AttrMap attrs, const char* name, AttrValue value) {
    attrs.set(name, std::move(value));
    return attrs;
}

void addConvolutions(std::vector<GradientCase>& rows) {
    const Ints steps{1, 2, 1, 1};
    for (const char* padding : {"SAME", "VALID"}) {
        const AttrMap attrs = window({}, steps, padding);
        const std::string out = padding == std::string("SAME") ? "any [1,2,3,2]" : "any [1,1,2,2]";
        rows.push_back({"Conv2D", {"any [1,3,3,2]", "any [2,2,2,2]"}, attrs});
        rows.push_back({"Conv2DBackpropInput", {"int32 [1,3,3,2]", "any [2,2,2,2]", out}, attrs});
        rows.push_back({"Conv2DBackpropFilter", {"any [1,3,3,2]", "int32 [2,2,2,2]", out}, attrs});
        const AttrMap even = window({}, {1, 2, 2, 1}, padding);
        const std::string deep = padding == std::string("SAME") ? "any [1,2,2,4]" : "any [1,1,1,4]";
        rows.push_back({"DepthwiseConv2dNative", {"any [1,3,3,2]", "any [2,2,2,2]"}, even});
        rows.push_back({"DepthwiseConv2dNativeBackpropInput",
                        {"int32 [1,3,3,2]", "any [2,2,2,2]", deep},
                        even});
        rows.push_back({"DepthwiseConv2dNativeBackpropFilter",
                        {"any [1,3,3,2]", "int32 [2,2,2,2]", deep},
                        even});
        const AttrMap cube = window({}, {1, 1, 2, 1, 1}, padding);
        const std::string volume =
            padding == std::string("SAME") ? "any [1,2,2,2,2]" : "any [1,1,1,1,2]";
        rows.push_back({"Conv3D", {"any [1,2,3,2,1]", "any [2,2,2,1,2]"}, cube});
        rows.push_back(
            {"Conv3DBackpropInputV2", {"int32 [1,2,3,2,1]", "any [2,2,2,1,2]", volume}, cube});
        rows.push_back(
            {"Conv3DBackpropFilterV2", {"any [1,2,3,2,1]", "int32 [2,2,2,1,2]", volume}, cube});
        rows.push_back({"Dilation2D",
                        {"any [1,4,4,2]", "any [2,2,2]"},
                        with(window({}, {1, 1, 1, 1}, padding), "rates", Ints{1, 1, 1, 1}),
                        {0},
                        {},
                        "TensorFlow's gradient ops of it have none"});
    }
    rows.push_back({"Conv2D",
                    {"any [1,4,4,1]", "any [2,2,1,1]"},
                    with(window({}, {1, 1, 1, 1}, "EXPLICIT"), "explicit_paddings",
                         Ints{0, 0, 1, 0, 0, 2, 0, 0})});
}

void addPools(std::vector<GradientCase>& rows) {
    for (const char* padding : {"SAME", "VALID"}) {
        const AttrMap attrs = window({1, 2, 2, 1}, {1, 2, 1, 1}, padding);
        const std::string image = "any [1,3,3,2]";
        const std::string out = padding == std::string("SAME") ? "any [1,2,3,2]" : "any [1,1,2,2]";
        rows.push_back({"AvgPool", {image}, attrs});
        rows.push_back({"AvgPoolGrad", {"int32 [1,3,3,2]", out}, attrs});
        rows.push_back({"MaxPool", {image}, attrs});
        rows.push_back({"MaxPoolV2",
                        {image, "int32 [1,2,2,1]", "int32 [1,2,1,1]"},
                        {{"padding", std::string(padding)}}});
        rows.push_back({"MaxPoolWithArgmax", {image}, window({1, 2, 2, 1}, {1, 2, 2, 1}, padding)});
        const AttrMap cube = window({1, 2, 2, 1, 1}, {1, 2, 1, 1, 1}, padding);
        rows.push_back({"AvgPool3D", {"any [1,2,3,2,1]"}, cube});
        rows.push_back({"AvgPool3DGrad",
                        {"int32 [1,2,3,2,1]",
                         padding == std::string("SAME") ? "any [1,1,3,2,1]" : "any [1,1,2,2,1]"},
                        cube});
        rows.push_back({"MaxPool3D", {"single [1,2,3,2,1]"}, cube});
        rows.push_back({"MaxPoolGrad", {image, out, out}, attrs});
        rows.push_back({"MaxPoolGradGrad", {image, out, image}, attrs});
        rows.push_back({"MaxPoolGradV2",
                        {image, out, out, "int32 [1,2,2,1]", "int32 [1,2,1,1]"},
                        {{"padding", std::string(padding)}}});
    }
}

}  // namespace

std::vector<GradientCase> windowCases() {
    std::vector<GradientCase> rows;
    addConvolutions(rows);
    addPools(rows);
    const std::string boxes = "float [[0.1,0.2,0.8,0.9],[0.3,0.1,0.6,0.7]]";
    const std::string piecewise = "TensorFlow's gradient ops of it have none";
    rows.push_back({"CropAndResize",
                    {"single [2,4,4,1]", boxes, "int32 [0,1]", "int32 [3,3]"},
                    {},
                    {0},
                    {},
                    piecewise});
    for (const bool aligned : {false, true}) {
        const AttrMap attrs{{"align_corners", aligned}};
        for (const char* op : {"ResizeBilinear", "ResizeBicubic"}) {
            rows.push_back({op, {"single [1,3,2,2]", "int32 [4,5]"}, attrs, {0}, {}, piecewise});
        }
        rows.push_back(
            {"ResizeNearestNeighbor", {"any [1,3,2,2]", "int32 [4,5]"}, attrs, {0}, {}, piecewise});
    }
    return rows;
}

}  // namespace weft::test
