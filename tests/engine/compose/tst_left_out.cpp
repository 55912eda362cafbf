// SPDX-License-Identifier: Apache-2.0
/// @file
/// Muted and bypassed items: what becomes of the graph, and what is said.

#include <QTest>

#include "engine/compose/expansion.h"
#include "engine/compose/file/project_io.h"
#include "engine/compose/run_plan.h"
#include "engine/graph/graph_io.h"
#include "engine/runtime/session.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

void leaveOut(Drawing& d, ItemId id, LeftOut wish) {
    Item item = *d.document.item(id);
    item.leftOut = wish;
    d.put(std::move(item));
}

const Finding* findingAt(const Expansion& expansion, ItemId item, Finding::Kind kind) {
    for (const Finding& finding : expansion.findings) {
        if (finding.item == item && finding.kind == kind) { return &finding; }
    }
    return nullptr;
}

/// x [?,4] through three layers: dense1 to 4, relu, dense2 to 3.
struct Layers {
    Drawing d;
    ItemId x = d.placeholder("x", DType::Float, {-1, 4});
    ItemId dense1 = d.recipe("dense1", "Dense", {{"units", std::int64_t{4}}});
    ItemId relu = d.op("relu", "Relu");
    ItemId dense2 = d.recipe("dense2", "Dense", {{"units", std::int64_t{3}}});
    ItemId neg = d.op("neg", "Neg");

    Layers() {
        d.wire(x, "output", dense1, "x");
        d.wire(dense1, "y", relu, "features");
        d.wire(relu, "activations", dense2, "x");
        d.wire(dense2, "y", neg, "x");
    }
    Expansion expanded() const { return expandDocument(d.document); }
};

/// y = w x, loss = y^2, trained; and a metric that nothing needs.
struct Neuron {
    Drawing d;
    ItemId x = d.constant("x", Tensor::scalar(1.0F));
    ItemId w =
        d.recipe("w", "Variable", {{"value", StoredTensor::fromTensor(Tensor::scalar(0.8F))}});
    ItemId y = d.op("y", "Mul");
    ItemId loss = d.op("loss", "Square");
    ItemId train = d.recipe("train", "GradientDescent", {{"learning_rate", 0.025F}});

    Neuron() {
        d.wire(w, "value", y, "x");
        d.wire(x, "output", y, "y");
        d.wire(y, "z", loss, "x");
        d.wire(loss, "y", train, "loss");
    }
};

}  // namespace

class TstLeftOut : public QObject {
    Q_OBJECT

private slots:
    void aBypassWithoutAnInputLikeItsOutputIsRefusedOnce() {
        Layers l;
        leaveOut(l.d, l.dense2, LeftOut::Bypassed);
        const ItemId other = l.d.op("other", "Neg");
        l.d.wire(l.dense2, "y", other, "x");
        const Expansion e = l.expanded();
        const Finding* refused = findingAt(e, l.dense2, Finding::Kind::Refused);
        QVERIFY(refused != nullptr);
        QCOMPARE(QString::fromStdString(refused->text),
                 "'dense2' cannot be bypassed: no input is like its output: got float32 [?,4], "
                 "want float32 [?,3]");
        QCOMPARE(refused->followers, 2);
        QVERIFY(e.graph.find("neg") == nullptr);
        QVERIFY(e.graph.find("other") == nullptr);
    }

    void whatHasNoInputCannotBeBypassed() {
        Neuron n;
        leaveOut(n.d, n.w, LeftOut::Bypassed);
        const Expansion e = expandDocument(n.d.document);
        const Finding* refused = findingAt(e, n.w, Finding::Kind::Refused);
        QVERIFY(refused != nullptr);
        QVERIFY2(refused->text.find("got none, want float32 []") != std::string::npos,
                 refused->text.c_str());
    }

    void aLoopThatLosesItsWayBackIsAnError() {
        Drawing d;
        const ItemId zero = d.constant("zero", Tensor::scalar(0));
        const ItemId enter = d.op("enter", "Enter", {{"frame_name", std::string("f")}});
        const ItemId merge = d.op("merge", "Merge");
        const ItemId next = d.op("next", "NextIteration");
        d.wire(zero, "output", enter, "data");
        d.wire(enter, "output", merge, "inputs:0");
        d.wire(next, "output", merge, "inputs:1");
        d.wire(merge, "output", next, "data");
        leaveOut(d, next, LeftOut::Muted);
        const Expansion e = expandDocument(d.document);
        QVERIFY2(e.hasErrors(), findingsText(e).c_str());
    }

