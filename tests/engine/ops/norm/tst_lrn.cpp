// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <cmath>

#include "engine/base/strings.h"
#include "tests/support/close_to.h"
#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "LRN" and "LRNGrad".
class TstLrn : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        const std::string image = "float [[[[1,2,3]]]]";
        FAILS_OP("LRN", {"float [1,2]"}, "4-dimensional");
        FAILS_OP("LRN", {image}, "depth_radius", {{"depth_radius", std::int64_t{-1}}});
        FAILS_OP("LRN", {image}, "depth_radius", {{"depth_radius", std::int64_t{1} << 40}});
        FAILS_OP("LRNGrad", {image, image, "float [[[[1,2]]]]"}, "");
    }
    void dividesByNeighbours() {
        const AttrMap attrs{{"depth_radius", std::int64_t{1}}, {"beta", 1.0F}};
        QCOMPARE_CLOSE(runOp("LRN", {"float [[[[1,2,3]]]]"}, attrs),
                       "float32[1,1,1,3]: 0.16666667 0.13333333 0.21428571");
        QCOMPARE_CLOSE(runOp("LRN", {"half [[[[3,0]]]]"}, {{"bias", 0.0F}}),
                       "float16[1,1,1,2]: 1 0");
        COMPARE_OP("float32[0,1,1,3]:", "LRN", {"float zeros [0,1,1,3]"});
    }
    /// By roots or by pow; 15 channels, of which some see less than a window.
    void exponentsAgree() {
        std::string image;
        std::string want;
        for (const float beta : {0.5F, 0.75F, 1.0F, 0.3F}) {
            std::vector<float> x;
            for (int c = 0; c < 15; ++c) { x.push_back(static_cast<float>(c % 7) - 2.5F); }
            image = concat("float [[[[", join(x, ","), "]]]]");
            want = "float32[1,1,1,15]:";
            for (int c = 0; c < 15; ++c) {
                double sum = 0;
                for (int k = std::max(0, c - 2); k <= std::min(14, c + 2); ++k) {
                    sum += static_cast<double>(x[k]) * x[k];
                }
                want += concat(" ", x[c] * std::pow(2.0 + 0.25 * sum, -static_cast<double>(beta)));
            }
            QCOMPARE_CLOSE(runOp("LRN", {image},
                                 {{"depth_radius", std::int64_t{2}},
                                  {"bias", 2.0F},
                                  {"alpha", 0.25F},
                                  {"beta", beta}}),
                           want);
        }
    }
    void gradientsMatchFiniteDifferences() {
        for (const std::int64_t radius : {0, 1, 5}) {
            for (const float beta : {0.5F, 0.6F, 0.75F, 1.0F}) {
                const AttrMap attrs{{"depth_radius", radius}, {"alpha", 0.5F}, {"beta", beta}};
                QVERIFY(gradientErrorOf("LRN", {"float [[[[1,2,-3,0.5]],[[2,1,1,4]]]]"}, attrs) <
                        1e-2);
            }
        }
    }
};

namespace {
const Registered<TstLrn> registered;
}  // namespace

}  // namespace weft::test

#include "tst_lrn.moc"
