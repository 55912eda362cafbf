// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/random/stateless/stateless_checks.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Known answers: TensorFlow 2.21.
class TstStatelessRandomUniform : public QObject {
    Q_OBJECT

private slots:
    void rejectsBadSeedsAndKeys() {
        checkRefusals("StatelessRandomUniform", "StatelessRandomUniformV2");
    }
    void givesTensorFlowsNumbers() {
        QCOMPARE_CLOSE(runOp("StatelessRandomUniform", {"int32 [4]", "int64 [1,2]"},
                             {{"dtype", DType::Float}}),
                       "float32[4]: 0.8440604 0.19204533 0.9962232 0.1603874");
    }
    void aKeyGivesTheNumbersOfItsSeed() {
        checkKeyAgainstSeed("StatelessRandomUniform", "StatelessRandomUniformV2");
    }
    void knowsTheShape() { checkShapes("StatelessRandomUniform"); }
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
