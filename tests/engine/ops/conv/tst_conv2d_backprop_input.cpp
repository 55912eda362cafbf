// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/conv/conv_cases.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstConv2dBackpropInput : public QObject {
    Q_OBJECT
    const std::string m_op = "Conv2DBackpropInput";

private slots:
    void rejectsSizesThatDoNotFit() {
        const AttrMap valid = convolution("VALID");
        const auto fails = [&](const std::string& sizes, const std::string& words) {
            return expectFailure(m_op, {sizes, "float zeros [3,3,1,2]", "float zeros [1,9,9,2]"},
                                 words, valid);
        };
        QCOMPARE(fails("int32 [1,4,4,1]", "out_backprop"), "");
        QCOMPARE(fails("int32 [1,11,-11,1]", "input_sizes"), "");
        QCOMPARE(fails("int32 [1,11,11]", "input_sizes"), "");
        QCOMPARE(fails("int32 [[1,11,11,1]]", "rank"), "");
        QCOMPARE(fails("int32 [1,11,11,2147483647]", "groups"), "");
    }
    void spreadsGradients() {
        const std::string filter = "float [[[[1]],[[2]]],[[[3]],[[4]]]]";
        QCOMPARE_CLOSE(runOp(m_op, {"int32 [1,3,3,1]", filter, "float [[[[1],[0]],[[0],[10]]]]"},
                             convolution("VALID")),
                       "float32[1,3,3,1]: 1 2 0 3 14 20 0 30 40");
        // Only rows and columns are given.
        QCOMPARE_CLOSE(
            runOp(m_op, {"int32 [2,2]", filter, "float [[[[1]]]]"}, convolution("VALID")),
            "float32[1,2,2,1]: 1 2 3 4");
    }
    void emptyOutputsGiveZeros() {
        QCOMPARE_CLOSE(
            runOp(m_op, {"int32 [1,4,4,1]", "float zeros [5,5,1,1]", "float zeros [1,0,0,1]"},
                  convolution("VALID")),
            "float32[1,4,4,1]: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0");
    }
    void kernelsAgree_data() {
        QTest::addColumn<int>("number");
        int number = 0;
        for (const ConvCase& c : convCases()) { QTest::newRow(c.name) << number++; }
    }
    void kernelsAgree() {
        QFETCH(const int, number);
        const ConvCase& c = convCases()[static_cast<std::size_t>(number)];
        const auto run = [&](const std::string& type) {
            return withoutType(runOp(
                m_op,
                {sizesLiteral(c.image), pattern(type, c.filter, 2), pattern(type, c.output, 3)},
                c.attrs));
        };
        const std::string reference = run("double");
        QCOMPARE(reference.substr(0, reference.find(':')), concat("[", join(c.image, ","), "]"));
        QCOMPARE(run("float"), reference);
    }
    void infersShapes() {
        QCOMPARE(inferOp(m_op, {"= int32 [7,8,8,3]", "float ?", "float ?"}, convolution("SAME")),
                 "[7,8,8,3]");
        QCOMPARE(inferOp(m_op, {"int32 [4]", "float ?", "float ?"}, convolution("SAME")),
                 "[?,?,?,?]");
    }
    void gradientsMatchFiniteDifferences() {
        for (const int number : {2, 5, 7}) {
            const ConvCase& c = convCases()[static_cast<std::size_t>(number)];
            for (int by = 1; by < 3; ++by) {
                QVERIFY2(gradientErrorOf(m_op,
                                         {sizesLiteral(c.image), pattern("double", c.filter, 2),
                                          pattern("double", c.output, 3)},
                                         c.attrs, by) < 1e-5,
                         c.name);
            }
        }
    }
};

namespace {
const Registered<TstConv2dBackpropInput> registered;
}

}  // namespace weft::test

#include "tst_conv2d_backprop_input.moc"
