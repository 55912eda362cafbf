// SPDX-License-Identifier: Apache-2.0
/// @file
/// Updates of many variables by one launch, for every optimizer of the op contract: each variable has the bits
/// that the processor gives it.

#include <QObject>
#include <QTest>

#include "engine/runtime/passes/explain.h"
#include "tests/engine/gpu/emulated_card.h"
#include "tests/engine/gpu/op_on_both.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

constexpr int kVariables = 30;  // more than a launch takes
constexpr int kEmpty = 3;       // one of them has no elements

Shape shapeOf(int variable) {
    if (variable == kEmpty) { return Shape{0, 4}; }
    return variable == 7 ? Shape{5000} : Shape{variable % 4 + 1, variable % 3 + 2};
}

/// The op for each of the variables; `inputs` has a letter an input: v a variable or slot, s a scalar,
/// p a power, n the step's number, g the gradient.
struct Updates {
    GraphFixture g;
    std::vector<std::string> initializers;
    std::vector<std::string> values;

    Updates(const std::string& op, const std::string& inputs) {
        const bool byHandle = op.starts_with("Resource") || op.ends_with("VariableOp");
        std::vector<NodeId> all;
        for (int i = 0; i < kVariables; ++i) {
            std::vector<Expr> operands;
            int scalars = 0;
            for (const char letter : inputs) {
                const std::string name =
                    "u" + std::to_string(i) + "/" + std::to_string(operands.size());
                if (letter == 'v') {
                    operands.push_back(variable(name, shapeOf(i), byHandle, 10 * i));
                } else if (letter == 'g') {
                    operands.push_back(g.constant(
                        name, randomTensor(DType::Float, shapeOf(i), -1, 1, 10 * i + 5)));
                } else if (letter == 'n') {
                    operands.push_back(g.constant(name, Tensor::scalar<std::int64_t>(3)));
                } else {
                    const float value =
                        letter == 'p' ? -0.5F : 0.25F / static_cast<float>(++scalars);
                    operands.push_back(g.constant(name, Tensor::scalar(value)));
                }
            }
            all.push_back(g.scope.node(op, operands, {}, "y" + std::to_string(i)));
        }
        g.scope.node("NoOp", {}, {}, "train", all);
    }

    Expr variable(const std::string& name, const Shape& shape, bool byHandle, int seed) {
        AttrMap attrs{{"dtype", DType::Float}, {"shape", PartialShape(shape)}};
        if (byHandle) { attrs.set("shared_name", name); }
        const Expr v = g.scope.op(byHandle ? "VarHandleOp" : "VariableV2", {}, attrs, name);
        const Expr initial =
            g.constant(name + "/initial", randomTensor(DType::Float, shape, 0.5, 1.5, seed + 1));
        if (byHandle) {
            g.scope.node("AssignVariableOp", {v, initial}, {{"dtype", DType::Float}},
                         name + "/Assign");
            g.scope.op("ReadVariableOp", {v}, {{"dtype", DType::Float}}, name + "/read");
        } else {
            g.scope.op("Assign", {v, initial}, {}, name + "/Assign");
        }
        initializers.push_back(name + "/Assign");
        values.push_back(byHandle ? name + "/read" : name);
        return v;
    }

    /// All variables after two steps. @param launches of the second, receives it.
    Result<std::vector<Tensor>> trained(const std::string& device, std::int64_t& launches) const {
        const auto session = WEFT_TRY(g.session({.defaultDevice = device}));
        WEFT_TRY(runTargets(*session, initializers));
        WEFT_TRY(runTargets(*session, {"train"}));
        const std::int64_t before = emulatedCard().launches;
        WEFT_TRY(runTargets(*session, {"train"}));
        launches = emulatedCard().launches - before;
        return session->run({{}, values, {}});
    }
};

}  // namespace

