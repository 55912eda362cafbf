// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "engine/compose/adopt.h"
#include "engine/compose/expansion.h"
#include "engine/compose/run_plan.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

using Kind = Override::Kind;

/// x -> dense -> loss against labels -> Adam.
struct Classifier {
    Drawing d;
    ItemId x = d.placeholder("x", DType::Float, {-1, 4});
    ItemId labels = d.placeholder("labels", DType::Int64, {-1});
    ItemId dense = d.recipe("dense", "Dense", {{"units", std::int64_t{3}}});
    ItemId loss = d.recipe("loss", "SoftmaxLoss");
    ItemId adam = d.recipe("Adam", "Adam");

    Classifier() {
        d.wire(x, "output", dense, "x");
        d.wire(dense, "y", loss, "logits");
        d.wire(labels, "output", loss, "labels");
        d.wire(loss, "loss", adam, "loss");
    }

    ItemId say(ItemId item, const std::string& role, Kind kind, const std::string& text = {},
               bool flag = true, PortRef control = {}) {
        return d.put(Override{.id = {},
                              .item = item,
                              .role = role,
                              .kind = kind,
                              .text = text,
                              .flag = flag,
                              .control = std::move(control)});
    }
    void setParameter(ItemId item, const std::string& name, AttrValue value) {
        Item changed = *d.document.item(item);
        std::get<RecipeItem>(changed.what).parameters.set(name, std::move(value));
        d.put(std::move(changed));
    }
    Expansion expand() const { return expandDocument(d.document); }
};

std::string listed(const Expansion& e, Finding::Kind kind) {
    std::string text;
    for (const Finding& finding : e.findings) {
        if (finding.kind == kind) { text += finding.text + "\n"; }
    }
    return text;
}

bool waitsFor(const Graph& graph, const char* node, const char* before) {
    const auto& controls = graph.find(node)->controlInputs;
    return std::find(controls.begin(), controls.end(), graph.find(before)->id) != controls.end();
}

}  // namespace

class TstOverrides : public QObject {
    Q_OBJECT

private slots:
    void aRoleThatIsGoneIsListedAndComesBack() {
        Classifier c;
        c.say(c.dense, "bias", Kind::Device, "/device:CPU:1");
        QCOMPARE(c.expand().graph.find("dense/bias")->device, std::string("/device:CPU:1"));
        c.setParameter(c.dense, "use_bias", false);
        const Expansion without = c.expand();
        QVERIFY(!without.hasErrors());
        QCOMPARE(listed(without, Finding::Kind::LostOverride),
                 std::string("nothing plays the part 'bias' any more; what was said about it is "
                             "kept\n"));
        QCOMPARE(c.d.document.all<Override>().size(), std::size_t{1});
        c.setParameter(c.dense, "use_bias", true);
        const Expansion again = c.expand();
        QCOMPARE(listed(again, Finding::Kind::LostOverride), std::string());
        QCOMPARE(again.graph.find("dense/bias")->device, std::string("/device:CPU:1"));
    }

    void anItemThatCannotBeMadeLosesNothing() {
        Classifier c;
        c.say(c.dense, "kernel", Kind::Device, "/device:CPU:1");
        c.setParameter(c.dense, "units", std::int64_t{0});
        const Expansion e = c.expand();
        QVERIFY(e.hasErrors());
        QCOMPARE(listed(e, Finding::Kind::LostOverride), std::string());
    }

    void slotsFollowTheDeviceOfTheirVariable() {
        Classifier c;
        c.say(c.dense, "kernel", Kind::Device, "/device:CPU:1");
        const Expansion e = c.expand();
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        for (const char* name : {"dense/kernel", "dense/kernel/Adam", "dense/kernel/Adam_1",
                                 "Adam/update_dense/kernel/ApplyAdam"}) {
            QCOMPARE(QString::fromStdString(e.graph.find(name)->device), "/device:CPU:1");
        }
        QCOMPARE(e.graph.find("dense/bias/Adam")->device, std::string());
    }

    void whatIsNotTrainableIsNotUpdated() {
        Classifier c;
        c.say(c.dense, "kernel", Kind::Trainable, {}, false);
        const Expansion e = c.expand();
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        QVERIFY(e.graph.find("Adam/update_dense/kernel/ApplyAdam") == nullptr);
        QVERIFY(e.graph.find("Adam/update_dense/bias/ApplyAdam") != nullptr);
        const auto& all = e.graph.collections().variables.at("variables");
        QCOMPARE(all.front().variable, std::string("dense/kernel:0"));
        QVERIFY(!all.front().trainable);
    }

    void onlyVariablesCanBeTrainable() {
        Classifier c;
        c.say(c.dense, "MatMul", Kind::Trainable);
        QVERIFY(listed(c.expand(), Finding::Kind::LostOverride).find("'MatMul'") !=
                std::string::npos);
    }

