// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "engine/autodiff/backprop.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Reads of a resource variable "v" with writers beside them, in every order.
class TstReadVariable : public QObject {
    Q_OBJECT

    struct Variables {
        GraphFixture g;
        Expr v = handle("v");
        Expr w = handle("w");

        Expr handle(const std::string& name) const {
            const Expr made = g.scope.op(
                "VarHandleOp", {},
                {{"dtype", DType::Float}, {"shape", PartialShape{2}}, {"shared_name", name}}, name);
            const Expr value = g.constant(name + "/initial", floats({1, 2}));
            g.op("AssignVariableOp", {made, value}, name + "/Assign");
            return made;
        }
        Expr read(std::string_view name, const Expr& from, std::vector<NodeId> after = {}) const {
            return g.scope.expr({g.scope.node("ReadVariableOp", {from}, {{"dtype", DType::Float}},
                                              name, std::move(after)),
                                 0});
        }
        NodeId add(std::string_view name, const Expr& to, const Expr& by,
                   std::vector<NodeId> after = {}) const {
            return g.scope.node("AssignAddVariableOp", {to, by}, {}, name, std::move(after));
        }
        Result<std::unique_ptr<Session>> session() const {
            std::unique_ptr<Session> made = WEFT_TRY(g.session());
            WEFT_TRY(runTargets(*made, {"v/Assign", "w/Assign"}));
            return made;
        }
    };

private slots:
    void needsAValue() {
        const Variables f;
        f.read("r", f.v);
        const auto session = *f.g.session();
        QVERIFY_FAILS(runFor(*session, "r"), "FAILED_PRECONDITION", "Could not find variable v");
        QVERIFY_FAILS(runFor(*session, "r"), "FAILED_PRECONDITION", "node 'r'");
    }

    void staysAsItWasWhenAWriteFollows() {
        const Variables f;
        const Expr r = f.read("r", f.v);
        const NodeId add =
            f.add("add", f.v, f.g.constant("ten", floats({10, 10})), {r.endpoint().node});
        f.read("after", f.v, {add});
        const auto session = *f.session();
        const auto values = session->run({{}, {"r", "after"}, {}});
        QVERIFY_OK(values);
        QCOMPARE(floatsOf((*values)[0]), (std::vector<float>{1, 2}));
        QCOMPARE(floatsOf((*values)[1]), (std::vector<float>{11, 12}));
    }

    void unorderedReadsComeBeforeWrites() {
        const Variables f;
        f.add("add", f.v, f.g.constant("ten", floats({10, 10})));
        f.read("r", f.v);
        const auto session = *f.session();
        for (const float first : {1.F, 11.F}) {
            QCOMPARE_FLOATS(runFor(*session, "r", {}, {"add"}), {first, first + 1});
        }
    }

    void readsThatContradictTheirWritesTakeACopy() {
        // Each read waits for the write of the other variable, and comes before its own.
        const Variables f;
        const Expr ten = f.g.constant("ten", floats({10, 10}));
        const NodeId addV = f.add("add_v", f.v, ten);
        const NodeId addW = f.add("add_w", f.w, ten);
        f.read("rv", f.v, {addW});
        f.read("rw", f.w, {addV});
        const auto session = *f.session();
        const auto values = session->run({{}, {"rv", "rw"}, {}});
        QVERIFY_OK(values);
        // No order gives both the value before; whoever loses still sees a whole value.
        for (const Tensor& value : *values) {
            QCOMPARE(floatsOf(value)[1], floatsOf(value)[0] + 1);
        }
    }

    void aValueThatIsPassedOnDoesNotChange() {
        const Variables f;
        const Expr r = f.read("r", f.v);
        const Expr flat = f.g.scope.op(
            "Reshape", {r, f.g.constant("shape", Tensor::vector<std::int32_t>({2, 1}))}, {},
            "flat");
        f.add("add", f.v, r, {flat.endpoint().node});
        const auto session = *f.session();
        QCOMPARE_FLOATS(runFor(*session, "flat", {}, {"add"}), {1, 2});
        QCOMPARE_FLOATS(runFor(*session, "r"), {2, 4});
    }

    void writesInPlaceOnceAllReadersHaveRun() {
        const Variables f;
        const Expr r = f.read("r", f.v);
        const Expr twice = f.g.scope.op("AddV2", {r, r}, {}, "twice");
        f.add("add", f.v, twice);
        const auto session = *f.session();
        const auto variable = session->resources().find<Variable>("localhost", "v");
        QVERIFY(variable != nullptr);
        QVERIFY_OK(runTargets(*session, {"add"}));
        const std::byte* const place = variable->value().data();
        QCOMPARE_FLOATS(runFor(*session, "r"), {3, 6});
        QVERIFY_OK(runTargets(*session, {"add"}));
        QCOMPARE_FLOATS(runFor(*session, "r"), {9, 18});
        QVERIFY(variable->value().data() == place);
    }

    void gradientGoesToTheHandle() {
        Variables f;
        const Expr r = f.read("r", f.v);
        const Expr again = f.read("again", f.v);
        const Expr y = r * again;
        const auto gradients =
            addGradients(f.g.graph, {y.endpoint()}, {f.v.endpoint(), f.w.endpoint()});
        QVERIFY_OK(gradients);
        QVERIFY(!(*gradients)[1]);
        QCOMPARE(f.g.graph.output(*(*gradients)[0]).shape.toString(), std::string("[2]"));
        const std::string fetch = f.g.graph.nameOf(*(*gradients)[0]);
        const auto session = *f.session();
        QCOMPARE_FLOATS(runFor(*session, fetch), {2, 4});
    }
};

namespace {
const Registered<TstReadVariable> registered;
}

}  // namespace weft::test

#include "tst_read_variable.moc"
