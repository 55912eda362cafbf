// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "engine/graph/graph_io.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// while (i < limit) { i = i + 1; y = y * 2; z = i } in the ops of TensorFlow 1.
constexpr const char* kLoop = R"(
node { name: 'limit' op: 'Placeholder' attr { key: 'dtype' value { type: DT_FLOAT } } }
node { name: 'x' op: 'Placeholder' attr { key: 'dtype' value { type: DT_FLOAT } } }
node { name: 'zero' op: 'ZerosLike' input: 'limit' attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/i' op: 'Enter' input: 'zero' attr { key: 'frame_name' value { s: 'w' } } attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/x' op: 'Enter' input: 'x' attr { key: 'frame_name' value { s: 'w' } } attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/z' op: 'Enter' input: 'zero' attr { key: 'frame_name' value { s: 'w' } } attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/limit' op: 'Enter' input: 'limit' attr { key: 'frame_name' value { s: 'w' } }
       attr { key: 'is_constant' value { b: true } } attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/Mi' op: 'Merge' input: 'w/i' input: 'w/Ni' attr { key: 'N' value { i: 2 } }
       attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/Mx' op: 'Merge' input: 'w/x' input: 'w/Nx' attr { key: 'N' value { i: 2 } }
       attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/Mz' op: 'Merge' input: 'w/z' input: 'w/Nz' attr { key: 'N' value { i: 2 } }
       attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/less' op: 'Less' input: 'w/Mi' input: 'w/limit' attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/cond' op: 'LoopCond' input: 'w/less' }
node { name: 'w/Si' op: 'Switch' input: 'w/Mi' input: 'w/cond' attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/Sx' op: 'Switch' input: 'w/Mx' input: 'w/cond' attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/Sz' op: 'Switch' input: 'w/Mz' input: 'w/cond' attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/pivot' op: 'Identity' input: 'w/Si:1' attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/one' op: 'Const' input: '^w/pivot' attr { key: 'dtype' value { type: DT_FLOAT } }
       attr { key: 'value' value { tensor { dtype: DT_FLOAT tensor_shape {} float_val: 1 } } } }
node { name: 'w/next' op: 'Add' input: 'w/pivot' input: 'w/one' attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/double' op: 'Add' input: 'w/Sx:1' input: 'w/Sx:1' attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/Ni' op: 'NextIteration' input: 'w/next' attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/Nx' op: 'NextIteration' input: 'w/double' attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'w/Nz' op: 'NextIteration' input: 'w/pivot' attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'i' op: 'Exit' input: 'w/Si' attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'y' op: 'Exit' input: 'w/Sx' attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'z' op: 'Exit' input: 'w/Sz' attr { key: 'T' value { type: DT_FLOAT } } }
)";

}  // namespace

/// "Enter", "Exit", "NextIteration", "LoopCond", and their kin on variables: "RefEnter", "RefExit",
/// "RefNextIteration", "RefIdentity".
class TstLoop : public QObject {
    Q_OBJECT

private slots:
    void leavingWhatNothingEnteredIsRefused() {
        GraphFixture g;
        g.op("Exit", {g.placeholder("x")}, "e");
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "e", {{"x", floats({1})}}), "INVALID_ARGUMENT",
                      "leaves a frame");
    }

    void inputsOfDifferentFramesAreRefused() {
        GraphFixture g;
        const Expr x = g.constant("x", floats({1}));
        const Expr inner = g.scope.op("Enter", {x}, {{"frame_name", std::string("f")}}, "in");
        g.op("Exit", {g.op("Add", {inner, x}, "sum")}, "out");
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "out"), "INVALID_ARGUMENT", "inputs from different frames");
    }

    void aLoopThatNeverEndsObeysItsTimeLimit() {
        const auto session = *Session::create(*graphFromText(kLoop));
        const float endless = std::numeric_limits<float>::infinity();
        RunOptions options;
        options.timeout = std::chrono::milliseconds(20);
        const auto result = session->run(request(endless, "i"), options);
        QVERIFY_FAILS(result, "DEADLINE_EXCEEDED", "");
        QCOMPARE_FLOATS(runFor(*session, "y", request(1, "y").feeds), {10});
    }

    void runsAsOftenAsItsConditionSays_data() {
        QTest::addColumn<float>("limit");
        QTest::addColumn<float>("y");
        QTest::addColumn<float>("z");
        QTest::newRow("never") << 0.0F << 5.0F << 0.0F;
        QTest::newRow("once") << 1.0F << 10.0F << 0.0F;
        QTest::newRow("ten times") << 10.0F << 5120.0F << 9.0F;
    }
    void runsAsOftenAsItsConditionSays() {
        QFETCH(float, limit);
        QFETCH(float, y);
        QFETCH(float, z);
        const auto session = *Session::create(*graphFromText(kLoop));
        for (int again = 0; again < 2; ++again) {
            QCOMPARE_FLOATS(runFor(*session, "y", request(limit, "y").feeds), {y});
            QCOMPARE_FLOATS(runFor(*session, "i", request(limit, "i").feeds), {limit});
            // Each iteration sees the value of the one before, not its own.
            QCOMPARE_FLOATS(runFor(*session, "z", request(limit, "z").feeds), {z});
        }
    }

    void aVariablePassesThroughALoop() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1}));
        const Expr in = g.scope.op("RefEnter", {v}, {{"frame_name", std::string("f")}}, "in");
        const Expr same = g.op("RefIdentity", {in}, "same");
        g.op("RefNextIteration", {same}, "unread");
        g.op("RefExit", {same}, "out");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE_FLOATS(runFor(*session, "out"), {1});
    }

private:
    static RunRequest request(float limit, const std::string& fetch) {
        return {{{"limit", Tensor::scalar(limit)}, {"x", Tensor::scalar(5.0F)}}, {fetch}, {}};
    }
};

namespace {
const Registered<TstLoop> registered;
}

}  // namespace weft::test

#include "tst_loop.moc"