    void aWishOfANewerVersionIsRefused() {
        Drawing d;
        d.op("a", "NoOp");
        std::string bytes = entityToBytes(*d.document.all<Item>().front());
        // Field 9 of the item, a varint: a kind that nobody knows.
        QVERIFY(entityFromBytes(bytes).ok());
        Item odd = *d.document.all<Item>().front();
        odd.leftOut = static_cast<LeftOut>(7);
        const Result<Entity> read = entityFromBytes(entityToBytes(odd));
        QVERIFY(!read.ok());
        QCOMPARE(read.status().code(), StatusCode::kUnimplemented);
    }

    void aMutedItemTakesAlongWhatCannotBeWithoutIt() {
        Layers l;
        leaveOut(l.d, l.relu, LeftOut::Muted);
        const Expansion e = l.expanded();
        QVERIFY(!e.hasErrors());
        const Finding* said = findingAt(e, l.relu, Finding::Kind::Muted);
        QVERIFY(said != nullptr);
        QCOMPARE(said->severity, Finding::Severity::Warning);
        QCOMPARE(said->followers, 2);
        QVERIFY(e.graph.find("dense1/BiasAdd") != nullptr);
        for (const char* name : {"relu", "dense2/MatMul", "dense2/kernel", "neg"}) {
            QVERIFY2(e.graph.find(name) == nullptr, name);
        }
        const std::map<ItemId, ItemId> out = {
            {l.relu, l.relu}, {l.dense2, l.relu}, {l.neg, l.relu}};
        QVERIFY(e.leftOut == out);
        QCOMPARE(e.origins.size(), e.graph.size());
    }

    void ofAListOnlyTheMutedElementGoes() {
        Drawing d;
        const ItemId a = d.constant("a", Tensor::scalar(1.0F));
        const ItemId b = d.constant("b", Tensor::scalar(2.0F));
        const ItemId c = d.constant("c", Tensor::scalar(4.0F));
        const ItemId sum = d.op("sum", "AddN", {{"N", std::int64_t{3}}, {"T", DType::Float}});
        d.wire(a, "output", sum, "inputs:0");
        d.wire(b, "output", sum, "inputs:1");
        d.wire(c, "output", sum, "inputs:2");
        leaveOut(d, b, LeftOut::Muted);
        QCOMPARE(valueOf(expandDocument(d.document), "sum:0"), 5.0F);
        leaveOut(d, a, LeftOut::Muted);
        leaveOut(d, c, LeftOut::Muted);
        const Expansion none = expandDocument(d.document);
        QVERIFY(none.graph.find("sum") == nullptr);
        QVERIFY(none.leftOut.contains(sum));
    }

    void whatDoesNotRunIsNotWaitedFor() {
        Drawing d;
        const ItemId a = d.constant("a", Tensor::scalar(1.0F));
        const ItemId b = d.op("b", "Neg");
        const ItemId gate = d.op("gate", "NoOp");
        d.wire(a, "output", b, "x");
        d.wire(gate, kControlPort, b, kControlPort);
        leaveOut(d, gate, LeftOut::Muted);
        const Expansion e = expandDocument(d.document);
        QVERIFY(!e.hasErrors());
        QCOMPARE(e.graph.find("b")->controlInputs.size(), std::size_t{0});
    }

    void aBypassedOpHandsItsFirstInputOn() {
        Layers l;
        leaveOut(l.d, l.relu, LeftOut::Bypassed);
        const Expansion e = l.expanded();
        QVERIFY2(e.findings.size() == 1, findingsText(e).c_str());  // x is not fed
        QVERIFY(e.graph.find("relu") == nullptr);
        const Node& product = *e.graph.find("dense2/MatMul");
        QCOMPARE(e.graph.nameOf(product.inputs[0]), std::string("dense1/BiasAdd:0"));
    }

