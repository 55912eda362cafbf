// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/support/close_to.h"
#include "tests/support/op_runner.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Known answers: TensorFlow 2.21.
class TstStatelessRandomUniform : public QObject {
    Q_OBJECT

private slots:
    void rejectsBadSeedsAndKeys() {
        const AttrMap attrs{{"dtype", DType::Float}};
        const std::string shape = "int32 [2]";
        const std::string key = "uint64 [1]";
        const std::string counter = "uint64 [0,1]";
        const auto fails = [&](const std::vector<std::string>& inputs, const char* words) {
            return expectFailure("StatelessRandomUniformV2", inputs, words, attrs);
        };
        QCOMPARE(expectFailure("StatelessRandomUniform", {shape, "int64 [1,2,3]"}, "seed", attrs),
                 "");
        QCOMPARE(expectFailure("StatelessRandomUniform", {"int32 [-1]", "int64 [1,2]"}, "negative",
                               attrs),
                 "");
        QCOMPARE(fails({shape, counter, counter, "int32 1"}, "key"), "");
        QCOMPARE(fails({shape, key, key, "int32 1"}, "counter"), "");
        QCOMPARE(fails({shape, key, counter, "int32 2"}, "algorithm"), "");
    }
    void givesTensorFlowsNumbers() {
        QCOMPARE_CLOSE(runOp("StatelessRandomUniform", {"int32 [4]", "int64 [1,2]"},
                             {{"dtype", DType::Float}}),
                       "float32[4]: 0.8440604 0.19204533 0.9962232 0.1603874");
    }
    void aKeyGivesTheNumbersOfItsSeed() {
        for (const DType type : {DType::Half, DType::BFloat16, DType::Float, DType::Double}) {
            const AttrMap attrs{{"dtype", type}};
            QCOMPARE(runOp("StatelessRandomUniform", {"int64 [3,5]", "int64 [1,2]"}, attrs),
                     runOp("StatelessRandomUniformV2",
                           {"int64 [3,5]", "uint64 [10413732777507651514]",
                            "uint64 [0,17830669156045600267]", "int32 3"},
                           attrs));
        }
    }
    void knowsTheShape() {
        QCOMPARE(inferOp("StatelessRandomUniform", {"= int32 [2,3]", "int64 [2]"}), "[2,3]");
        QCOMPARE(inferOp("StatelessRandomUniform", {"int32 [2]", "int64 ?"}), "[?,?]");
    }
    void aCounterContinuesTheStream() {
        const auto run = [](const std::string& counter, const std::string& shape) {
            return runOp("StatelessRandomUniformV2",
                         {shape, "uint64 [7]", "uint64 " + counter, "int32 3"},
                         {{"dtype", DType::Float}});
        };
        // One block is four numbers: counter + 1 gives the second half.
        const std::string second = run("[1,9]", "int32 [4]");
        QVERIFY(run("[0,9]", "int32 [8]").ends_with(second.substr(second.find(": ") + 2)));
        QVERIFY(run("[0,8]", "int32 [4]") != run("[0,9]", "int32 [4]"));
    }
};

namespace {
const Registered<TstStatelessRandomUniform> registered;
}

}  // namespace weft::test

#include "tst_stateless_random_uniform.moc"
