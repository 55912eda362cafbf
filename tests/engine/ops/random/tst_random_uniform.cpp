// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/random/random_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstRandomUniform : public QObject {
    Q_OBJECT

private slots:
    void rejectsBadShapes() {
        const AttrMap attrs = seeded(1, 1, DType::Float);
        QCOMPARE(expectFailure("RandomUniform", {"int32 [-2]"}, "-2", attrs), "");
        QCOMPARE(expectFailure("RandomUniform", {"int32 [2,-1]"}, "-1", attrs), "");
        QCOMPARE(expectFailure("RandomUniform", {"int32 2"}, "rank", attrs), "");
        QCOMPARE(expectFailure("RandomUniform", {"int64 [4611686018427387904,4]"}, "", attrs), "");
    }
    void givesTensorFlowsStream() {
        const auto session =
            randomSession("RandomUniform", {"int32 [5]"}, seeded(87654321, 5, DType::Float));
        QCOMPARE_CLOSE(runOnce(*session, "a:0"),
                       "float32[5]: 0.38831127 0.6636828 0.19191074 0.70605266 0.9631834");
        QCOMPARE_CLOSE(runOnce(*session, "a:0"),
                       "float32[5]: 0.49199605 0.94069695 0.32018876 0.17291105 0.3145615");
        // Each node has its own generator, even where seeds are equal.
        QCOMPARE_CLOSE(runOnce(*session, "b:0"),
                       "float32[5]: 0.38831127 0.6636828 0.19191074 0.70605266 0.9631834");
    }
    void everyTypeHasItsBits() {
        const auto run = [](DType type) {
            return runOp("RandomUniform", {"int64 [3]"}, seeded(87654321, 5, type));
        };
        QCOMPARE_CLOSE(run(DType::Double),
                       "float64[3]: 0.10649075668991137 0.5352865750082818 0.7054680331168384");
        QCOMPARE_CLOSE(run(DType::Half), "float16[3]: 0.0459 0.8896 0.1328");
        QCOMPARE_CLOSE(run(DType::BFloat16), "bfloat16[3]: 0.367 0.117 0.0625");
    }
    void emptyOutputsMoveNothing() {
        const auto session =
            randomSession("RandomUniform", {"int32 [0,3]"}, seeded(1, 2, DType::Float));
        QCOMPARE_CLOSE(runOnce(*session, "a:0"), "float32[0,3]:");
        QCOMPARE_CLOSE(runOnce(*session, "a:0"), "float32[0,3]:");
    }
    void unseededNodesDiffer() {
        const auto session =
            randomSession("RandomUniform", {"int32 [4]"}, seeded(0, 0, DType::Float));
        QVERIFY(runOnce(*session, "a:0") != runOnce(*session, "b:0"));
        QVERIFY(runOnce(*session, "a:0") != runOnce(*session, "a:0"));
    }
    void theSessionsSeedMakesUnseededNodesRepeat() {
        const auto run = [](std::int64_t seed, const char* fetch) {
            const auto session =
                randomSession("RandomUniform", {"int32 [4]"}, seeded(0, 0, DType::Float), seed);
            return runOnce(*session, fetch);
        };
        QCOMPARE_CLOSE(run(7, "a:0"), run(7, "a:0"));
        QVERIFY(run(7, "a:0") != run(8, "a:0"));
        QVERIFY(run(7, "a:0") != run(7, "b:0"));
    }
    void largeOutputsDoNotDependOnTheSplit() {
        // 300,001 numbers are worth several threads; the last is the one of its own place.
        const std::string text =
            runOp("RandomUniform", {"int32 [300001]"}, seeded(3, 4, DType::Float));
        const std::string head = runOp("RandomUniform", {"int32 [8]"}, seeded(3, 4, DType::Float));
        const std::string first = head.substr(head.find(": ") + 2);
        QCOMPARE(text.substr(text.find(": ") + 2, first.size()), first);
    }
    void generatorSavesAndRestores() {
        const auto session =
            randomSession("RandomUniform", {"int32 [4]"}, seeded(1, 2, DType::Float));
        runOnce(*session, "a:0");
        const auto entries = session->resources().entries();
        QCOMPARE(entries.size(), std::size_t{1});
        Resource& generator = *entries[0].resource;
        QCOMPARE(QString::fromStdString(generator.kind()), QString("generator"));
        QVERIFY(generator.describe().find("1024") != std::string::npos);
        const auto state = generator.save();
        QVERIFY(state.ok());
        const std::string next = runOnce(*session, "a:0");
        QVERIFY(generator.restore(*state).ok());
        QCOMPARE_CLOSE(runOnce(*session, "a:0"), next);
        QVERIFY(!generator.restore({}).ok());
        QVERIFY(!generator.restore({{"key", Tensor::scalar(1.0F)}, {"counter", Tensor()}}).ok());
    }
};

namespace {
const Registered<TstRandomUniform> registered;
}

}  // namespace weft::test

#include "tst_random_uniform.moc"
