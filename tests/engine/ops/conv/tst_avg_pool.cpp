// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/conv/conv_cases.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstAvgPool : public QObject {
    Q_OBJECT
    const AttrMap m_twoByTwo{{"padding", std::string("SAME")},
                             {"ksize", Sizes{1, 2, 2, 1}},
                             {"strides", Sizes{1, 2, 2, 1}}};

private slots:
    void rejectsWhatDoesNotFit() {
        QCOMPARE(expectFailure("AvgPool", {"float zeros [4,4]"}, "rank", m_twoByTwo), "");
        AttrMap huge = m_twoByTwo;
        huge.set("ksize", Sizes{1, std::int64_t{1} << 31, 1, 1});
        QCOMPARE(expectFailure("AvgPool", {"float zeros [1,4,4,1]"}, "ksize", huge), "");
        QCOMPARE(expectFailure("AvgPoolGrad", {"int32 [1,4,-4,1]", "float zeros [1,2,2,1]"}, "-4",
                               m_twoByTwo),
                 "");
        QCOMPARE(expectFailure("AvgPoolGrad", {"int32 [1,4,4,1]", "float zeros [1,9,9,1]"},
                               "want [1,2,2,1]", m_twoByTwo),
                 "");
    }
    void paddingDoesNotCount() {
        QCOMPARE_CLOSE(
            runOp("AvgPool", {"float [[[[1],[2],[3]],[[4],[5],[6]],[[9],[8],[7]]]]"}, m_twoByTwo),
            "float32[1,2,2,1]: 3 4.5 8.5 7");
    }
    void spreadsGradients() {
        QCOMPARE_CLOSE(
            runOp("AvgPoolGrad", {"int32 [1,3,3,1]", "float [[[[4],[2]],[[6],[8]]]]"}, m_twoByTwo),
            "float32[1,3,3,1]: 1 1 1 1 1 1 3 3 8");
    }
    void gradientsMatchFiniteDifferences() {
        const std::string image = pattern("double", {2, 3, 4, 2}, 1);
        QVERIFY(gradientErrorOf("AvgPool", {image}, m_twoByTwo) < 1e-5);
        QVERIFY(gradientErrorOf("AvgPoolGrad",
                                {"int32 [2,3,4,2]", pattern("double", {2, 2, 2, 2}, 2)}, m_twoByTwo,
                                1) < 1e-5);
    }
};

namespace {
const Registered<TstAvgPool> registered;
}

}  // namespace weft::test

#include "tst_avg_pool.moc"
