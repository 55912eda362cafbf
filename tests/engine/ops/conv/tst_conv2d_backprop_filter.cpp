// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/conv/conv_cases.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstConv2dBackpropFilter : public QObject {
    Q_OBJECT
    const std::string m_op = "Conv2DBackpropFilter";

private slots:
    void rejectsSizesThatDoNotFit() {
        const auto fails = [&](const std::string& sizes, const std::string& words) {
            return expectFailure(m_op, {"float zeros [1,4,4,1]", sizes, "float zeros [1,2,2,3]"},
                                 words, convolution("VALID"));
        };
        QCOMPARE(fails("int32 [2,2,1,3]", "out_backprop"), "");
        QCOMPARE(fails("int32 [3,-3,1,3]", "filter_sizes"), "");
        QCOMPARE(fails("int32 [3,3,1]", "filter_sizes"), "");
        QCOMPARE(fails("int32 [3,3,2,3]", "depth"), "");
    }
    void filterWithoutElementsIsEmpty() {
        QCOMPARE_CLOSE(
            runOp(m_op, {"float zeros [1,4,4,1]", "int32 [0,3,1,2]", "float zeros [1,4,4,2]"},
                  convolution("SAME")),
            "float32[0,3,1,2]:");
    }
    void emptyBatchGivesZeros() {
        QCOMPARE_CLOSE(
            runOp(m_op, {"float zeros [0,2,2,1]", "int32 [1,2,1,1]", "float zeros [0,2,2,1]"},
                  convolution("SAME")),
            "float32[1,2,1,1]: 0 0");
    }
    void correlatesImageAndGradient() {
        QCOMPARE_CLOSE(runOp(m_op,
                             {"float [[[[1],[2],[3]],[[4],[5],[6]],[[7],[8],[9]]]]",
                              "int32 [2,2,1,1]", "float [[[[1],[0]],[[0],[10]]]]"},
                             convolution("VALID")),
                       "float32[2,2,1,1]: 51 62 84 95");
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
                {pattern(type, c.image, 1), sizesLiteral(c.filter), pattern(type, c.output, 3)},
                c.attrs));
        };
        const std::string reference = run("double");
        QCOMPARE(reference.substr(0, reference.find(':')), concat("[", join(c.filter, ","), "]"));
        QCOMPARE(run("float"), reference);
    }
    void gradientsMatchFiniteDifferences() {
        for (const int number : {2, 5, 7}) {
            const ConvCase& c = convCases()[static_cast<std::size_t>(number)];
            for (const int by : {0, 2}) {
                QVERIFY2(gradientErrorOf(m_op,
                                         {pattern("double", c.image, 1), sizesLiteral(c.filter),
                                          pattern("double", c.output, 3)},
                                         c.attrs, by) < 1e-5,
                         c.name);
            }
        }
    }
};

namespace {
const Registered<TstConv2dBackpropFilter> registered;
}

}  // namespace weft::test

#include "tst_conv2d_backprop_filter.moc"