class TstGpuUpdates : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { emulatedCard(); }

    void aGradientOfAnotherShapeIsNamed() {
        GraphFixture g;
        std::vector<Expr> updates;
        for (int i = 0; i < 3; ++i) {
            const std::string name = "v" + std::to_string(i);
            const Expr v = g.initialized(name, floats({1, 2}));
            const Expr gradient = g.placeholder("g" + std::to_string(i));
            updates.push_back(g.op("ApplyGradientDescent",
                                   {v, g.constant(name + "/lr", Tensor::scalar(1.0F)), gradient},
                                   "u" + std::to_string(i)));
        }
        g.noOp("train", updates);
        const auto session = *g.session({.defaultDevice = "/gpu:0"});
        QVERIFY_OK(runTargets(*session, {"v0/Assign", "v1/Assign", "v2/Assign"}));
        const auto train = [&](const Tensor& second) {
            return session
                ->run({{{"g0", floats({1, 1})}, {"g1", second}, {"g2", floats({1, 1})}},
                       {},
                       {"train"}})
                .status();
        };
        QVERIFY_FAILS(train(floats({1, 1, 1})), "INVALID_ARGUMENT", "(node 'u1'");
        QCOMPARE_FLOATS(runFor(*session, "v0"), {1, 2});
        QVERIFY_OK(train(floats({1, 1})));
        QCOMPARE_FLOATS(runFor(*session, "v2"), {0, 1});
    }

    void anUninitializedVariableIsNamed() {
        GraphFixture g;
        const Expr lr = g.constant("lr", Tensor::scalar(1.0F));
        const Expr a = g.initialized("a", floats({1}));
        const Expr b = g.initialized("b", floats({1}));
        const Expr one = g.constant("one", floats({1}));
        g.noOp("train", {g.op("ApplyGradientDescent", {a, lr, one}, "ua"),
                         g.op("ApplyGradientDescent", {b, lr, one}, "ub")});
        const auto session = *g.session({.defaultDevice = "/gpu:0"});
        QVERIFY_OK(runTargets(*session, {"a/Assign"}));
        QVERIFY_FAILS(runTargets(*session, {"train"}), "FAILED_PRECONDITION", "b");
    }

    /// v is read between two updates of it: these stay where they are.
    void whatIsReadInBetweenSeesItsOwnValue() {
        GraphFixture g;
        const Expr lr = g.constant("lr", Tensor::scalar(1.0F));
        const Expr v = g.initialized("v", floats({8}));
        const Expr w = g.initialized("w", floats({0}));
        const Expr one = g.constant("one", floats({1}));
        const Expr first = g.op("ApplyGradientDescent", {v, lr, one}, "first");
        const Expr copied = g.op("Assign", {w, first}, "copied", {first});
        g.op("ApplyGradientDescent", {v, lr, one}, "second", {copied});
        const auto session = *g.session({.defaultDevice = "/gpu:0"});
        QVERIFY_OK(runTargets(*session, {"v/Assign", "w/Assign"}));
        QVERIFY_OK(runTargets(*session, {"second"}));
        QCOMPARE_FLOATS(runFor(*session, "w"), {7});
        QCOMPARE_FLOATS(runFor(*session, "v"), {6});
    }

    void manyVariablesTakeOneLaunch_data() {
        QTest::addColumn<QString>("op");
        QTest::addColumn<QString>("inputs");
        const std::vector<std::pair<const char*, const char*>> all = {
            {"GradientDescent", "vsg"},    {"Momentum", "vvsgs"},
            {"Adam", "vvvssssssg"},        {"AdaMax", "vvvsssssg"},
            {"RMSProp", "vvvssssg"},       {"CenteredRMSProp", "vvvvssssg"},
            {"Adagrad", "vvsg"},           {"AdagradV2", "vvssg"},
            {"Adadelta", "vvvsssg"},       {"Ftrl", "vvvgsssp"},
            {"FtrlV2", "vvvgssssp"},       {"ProximalGradientDescent", "vsssg"},
            {"ProximalAdagrad", "vvsssg"}, {"AddSign", "vvssssg"},
            {"PowerSign", "vvssssg"},      {"AdagradDA", "vvvgsssn"}};
        for (const auto& [op, inputs] : all) {
            QTest::newRow(op) << QString("Apply") + op << inputs;
            QTest::newRow(qPrintable(QString("Resource") + op))
                << QString("ResourceApply") + op << inputs;
        }
        QTest::newRow("KerasMomentum") << "ResourceApplyKerasMomentum"
                                       << "vvsgs";
        QTest::newRow("Amsgrad") << "ResourceApplyAdamWithAmsgrad"
                                 << "vvvvssssssg";
        QTest::newRow("AssignAdd") << "AssignAdd"
                                   << "vg";
        QTest::newRow("AssignSub") << "AssignSub"
                                   << "vg";
        QTest::newRow("AssignAddVariableOp") << "AssignAddVariableOp"
                                             << "vg";
        QTest::newRow("AssignSubVariableOp") << "AssignSubVariableOp"
                                             << "vg";
    }
    void manyVariablesTakeOneLaunch() {
        QFETCH(QString, op);
        QFETCH(QString, inputs);
        const Updates updates(op.toStdString(), inputs.toStdString());
        std::int64_t launches = 0;
        const auto want = updates.trained("/cpu:0", launches);
        const auto got = updates.trained("/gpu:0", launches);
        QVERIFY_OK(want);
        QVERIFY_OK(got);
        QCOMPARE(launches, std::int64_t{2});  // 24 variables and 5; the empty one takes none
        for (std::size_t i = 0; i < want->size(); ++i) {
            QVERIFY2(bytesEqual((*want)[i], (*got)[i]), updates.values[i].c_str());
        }
    }
};

namespace {
const Registered<TstGpuUpdates> registered;
}

}  // namespace weft::test

#include "tst_gpu_updates.moc"
