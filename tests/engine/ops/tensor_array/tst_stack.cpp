// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

struct StackFixture : GraphFixture {
    explicit StackFixture(std::int32_t most) {
        stack = scope.op("StackV2", {constant("most", Tensor::scalar(most))},
                         {{"elem_type", DType::Float}}, "stack");
    }
    Expr push(std::string_view name, float value, const std::vector<Expr>& after = {}) const {
        const Expr x = constant(std::string(name) + "_x", floats({value}));
        return op("StackPushV2", {stack, x}, name, after);
    }
    Expr pop(std::string_view name, const Expr& after, DType type = DType::Float) const {
        return scope.expr({scope.node("StackPopV2", {stack}, {{"elem_type", type}}, name,
                                      {after.endpoint().node}),
                           0});
    }
    Expr stack;
};

}  // namespace

/// "StackV2", "StackPushV2", "StackPopV2", "StackCloseV2".
class TstStack : public QObject {
    Q_OBJECT

private slots:
    void rejectsTooManyAndTooFew() {
        StackFixture g(1);
        const Expr one = g.push("one", 1);
        g.push("two", 2, {one});
        g.pop("empty", g.stack);
        g.pop("ints", one, DType::Int32);
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "two"), "INVALID_ARGUMENT", "overflowed its max_size (1)");
        QVERIFY_FAILS(runFor(*session, "empty"), "INVALID_ARGUMENT", "is empty");
        QVERIFY_FAILS(runFor(*session, "ints"), "INVALID_ARGUMENT", "same element type");
    }

    void rejectsUseAfterClosing() {
        StackFixture g(-1);
        const NodeId closed = g.scope.node("StackCloseV2", {g.stack}, {}, "close");
        g.scope.node("StackPushV2", {g.stack, g.constant("x", floats({1}))}, {}, "late", {closed});
        QVERIFY_FAILS(runTargets(**g.session(), {"late"}), "INVALID_ARGUMENT", "been closed");
    }

    void rejectsAHandleToSomethingElse() {
        GraphFixture g;
        const auto list = g.scope.opList("TensorArrayV3", {g.constant("n", Tensor::scalar(1))},
                                         {{"dtype", DType::Float}}, "list");
        g.scope.op("StackPopV2", {list[0]}, {{"elem_type", DType::Float}}, "pop");
        QVERIFY_FAILS(runFor(**g.session(), "pop"), "INVALID_ARGUMENT", "no stack");
    }

    void lastInFirstOut() {
        StackFixture g(-1);
        const Expr two = g.push("two", 2, {g.push("one", 1)});
        const Expr first = g.pop("first", two);
        g.pop("second", first);
        const auto session = *g.session();
        for (int run = 0; run < 2; ++run) {
            QCOMPARE_FLOATS(runFor(*session, "second"), {1});
            QCOMPARE_FLOATS(runFor(*session, "first"), {2});
        }
    }
};

namespace {
const Registered<TstStack> registered;
}  // namespace

}  // namespace weft::test

#include "tst_stack.moc"