    void aBypassedRecipeMakesNoVariables() {
        Layers l;
        leaveOut(l.d, l.dense1, LeftOut::Bypassed);
        const Expansion e = l.expanded();
        QVERIFY(!e.hasErrors());
        QVERIFY(e.graph.find("dense1/kernel") == nullptr);
        QCOMPARE(e.graph.nameOf(e.graph.find("relu")->inputs[0]), std::string("x:0"));
        QCOMPARE(e.graph.collections().variables.at("variables").size(), std::size_t{2});
    }

    void severalBypassedOnesHandOnThroughAll() {
        Layers l;
        leaveOut(l.d, l.dense1, LeftOut::Bypassed);
        leaveOut(l.d, l.relu, LeftOut::Bypassed);
        const Expansion e = l.expanded();
        QCOMPARE(e.graph.nameOf(e.graph.find("dense2/MatMul")->inputs[0]), std::string("x:0"));
    }

    void aBypassedGroupIsOne() {
        Drawing d;
        const ItemId x = d.placeholder("x", DType::Float, {-1, 4});
        const ItemId block = d.group("block");
        // Each for itself changes the shape; together they do not.
        const ItemId up = d.recipe("up", "Dense", {{"units", std::int64_t{9}}}, block);
        const ItemId down = d.recipe("down", "Dense", {{"units", std::int64_t{4}}}, block);
        const ItemId end = d.op("end", "Neg");
        d.wire(x, "output", up, "x");
        d.wire(up, "y", down, "x");
        d.wire(down, "y", end, "x");
        leaveOut(d, block, LeftOut::Bypassed);
        const Expansion e = expandDocument(d.document);
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        QCOMPARE(listing(e.graph), QStringList({"x Placeholder ", "end Neg x", "init NoOp "}));
        // Muted it takes the reader along.
        leaveOut(d, block, LeftOut::Muted);
        QCOMPARE(listing(expandDocument(d.document).graph),
                 QStringList({"x Placeholder ", "init NoOp "}));
    }

    void aTrainingGoesOnWithoutWhatIsBypassedAndAMutedMetric() {
        Neuron n;
        RunRow row;
        row.name = "train";
        row.mode = RunRow::Mode::Training;
        row.targets = {n.train};
        const ItemId metric = n.d.op("metric", "Neg");
        n.d.wire(n.loss, "y", metric, "x");
        row.fetches = {{n.loss, "y"}, {metric, "y"}};
        n.d.put(row);
        leaveOut(n.d, metric, LeftOut::Muted);
        leaveOut(n.d, n.loss, LeftOut::Bypassed);
        const Expansion e = expandDocument(n.d.document);
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        const Result<TrainingPlan> plan = makeTrainingPlan(n.d.document, e);
        QVERIFY_OK(plan.status());
        QCOMPARE(plan->rows.size(), std::size_t{1});
        QVERIFY(plan->rows[0].fetches == std::vector<std::string>{"y:0"});
    }

    void aTrainingWithoutItsLossSaysWhatIsMuted() {
        Neuron n;
        leaveOut(n.d, n.loss, LeftOut::Muted);
        const Expansion e = expandDocument(n.d.document);
        QVERIFY(e.leftOut.contains(n.train));
        QVERIFY_FAILS(makeTrainingPlan(n.d.document, e).status(), "FAILED_PRECONDITION",
                      "nothing is left to train: 'loss' is muted");
    }

    void itIsKeptInTheFileAndTakenBackWhole() {
        Layers l;
        const std::string before = graphToBytes(l.expanded().graph);
        leaveOut(l.d, l.relu, LeftOut::Bypassed);
        leaveOut(l.d, l.neg, LeftOut::Muted);
        const Document read = must(documentFromBytes(documentToBytes(l.d.document)));
        QCOMPARE(read.item(l.relu)->leftOut, LeftOut::Bypassed);
        QCOMPARE(read.item(l.neg)->leftOut, LeftOut::Muted);
        QCOMPARE(graphToBytes(expandDocument(read).graph), graphToBytes(l.expanded().graph));
        leaveOut(l.d, l.relu, LeftOut::No);
        leaveOut(l.d, l.neg, LeftOut::No);
        QCOMPARE(graphToBytes(l.expanded().graph), before);
    }

private:
    static float valueOf(const Expansion& e, const char* tensor) {
        const auto session = must(Session::create(e.graph));
        return must(session->run({{}, {tensor}, {}}))[0].values<float>()[0];
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstLeftOut> registered;
}

#include "tst_left_out.moc"