    void variablesDrawnOpByOpCanBeFrozen() {
        Graph graph;
        const Tensor one = Tensor::scalar(1.0F);
        std::vector<Endpoint> reads;
        for (const std::string name : {"a", "b"}) {
            const NodeWriter writer(graph);
            const Endpoint value = must(writer.constant(name + "/value", one));
            const Endpoint ref =
                must(writer.add(name, "VariableV2", {},
                                {{"dtype", DType::Float}, {"shape", PartialShape::scalar()}}));
            must(writer.add(name + "/Assign", "Assign", {ref, value}));
            reads.push_back(must(writer.add(name + "/read", "Identity", {ref})));
        }
        must(NodeWriter(graph).add("loss", "Mul", reads));
        Drawing d;
        d.document = must(adoptGraph(graph));
        const ItemId train = d.recipe("train", "GradientDescent", {{"learning_rate", 0.1F}});
        d.wire(d.document.itemNamed("loss")->id, "z", train, "loss");
        const auto updates = [](const Expansion& e, const std::string& variable) {
            return e.graph.find("train/update_" + variable + "/ApplyGradientDescent") != nullptr;
        };
        const Expansion before = expandDocument(d.document);
        QVERIFY2(!before.hasErrors(), findingsText(before).c_str());
        QVERIFY(updates(before, "a") && updates(before, "b"));
        Override frozen{.id = {}, .item = d.document.itemNamed("a")->id, .role = ""};
        frozen.kind = Kind::Trainable;
        frozen.flag = false;
        const ItemId id = d.put(frozen);
        const Expansion e = expandDocument(d.document);
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        QVERIFY(!updates(e, "a") && updates(e, "b"));
        QCOMPARE(e.graph.collections().variables.at("variables").front().initializer,
                 std::string("a/Assign"));
        frozen.id = id;
        frozen.flag = true;
        d.put(frozen);
        QVERIFY(updates(expandDocument(d.document), "a"));
    }

    void aNodeWaitsForAnItem() {
        Classifier c;
        const ItemId before = c.d.op("before", "NoOp");
        c.say(c.dense, "MatMul", Kind::ControlInput, {}, true, {before, kControlPort});
        c.say(c.adam, "", Kind::ControlInput, {}, true, {before, kControlPort});
        const Expansion e = c.expand();
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        QVERIFY(waitsFor(e.graph, "dense/MatMul", "before"));
        QVERIFY(waitsFor(e.graph, "Adam", "before"));
    }

    void aDrawnNodeMayWaitForAnOptimizer() {
        Classifier c;
        const ItemId after = c.d.op("after", "NoOp");
        c.say(after, "", Kind::ControlInput, {}, true, {c.adam, kControlPort});
        const Expansion e = c.expand();
        QCOMPARE(listed(e, Finding::Kind::LostOverride), std::string());
        QVERIFY(waitsFor(e.graph, "after", "Adam"));
    }

    void waitingInACircleIsListed() {
        Classifier c;
        c.say(c.dense, "MatMul", Kind::ControlInput, {}, true, {c.adam, kControlPort});
        const Expansion e = c.expand();
        QVERIFY2(listed(e, Finding::Kind::LostOverride).find("closes a cycle") != std::string::npos,
                 findingsText(e).c_str());
        QVERIFY(!waitsFor(e.graph, "dense/MatMul", "Adam"));
    }

    void waitingForWhatCannotBeMadeIsListed() {
        Classifier c;
        const ItemId broken = c.d.op("broken", "Neg");
        c.say(c.dense, "MatMul", Kind::ControlInput, {}, true, {broken, kControlPort});
        QVERIFY(listed(c.expand(), Finding::Kind::LostOverride)
                    .find("should wait for 'broken', which is not there") != std::string::npos);
    }

    void slotsAndGradientsCanBeSpokenOf() {
        Classifier c;
        const std::string kernel = concat("#", c.dense.value, "/kernel");
        c.say(c.adam, concat("slot(m,", kernel, ")"), Kind::Device, "/device:CPU:2");
        c.say(c.adam, concat("grad(#", c.dense.value, "/MatMul)/MatMul_1"), Kind::Probe);
        const Expansion e = c.expand();
        QCOMPARE(listed(e, Finding::Kind::LostOverride), std::string());
        QCOMPARE(e.graph.find("dense/kernel/Adam")->device, std::string("/device:CPU:2"));
    }

    void aKnobWithoutItsNodeIsListedAndIgnored() {
        Classifier c;
        c.d.put(
            Knob{.id = {}, .item = c.adam, .role = "learning_rate", .name = "rate", .value = 1});
        c.d.put(Knob{.id = {}, .item = c.adam, .role = "momentum", .name = "speed", .value = 1});
        const Expansion e = c.expand();
        QCOMPARE(listed(e, Finding::Kind::LostKnob),
                 std::string("nothing plays the part 'momentum' any more; its knob 'speed' is "
                             "kept\n"));
        const auto plan = makeTrainingPlan(c.d.document, e);
        QVERIFY_OK(plan);
        QCOMPARE(plan->knobs.size(), std::size_t{1});
        QCOMPARE(plan->knobs.front().name, std::string("rate"));
    }
};

namespace {
const Registered<TstOverrides> registered;
}
}  // namespace weft::test

#include "tst_overrides.moc"
