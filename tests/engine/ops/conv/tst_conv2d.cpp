// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/conv/conv_cases.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstConv2d : public QObject {
    Q_OBJECT
    const std::string m_image = "float zeros [1,4,4,2]";
    const std::string m_filter = "float zeros [2,2,2,3]";

    std::string fails(const AttrMap& attrs, const std::string& words,
                      const std::string& code = "INVALID_ARGUMENT") const {
        return expectFailure("Conv2D", {m_image, m_filter}, words, attrs, code);
    }

private slots:
    void rejectsBadAttributes() {
        QCOMPARE(fails(convolution("SAME", {1, 0, 1, 1}), "strides"), "");
        QCOMPARE(fails(convolution("SAME", {1, -1, 1, 1}), "[1,-1,1,1]"), "");
        QCOMPARE(fails(convolution("SAME", {1, 1, 1}), "strides"), "");
        QCOMPARE(fails(convolution("SAME", {1, 1, 1, 1}, {1, 0, 1, 1}), "dilations"), "");
        QCOMPARE(
            fails(convolution("SAME", {1, 1, 1, 1}, {1, std::int64_t{1} << 40, 1, 1}), "dilations"),
            "");
        QCOMPARE(fails(convolution("DIAGONAL"), "padding"), "");
        QCOMPARE(fails(convolution("SAME", {2, 1, 1, 1}), "strides", "UNIMPLEMENTED"), "");
        AttrMap format = convolution("SAME");
        format.set("data_format", std::string("QQQQ"));
        QCOMPARE(fails(format, "data_format"), "");
    }
    void rejectsBadMargins() {
        const auto margins = [](const std::string& padding, const Sizes& values) {
            return convolution(padding, {1, 1, 1, 1}, {1, 1, 1, 1}, values);
        };
        const std::string words = "explicit_paddings";
        QCOMPARE(fails(margins("SAME", {0, 0, 1, 0, 0, 0, 0, 0}), words), "");
        QCOMPARE(fails(margins("EXPLICIT", {0, 0, 1}), words), "");
        QCOMPARE(fails(margins("EXPLICIT", {0, 0, -1, 0, 0, 0, 0, 0}), words), "");
        QCOMPARE(fails(margins("EXPLICIT", {1, 0, 0, 0, 0, 0, 0, 0}), words), "");
    }
    void rejectsShapesThatDoNotFit() {
        const AttrMap same = convolution("SAME");
        const auto shapes = [&](const std::string& image, const std::string& filter,
                                const std::string& words) {
            return expectFailure("Conv2D", {"float zeros " + image, "float zeros " + filter}, words,
                                 same);
        };
        QCOMPARE(shapes("[1,4,4,3]", "[2,2,2,2]", "3 vs 2"), "");
        QCOMPARE(shapes("[1,4,4,0]", "[2,2,0,2]", "depth"), "");
        QCOMPARE(shapes("[1,4,4,4]", "[2,2,2,3]", "groups"), "");
        QCOMPARE(shapes("[4,4,2]", "[2,2,2,3]", "rank"), "");
        QCOMPARE(shapes("[1,4,4,2]", "[0,2,2,3]", "filter"), "");
        QCOMPARE(expectFailure("Conv2D", {"float zeros [1,4,4,1]", "float zeros [9,9,1,1]"},
                               "negative", convolution("VALID")),
                 "");
    }
    void channelsFirstHasNoKernel() {
        AttrMap format = convolution("SAME");
        format.set("data_format", std::string("NCHW"));
        const std::string got =
            runOp("Conv2D", {"float zeros [1,2,4,4]", "float zeros [2,2,2,3]"}, format);
        QVERIFY2(got.find("NCHW") != std::string::npos, got.c_str());
        QCOMPARE(inferOp("Conv2D", {"float [?,2,4,5]", "float [2,2,2,3]"}, format), "[?,3,4,5]");
    }
    void sumsWindows() {
        const std::string image = "float [[[[1],[2],[3]],[[4],[5],[6]],[[7],[8],[9]]]]";
        const std::string ones = "float [[[[1]],[[1]]],[[[1]],[[1]]]]";
        QCOMPARE_CLOSE(runOp("Conv2D", {image, ones}, convolution("VALID")),
                       "float32[1,2,2,1]: 12 16 24 28");
        QCOMPARE_CLOSE(runOp("Conv2D", {image, ones}, convolution("SAME")),
                       "float32[1,3,3,1]: 12 16 9 24 28 15 15 17 9");
    }
    void emptyImagesGiveEmptyOutputs() {
        const auto run = [](const std::string& image, const std::string& filter,
                            const AttrMap& attrs) {
            return runOp("Conv2D", {"float zeros " + image, "float zeros " + filter}, attrs);
        };
        QCOMPARE_CLOSE(run("[0,2,2,4]", "[1,1,4,2]", convolution("SAME")), "float32[0,2,2,2]:");
        QCOMPARE_CLOSE(run("[1,2,2,4]", "[1,1,4,0]", convolution("SAME")), "float32[1,2,2,0]:");
        // A window a little larger than the image.
        QCOMPARE_CLOSE(run("[1,4,4,1]", "[5,5,1,1]", convolution("VALID")), "float32[1,0,0,1]:");
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
            return withoutType(
                runOp("Conv2D", {pattern(type, c.image, 1), pattern(type, c.filter, 2)}, c.attrs));
        };
        // float runs by oneDNN, double by the reference loops; both are exact here.
        const std::string reference = run("double");
        QCOMPARE(reference.substr(0, reference.find(':')), concat("[", join(c.output, ","), "]"));
        QCOMPARE(run("float"), reference);
    }
    void infersShapes() {
        QCOMPARE(inferOp("Conv2D", {"float [?,28,28,1]", "float [5,5,1,32]"},
                         convolution("SAME", {1, 2, 2, 1})),
                 "[?,14,14,32]");
        QCOMPARE(inferOp("Conv2D", {"float ?", "float [5,5,1,32]"}, convolution("VALID")),
                 "[?,?,?,32]");
    }
    void gradientsMatchFiniteDifferences() {
        for (const int number : {2, 5, 6, 7}) {
            const ConvCase& c = convCases()[static_cast<std::size_t>(number)];
            for (int by = 0; by < 2; ++by) {
                QVERIFY2(
                    gradientErrorOf("Conv2D",
                                    {pattern("double", c.image, 1), pattern("double", c.filter, 2)},
                                    c.attrs, by) < 1e-5,
                    c.name);
            }
        }
    }
};

namespace {
const Registered<TstConv2d> registered;
}

}  // namespace weft::test

#include "tst_conv2d.moc"
