// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/conv/conv_cases.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {

namespace {

AttrMap pooling(const std::string& padding, const Sizes& size, const Sizes& strides) {
    return {{"padding", padding}, {"ksize", size}, {"strides", strides}};
}

}  // namespace

class TstMaxPool : public QObject {
    Q_OBJECT
    const AttrMap m_twoByTwo = pooling("SAME", {1, 2, 2, 1}, {1, 2, 2, 1});

private slots:
    /// A graph that says so is refused, as by TensorFlow; a run gives nothing.
    void aWindowLargerThanTheImage() {
        const AttrMap attrs = pooling("VALID", {1, 3, 2, 1}, {1, 1, 1, 1});
        const std::string planned = inferOp("MaxPool", {"float [1,2,2,1]"}, attrs);
        QVERIFY2(planned.find("Negative dimension size caused by subtracting 3 from 2") !=
                     std::string::npos,
                 planned.c_str());
        QCOMPARE(runOp("MaxPool", {"float zeros [1,2,2,1]"}, attrs), "float32[1,0,1,1]:");
    }
    void rejectsBadWindows() {
        const auto fails = [](const AttrMap& attrs, const std::string& words,
                              const std::string& code = "INVALID_ARGUMENT") {
            return expectFailure("MaxPool", {"float zeros [1,4,4,3]"}, words, attrs, code);
        };
        const Sizes ones{1, 1, 1, 1};
        QCOMPARE(fails(pooling("VALID", {1, 0, 2, 1}, ones), "ksize"), "");
        QCOMPARE(fails(pooling("VALID", {1, -2, 2, 1}, ones), "ksize"), "");
        QCOMPARE(fails(pooling("VALID", {1, 2, 2}, ones), "ksize"), "");
        QCOMPARE(fails(pooling("VALID", {1, std::int64_t{1} << 31, 2, 1}, ones), "ksize"), "");
        QCOMPARE(fails(pooling("VALID", {1, 2, 2, 1}, {1, 0, 1, 1}), "stride"), "");
        QCOMPARE(fails(pooling("VALID", {1, 9, 9, 1}, ones), "negative"), "");
        QCOMPARE(fails(pooling("ODD", {1, 2, 2, 1}, ones), "padding"), "");
        QCOMPARE(fails(pooling("SAME", {2, 1, 1, 1}, ones), "batch", "UNIMPLEMENTED"), "");
        QCOMPARE(fails(pooling("SAME", {1, 1, 1, 2}, {1, 1, 1, 2}), "depth", "UNIMPLEMENTED"), "");
        QCOMPARE(expectFailure("MaxPool", {"float zeros [4,4]"}, "rank", m_twoByTwo), "");
        AttrMap wide = pooling("EXPLICIT", {1, 2, 2, 1}, ones);
        wide.set("explicit_paddings", Sizes{0, 0, 2, 0, 0, 0, 0, 0});
        QCOMPARE(fails(wide, "explicit_paddings"), "");
    }
    void rejectsGradientsOfAWrongShape() {
        const auto fails = [&](const std::string& pooled, const std::string& dy) {
            return expectFailure(
                "MaxPoolGrad",
                {"float zeros [1,4,4,1]", "float zeros " + pooled, "float zeros " + dy},
                "want [1,2,2,1]", m_twoByTwo);
        };
        QCOMPARE(fails("[1,2,2,1]", "[1,9,9,1]"), "");
        QCOMPARE(fails("[1,3,2,1]", "[1,2,2,1]"), "");
    }
    void takesTheLargest() {
        const std::string image = "float [[[[1],[2],[3]],[[4],[5],[6]],[[9],[8],[7]]]]";
        QCOMPARE_CLOSE(runOp("MaxPool", {image}, m_twoByTwo), "float32[1,2,2,1]: 5 6 9 7");
        QCOMPARE_CLOSE(runOp("MaxPool", {image}, pooling("VALID", {1, 2, 2, 1}, {1, 1, 1, 1})),
                       "float32[1,2,2,1]: 5 6 9 8");
        QCOMPARE_CLOSE(runOp("MaxPool", {"int32 [[[[1],[2]],[[4],[3]]]]"}, m_twoByTwo),
                       "int32[1,1,1,1]: 4");
        QCOMPARE_CLOSE(runOp("MaxPool", {"float [[[[-inf],[-inf]]]]"}, m_twoByTwo),
                       "float32[1,1,1,1]: -inf");
    }
    void windowsOverChannels() {
        const AttrMap pairs = pooling("VALID", {1, 1, 1, 2}, {1, 1, 1, 2});
        QCOMPARE_CLOSE(runOp("MaxPool", {"float [[[[1,3,9,2]]]]"}, pairs), "float32[1,1,1,2]: 3 9");
        QCOMPARE_CLOSE(
            runOp("MaxPoolGrad",
                  {"float [[[[1,3,9,2]]]]", "float [[[[3,9]]]]", "float [[[[5,7]]]]"}, pairs),
            "float32[1,1,1,4]: 0 5 7 0");
    }
    void nanIsTheMaximum() {
        QCOMPARE_CLOSE(runOp("MaxPool", {"float [[[[nan],[1]],[[2],[3]]]]"}, m_twoByTwo),
                       "float32[1,1,1,1]: nan");
        QCOMPARE_CLOSE(
            runOp("MaxPoolGrad",
                  {"float [[[[4],[nan]],[[2],[nan]]]]", "float [[[[0]]]]", "float [[[[5]]]]"},
                  m_twoByTwo),
            "float32[1,2,2,1]: 0 5 0 0");
    }
    void windowALittleLargerThanTheImageIsEmpty() {
        QCOMPARE_CLOSE(runOp("MaxPool", {"float zeros [1,4,4,1]"},
                             pooling("VALID", {1, 5, 5, 1}, {1, 1, 1, 1})),
                       "float32[1,0,0,1]:");
    }
    void ofEqualValuesTheFirstGetsTheGradient() {
        const AttrMap overlapping = pooling("VALID", {1, 2, 2, 1}, {1, 1, 1, 1});
        const std::string image = "float [[[[1],[1],[2]],[[1],[2],[2]]]]";
        QCOMPARE_CLOSE(runOp("MaxPoolGrad", {image, "float [[[[2],[2]]]]", "float [[[[3],[4]]]]"},
                             overlapping),
                       "float32[1,2,3,1]: 0 0 4 0 3 0");
        QCOMPARE_CLOSE(
            runOp("MaxPoolGradGrad",
                  {image, "float [[[[2],[2]]]]", "float [[[[1],[2],[3]],[[4],[5],[6]]]]"},
                  overlapping),
            "float32[1,1,2,1]: 5 3");
    }
    void everyNumberOfChannelsIsTreatedAlike() {
        for (std::int64_t channels = 1; channels <= 33; ++channels) {
            const Sizes image{2, 5, 4, channels};
            const Sizes pooled{2, 3, 2, channels};
            const auto run = [&](const std::string& op, const std::string& type) {
                std::vector<std::string> inputs{pattern(type, image, channels)};
                if (op == "MaxPoolGrad") {
                    inputs.push_back(pattern(type, pooled, 2));
                    inputs.push_back(pattern(type, pooled, 3));
                }
                const std::string text = runOp(op, inputs, m_twoByTwo);
                return text.substr(text.find('['));
            };
            QCOMPARE(run("MaxPool", "float"), run("MaxPool", "double"));
            QCOMPARE(run("MaxPoolGrad", "float"), run("MaxPoolGrad", "double"));
        }
    }
    /// Windows of two by two that share no pixel have loops of their own for floats, not for integers.
    void windowsSideBySideGiveWhatAnyWindowsDo() {
        for (const std::string padding : {"VALID", "SAME"}) {
            for (int which = 0; which < 48; ++which) {
                const std::int64_t rows = 2 + which % 4;
                const std::int64_t columns = 2 + which / 4 % 4;
                const std::int64_t channels = std::array{1, 3, 20}[which / 16];
                const bool up = padding == "SAME";
                const Sizes image{2, rows, columns, channels};
                const Sizes pooled{2, (rows + (up ? 1 : 0)) / 2, (columns + (up ? 1 : 0)) / 2,
                                   channels};
                const auto run = [&](const std::string& op, const std::string& type) {
                    std::vector<std::string> inputs{pattern(type, image, which, 1)};
                    if (op == "MaxPoolGrad") {
                        inputs.push_back(pattern(type, pooled, 2, 1));
                        inputs.push_back(pattern(type, pooled, 3, 1));
                    }
                    const std::string text =
                        runOp(op, inputs, pooling(padding, {1, 2, 2, 1}, {1, 2, 2, 1}));
                    return text.substr(text.find('['));
                };
                QCOMPARE(run("MaxPool", "float"), run("MaxPool", "int32"));
                QCOMPARE(run("MaxPoolGrad", "float"), run("MaxPoolGrad", "int32"));
                QCOMPARE(run("MaxPoolGrad", "double"), run("MaxPoolGrad", "int32"));
            }
        }
    }
    void gradientsMatchFiniteDifferences() {
        // All values differ, so that no maximum changes within a finite difference.
        const std::string image =
            "double [[[[1],[8],[3]],[[4],[5],[16]],[[9],[2],[7]],[[12],[11],[10]]]]";
        const AttrMap overlapping = pooling("SAME", {1, 3, 2, 1}, {1, 2, 1, 1});
        QVERIFY(gradientErrorOf("MaxPool", {image}, overlapping) < 1e-5);
        const std::string pooled = "double [[[[1],[2],[3]],[[4],[5],[6]]]]";
        QVERIFY(gradientErrorOf("MaxPoolGrad", {image, pooled, pooled}, overlapping, 2) < 1e-5);
        QVERIFY(gradientErrorOf("MaxPoolGradGrad", {image, pooled, image}, overlapping, 2) < 1e-5);
    }
};

namespace {
const Registered<TstMaxPool> registered;
}

}  // namespace weft::test

#include "tst_max_pool.moc"
