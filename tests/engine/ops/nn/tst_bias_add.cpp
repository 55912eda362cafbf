// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/support/close_to.h"
#include "tests/support/op_runner.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Largest relative error of a symbolic gradient against finite differences.
constexpr double kGradientError = 1e-5;

}  // namespace

class TstBiasAdd : public QObject {
    Q_OBJECT

private slots:
    void rejectsShapesThatDoNotFit() {
        const auto fails = [](const std::string& value, const std::string& bias,
                              const std::string& words) {
            return expectFailure("BiasAdd", {value, bias}, words);
        };
        QCOMPARE(fails("float [[1,2,3]]", "float [1,2]", "[2]"), "");
        QCOMPARE(fails("float [1,2]", "float [1,2]", "rank"), "");
        QCOMPARE(fails("float [[1,2]]", "float [[1,2]]", "rank"), "");
        QCOMPARE(expectFailure("BiasAdd", {"float zeros [1,3,2,2]", "float [1,2]"}, "want [3]",
                               {{"data_format", std::string("NCHW")}}),
                 "");
        QCOMPARE(expectFailure("BiasAddGrad", {"float [1,2]"}, "rank"), "");
    }
    void addsToTheLastAxis() {
        QCOMPARE_CLOSE(runOp("BiasAdd", {"float [[1,2],[3,4]]", "float [10,20]"}),
                       "float32[2,2]: 11 22 13 24");
        QCOMPARE_CLOSE(runOp("BiasAdd", {"int32 [[[1,2]],[[3,4]]]", "int32 [10,20]"}),
                       "int32[2,1,2]: 11 22 13 24");
        QCOMPARE_CLOSE(runOp("BiasAddV1", {"double [[1,2],[3,4]]", "double [10,20]"}),
                       "float64[2,2]: 11 22 13 24");
        QCOMPARE_CLOSE(runOp("BiasAdd", {"half [[1,2],[3,4]]", "half [10,20]"}),
                       "float16[2,2]: 11 22 13 24");
    }
    void takesEveryNumber() {
        for (const char* type : {"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32",
                                 "uint64", "complex64", "complex128"}) {
            const std::string value = concat(type, " [[1,2],[3,4]]");
            const std::string bias = concat(type, " [10,20]");
            QCOMPARE(runOp("BiasAddGrad", {value}), runOp("Sum", {value, "int32 [0]"}));
            QCOMPARE(runOp("BiasAdd", {value, bias}), runOp("BiasAddV1", {value, bias}));
            QCOMPARE(runOp("BiasAdd", {value, bias}), runOp("AddV2", {value, bias}));
        }
    }
    void wrapsAround() {
        QCOMPARE(runOp("BiasAdd", {"int32 [[2147483647]]", "int32 [1]"}),
                 "int32[1,1]: -2147483648");
        QCOMPARE(runOp("BiasAddGrad", {"int8 [[100],[100]]"}), "int8[1]: -56");
    }
    void addsToAxisOneWithChannelsFirst() {
        const AttrMap first{{"data_format", std::string("NCHW")}};
        QCOMPARE_CLOSE(runOp("BiasAdd", {"float [[[1,2],[3,4]]]", "float [10,20]"}, first),
                       "float32[1,2,2]: 11 12 23 24");
        QCOMPARE_CLOSE(runOp("BiasAddGrad", {"float [[[1,2],[3,4]],[[5,6],[7,8]]]"}, first),
                       "float32[2]: 14 22");
    }
    void gradientSumsOverAllOtherAxes() {
        QCOMPARE_CLOSE(runOp("BiasAddGrad", {"float [[[1,2],[3,4]],[[5,6],[7,8]]]"}),
                       "float32[2]: 16 20");
        QCOMPARE_CLOSE(runOp("BiasAddGrad", {"float zeros [0,3]"}), "float32[3]: 0 0 0");
    }
    void sumsManyRowsInBlocks() {
        // 5000 rows are three blocks; whole numbers add exactly.
        std::string rows = "float [";
        for (int i = 0; i < 5000; ++i) { rows += concat(i > 0 ? "," : "", "[", i % 7, ",1,2]"); }
        int sum = 0;
        for (int i = 0; i < 5000; ++i) { sum += i % 7; }
        QCOMPARE_CLOSE(runOp("BiasAddGrad", {rows + "]"}),
                       concat("float32[3]: ", sum, " 5000 10000"));
    }
    void infersShapes() {
        QCOMPARE(inferOp("BiasAdd", {"float [?,?]", "float [4]"}), "[?,4]");
        QCOMPARE(inferOp("BiasAddGrad", {"float [?,3]"}), "[3]");
    }
    void gradientsMatchFiniteDifferences() {
        const std::vector<std::string> inputs{"double [[1,2],[3,4]]", "double [0.5,-1]"};
        for (int by = 0; by < 2; ++by) {
            QVERIFY(gradientErrorOf("BiasAdd", inputs, {}, by) < kGradientError);
            QVERIFY(gradientErrorOf("BiasAddV1", inputs, {}, by) < kGradientError);
        }
        const AttrMap first{{"data_format", std::string("NCHW")}};
        const std::string images = "double [[[1,2],[3,4]]]";
        QVERIFY(gradientErrorOf("BiasAdd", {images, "double [1,2]"}, first, 1) < kGradientError);
        QVERIFY(gradientErrorOf("BiasAddGrad", {images}, first) < kGradientError);
        QVERIFY(gradientErrorOf("BiasAddGrad", {images}) < kGradientError);
    }
};

namespace {
const Registered<TstBiasAdd> registered;
}

}  // namespace weft::test

#include "tst_bias_add.moc"
