// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/close_to.h"
#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "CropAndResize", "CropAndResizeGradImage" and "CropAndResizeGradBoxes".
class TstCropAndResize : public QObject {
    Q_OBJECT
    const std::string m_image = "float [[[[1],[2]],[[3],[5]]]]";

private slots:
    void refusesWhatDoesNotFit() {
        const auto fails = [&](const char* boxes, const char* index, const char* size,
                               const char* words, const char* code = "INVALID_ARGUMENT") {
            return expectFailure("CropAndResize", {m_image, boxes, index, size}, words, {}, code);
        };
        const char* one = "float [[0,0,1,1]]";
        QCOMPARE(fails(one, "int32 [1]", "int32 [2,2]", "box_index", "OUT_OF_RANGE"), "");
        QCOMPARE(fails(one, "int32 [-1]", "int32 [2,2]", "box_index", "OUT_OF_RANGE"), "");
        QCOMPARE(fails(one, "int32 [0,0]", "int32 [2,2]", "box_ind"), "");
        QCOMPARE(fails("float [[0,0,1]]", "int32 [0]", "int32 [2,2]", "4 columns"), "");
        QCOMPARE(fails(one, "int32 [0]", "int32 [0,2]", "positive"), "");
        QCOMPARE(fails(one, "int32 [0]", "int32 [2]", ""), "");
        FAILS_OP("CropAndResize", {"float zeros [1,0,2,1]", one, "int32 [0]", "int32 [1,1]"},
                 "positive");
        FAILS_OP("CropAndResizeGradImage", {"float [[[[1]]]]", one, "int32 [3]", "int32 [1,2,2,1]"},
                 "box_index", {{"T", DType::Float}}, "OUT_OF_RANGE");
        FAILS_OP("CropAndResizeGradImage", {"float [[[[1]]]]", one, "int32 [0]", "int32 [1,2,0,1]"},
                 "positive", {{"T", DType::Float}});
        FAILS_OP("CropAndResizeGradBoxes", {"float [[[[1]]]]", m_image, one, "int32 [3]"},
                 "box_index", {}, "OUT_OF_RANGE");
    }
    void cutsAndResizes() {
        const auto run = [&](const char* boxes, const AttrMap& attrs = {}) {
            return runOp("CropAndResize", {m_image, boxes, "int32 [0]", "int32 [2,2]"}, attrs);
        };
        QCOMPARE(run("float [[0,0,1,1]]"), std::string("float32[1,2,2,1]: 1 2 3 5"));
        QCOMPARE(run("float [[1,1,0,0]]"), std::string("float32[1,2,2,1]: 5 3 2 1"));
        QCOMPARE(run("float [[0.5,0,2,1]]", {{"extrapolation_value", 9.0F}}),
                 std::string("float32[1,2,2,1]: 2 3.5 9 9"));
        QCOMPARE(run("float [[nan,0,1,1]]"), std::string("float32[1,2,2,1]: 0 0 0 0"));
        QCOMPARE(run("float [[0,0,0.6,0.4]]", {{"method", std::string("nearest")}}),
                 std::string("float32[1,2,2,1]: 1 1 3 3"));
        COMPARE_OP(
            "float32[1,1,1,1]: 2.75", "CropAndResize",
            {"uint8 [[[[1],[2]],[[3],[5]]]]", "float [[0,0,1,1]]", "int32 [0]", "int32 [1,1]"});
        COMPARE_OP("float32[0,2,2,1]:", "CropAndResize",
                   {m_image, "float zeros [0,4]", "int32 zeros [0]", "int32 [2,2]"});
    }
    void gradientsMatchFiniteDifferences() {
        const std::vector<std::string> inputs{
            m_image, "float [[0.1,0.2,0.7,0.9],[0.3,0.05,0.5,0.8]]", "int32 [0,0]", "int32 [2,3]"};
        QVERIFY(gradientErrorOf("CropAndResize", inputs) < 1e-2);
        QVERIFY(gradientErrorOf("CropAndResize", inputs, {}, 1) < 1e-2);
        QVERIFY(gradientErrorOf("CropAndResize", inputs, {{"method", std::string("nearest")}}) <
                1e-2);
        const std::vector<std::string> one{m_image, "float [[0.1,0.2,0.7,0.9]]", "int32 [0]",
                                           "int32 [1,1]"};
        QVERIFY(gradientErrorOf("CropAndResize", one, {}, 1) < 1e-2);
    }
};

namespace {
const Registered<TstCropAndResize> registered;
}  // namespace

}  // namespace weft::test

#include "tst_crop_and_resize.moc"
