// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/support/close_to.h"
#include "tests/support/op_runner.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Known answers: TensorFlow 2.21.
class TstStatelessTruncatedNormal : public QObject {
    Q_OBJECT

private slots:
    void rejectsBadSeedsAndKeys() {
        const AttrMap attrs{{"dtype", DType::Float}};
        const std::string shape = "int32 [2]";
        const std::string key = "uint64 [1]";
        const std::string counter = "uint64 [0,1]";
        const auto fails = [&](const std::vector<std::string>& inputs, const char* words) {
            return expectFailure("StatelessTruncatedNormalV2", inputs, words, attrs);
        };
        QCOMPARE(expectFailure("StatelessTruncatedNormal", {shape, "int64 [1,2,3]"}, "seed", attrs),
                 "");
        QCOMPARE(expectFailure("StatelessTruncatedNormal", {"int32 [-1]", "int64 [1,2]"},
                               "negative", attrs),
                 "");
        QCOMPARE(fails({shape, counter, counter, "int32 1"}, "key"), "");
        QCOMPARE(fails({shape, key, key, "int32 1"}, "counter"), "");
        QCOMPARE(fails({shape, key, counter, "int32 2"}, "algorithm"), "");
    }
    void givesTensorFlowsNumbers() {
        QCOMPARE_CLOSE(runOp("StatelessTruncatedNormal", {"int32 [4]", "int64 [1,2]"},
                             {{"dtype", DType::Float}}),
                       "float32[4]: 0.5441101 0.20738031 0.07356432 0.04643455");
    }
    void aKeyGivesTheNumbersOfItsSeed() {
        for (const DType type : {DType::Half, DType::BFloat16, DType::Float, DType::Double}) {
            const AttrMap attrs{{"dtype", type}};
            QCOMPARE(runOp("StatelessTruncatedNormal", {"int64 [3,5]", "int64 [1,2]"}, attrs),
                     runOp("StatelessTruncatedNormalV2",
                           {"int64 [3,5]", "uint64 [10413732777507651514]",
                            "uint64 [0,17830669156045600267]", "int32 3"},
                           attrs));
        }
    }
    void knowsTheShape() {
        QCOMPARE(inferOp("StatelessTruncatedNormal", {"= int32 [2,3]", "int64 [2]"}), "[2,3]");
        QCOMPARE(inferOp("StatelessTruncatedNormal", {"int32 [2]", "int64 ?"}), "[?,?]");
    }
};

namespace {
const Registered<TstStatelessTruncatedNormal> registered;
}

}  // namespace weft::test

#include "tst_stateless_truncated_normal.moc"
