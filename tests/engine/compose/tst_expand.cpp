// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "engine/compose/expansion.h"
#include "engine/compose/ports.h"
#include "engine/graph/graph_io.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const Finding* findingAt(const Expansion& expansion, ItemId item, Finding::Kind kind) {
    for (const Finding& finding : expansion.findings) {
        if (finding.item == item && finding.kind == kind) { return &finding; }
    }
    return nullptr;
}

QString nodeName(const Expansion& e, const PortRef& port) {
    const auto tensor = e.tensorAt(port);
    return tensor ? QString::fromStdString(e.graph.nameOf(*tensor)) : QString();
}

/// loss = (w x - y)^2 by hand, with an optimizer.
struct Neuron {
    Drawing d;
    ItemId x = d.constant("x", Tensor::scalar(1.0F));
    ItemId w = d.recipe("Variable", "Variable",
                        {{"value", StoredTensor::fromTensor(Tensor::scalar(0.8F))}});
    ItemId y = d.op("y", "Mul");
    ItemId loss = d.op("loss", "Square");
    ItemId train = d.recipe("GradientDescent", "GradientDescent", {{"learning_rate", 0.025F}});

    Neuron() {
        d.wire(w, "value", y, "x");
        d.wire(x, "output", y, "y");
        d.wire(y, "z", loss, "x");
        d.wire(loss, "y", train, "loss");
    }
};

}  // namespace

class TstExpand : public QObject {
    Q_OBJECT

private slots:
    void unconnectedInputBlamesOneItemAndCountsFollowers() {
        Drawing d;
        const ItemId a = d.op("a", "Neg");
        const ItemId b = d.op("b", "Neg");
        const ItemId c = d.op("c", "Neg");
        d.wire(a, "y", b, "x");
        d.wire(b, "y", c, "x");
        const Expansion e = expandDocument(d.document);
        QCOMPARE(e.findings.size(), std::size_t{1});
        QCOMPARE(e.findings[0].item, a);
        QCOMPARE(e.findings[0].kind, Finding::Kind::Unconnected);
        QCOMPARE(e.findings[0].port, std::string("x"));
        QCOMPARE(e.findings[0].followers, 2);
        QVERIFY(e.hasErrors());
    }

    void shapeClashSaysWhatWasGotAtTheItem() {
        Drawing d;
        const ItemId a = d.placeholder("a", DType::Float, {2, 3});
        const ItemId b = d.placeholder("b", DType::Float, {4, 5});
        const ItemId sum = d.op("sum", "AddV2");
        d.wire(a, "output", sum, "x");
        d.wire(b, "output", sum, "y");
        const Expansion e = expandDocument(d.document);
        const Finding* finding = findingAt(e, sum, Finding::Kind::Refused);
        QVERIFY(finding != nullptr);
        QVERIFY2(finding->text.find("[2,3]") != std::string::npos, finding->text.c_str());
        QVERIFY(finding->text.find("node 'sum'") != std::string::npos);
    }

    void unknownOpIsKeptWithAWarning() {
        Drawing d;
        const ItemId a = d.constant("a", Tensor::scalar(1.0F));
        const ItemId odd = d.op("odd", "NoSuchOp", {{"k", std::int64_t{3}}});
        d.wire(a, "output", odd, "input:0");
        const Expansion e = expandDocument(d.document);
        QVERIFY(findingAt(e, odd, Finding::Kind::UnknownOp) != nullptr);
        QVERIFY(!e.hasErrors());
        QCOMPARE(QString::fromStdString(e.graph.find("odd")->opName), "NoSuchOp");
        QCOMPARE(e.graph.find("odd")->inputs.size(), std::size_t{1});
    }

    void unknownRecipeAndBadParameterAreFindings() {
        Drawing d;
        const ItemId odd = d.recipe("odd", "Teleport");
        const ItemId x = d.placeholder("x", DType::Float, {-1, 4});
        const ItemId dense = d.recipe("dense", "Dense", {{"units", std::int64_t{0}}});
        d.wire(x, "output", dense, "x");
        const Expansion e = expandDocument(d.document);
        QVERIFY(findingAt(e, odd, Finding::Kind::UnknownRecipe) != nullptr);
        const Finding* finding = findingAt(e, dense, Finding::Kind::BadParameter);
        QVERIFY(finding != nullptr);
        QVERIFY2(finding->text.find("'units'") != std::string::npos, finding->text.c_str());
    }

    void cycleIsAFinding() {
        Drawing d;
        const ItemId a = d.op("a", "Neg");
        const ItemId b = d.op("b", "Neg");
        d.wire(a, "y", b, "x");
        d.wire(b, "y", a, "x");
        const Expansion e = expandDocument(d.document);
        QVERIFY(findingAt(e, a, Finding::Kind::Cycle) != nullptr);
        QVERIFY(findingAt(e, b, Finding::Kind::Cycle) != nullptr);
    }

    void wireFromASocketThatIsNotThereIsAFinding() {
        Drawing d;
        const ItemId a = d.constant("a", Tensor::scalar(1.0F));
        const ItemId b = d.op("b", "Neg");
        d.wire(a, "nothing", b, "x");
        const Expansion e = expandDocument(d.document);
        QVERIFY(findingAt(e, b, Finding::Kind::Unconnected) != nullptr);
    }

    void bindingsAreCheckedAgainstPlaceholders() {
        Drawing d;
        Item data;
        data.name = "data";
        data.what = DataItem{"fashion-mnist",
                             0,
                             0,
                             {{"images", DType::UInt8, PartialShape{28, 28}},
                              {"labels", DType::UInt8, PartialShape::scalar()}}};
        const ItemId source = d.add(data);
        const ItemId x = d.placeholder("x", DType::Float, {-1, 784});
        const ItemId y = d.placeholder("y", DType::Int64, {-1});
        const ItemId z = d.placeholder("z", DType::Float, {-1});
        const ItemId neg = d.op("neg", "Neg");
        d.wire(source, "images", x, kFeedPort,
               {Conversion::scale(1.0 / 255), Conversion::reshape(PartialShape{-1})});
        d.wire(source, "labels", y, kFeedPort);
        d.wire(source, "images", neg, "x");
        const Expansion e = expandDocument(d.document);
        QCOMPARE(e.bindings.size(), std::size_t{1});
        QCOMPARE(e.bindings[0].column, std::string("images"));
        QCOMPARE(e.bindings[0].data, source);
        const Finding* wrong = findingAt(e, y, Finding::Kind::WrongBinding);
        QVERIFY(wrong != nullptr);
        QVERIFY2(wrong->text.find("got uint8 [?], want int64 [?]") != std::string::npos,
                 wrong->text.c_str());
        QVERIFY(findingAt(e, z, Finding::Kind::Unfed) != nullptr);
        QVERIFY(findingAt(e, neg, Finding::Kind::NoPlaceholder) != nullptr);
    }

    void neuronHasTheFourNodesOfAVariable() {
        const Neuron n;
        const Expansion e = expandDocument(n.d.document);
        QVERIFY2(e.findings.empty(), findingsText(e).c_str());
        for (const char* name :
             {"Variable/initial_value", "Variable", "Variable/Assign", "Variable/read"}) {
            QVERIFY2(e.graph.find(name) != nullptr, name);
        }
        QCOMPARE(nodeName(e, {n.w, "value"}), "Variable/read:0");
        QCOMPARE(e.graph.node(e.operations.at(n.train)).name, std::string("GradientDescent"));
        const Node& init = e.graph.node(e.init);
        QCOMPARE(init.name, std::string("init"));
        QCOMPARE(init.controlInputs.size(), std::size_t{1});
        QCOMPARE(e.graph.node(init.controlInputs[0]).name, std::string("Variable/Assign"));
    }

    void everyNodeHasAnOriginAndRolesSayWhich() {
        Neuron n;
        Edit edit(n.d.document);
        Item adam = *n.d.document.item(n.train);
        adam.what = RecipeItem{"Adam", {}, {}};
        edit.put(adam);
        must(n.d.document.apply(must(edit.finish())));
        const Expansion e = expandDocument(n.d.document);
        QVERIFY2(e.findings.empty(), findingsText(e).c_str());
        QCOMPARE(e.origins.size(), e.graph.size());
        const auto role = [&](const char* name) {
            return QString::fromStdString(e.originOf(e.graph.find(name)->id).role);
        };
        QCOMPARE(role("Variable/read"), "read");
        QCOMPARE(role("Variable"), "");
        QCOMPARE(role("y"), "");
        const QString v = QString("#%1").arg(n.w.value);
        QCOMPARE(role("Variable/Adam"), "slot(m," + v + ")");
        QCOMPARE(role("Variable/Adam_1/Assign"), "slot(v," + v + ")/Assign");
        QCOMPARE(role("beta1_power"), "beta1_power");
        QCOMPARE(role("GradientDescent/learning_rate"), "learning_rate");
        QCOMPARE(role("GradientDescent"), "");
        const QString y = QString("grad(#%1)/").arg(n.y.value);
        bool found = false;
        for (const Origin& origin : e.origins) {
            found = found || QString::fromStdString(origin.role).startsWith(y);
        }
        QVERIFY(found);
        QCOMPARE(e.nodeOf(n.w, "Assign"), std::optional(e.graph.find("Variable/Assign")->id));
        QVERIFY(!e.nodeOf(n.w, "nothing"));
    }

    void expansionIsAPureFunction() {
        const Neuron n;
        const Expansion a = expandDocument(n.d.document);
        Expansion b = expandForward(n.d.document);
        expandBackward(n.d.document, b);
        QCOMPARE(graphToBytes(a.graph), graphToBytes(b.graph));
        QVERIFY(a.origins == b.origins);
    }

    void forwardStageHasNoGradients() {
        const Neuron n;
        const Expansion e = expandForward(n.d.document);
        QVERIFY(!e.init.valid());
        for (const Node& node : e.graph.nodes()) { QVERIFY(!node.name.starts_with("gradients")); }
        QVERIFY(!e.operations.contains(n.train));
    }

    void groupsGiveScopes() {
        Drawing d;
        const ItemId outer = d.group("tower");
        const ItemId inner = d.group("part", outer);
        const ItemId x =
            d.op("x", "Placeholder", {{"dtype", DType::Float}, {"shape", PartialShape{-1, 2}}});
        const ItemId dense = d.recipe("fc", "Dense", {}, inner);
        const ItemId neg = d.op("neg", "Neg", {}, outer);
        d.wire(x, "output", dense, "x");
        d.wire(dense, "y", neg, "x");
        const Expansion e = expandDocument(d.document);
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        QVERIFY(e.graph.find("tower/part/fc/kernel") != nullptr);
        QCOMPARE(nodeName(e, {neg, "y"}), "tower/neg:0");
        QCOMPARE(e.originOf(e.graph.find("tower/part/fc/kernel")->id).role, std::string("kernel"));
    }

    void listArgumentsTakeAsManyAsAreWired() {
        Drawing d;
        const ItemId a = d.constant("a", Tensor::scalar(1.0F));
        const ItemId sum = d.op("sum", "AddN");
        for (int i = 0; i < 3; ++i) { d.wire(a, "output", sum, concat("inputs:", i)); }
        const Expansion e = expandDocument(d.document);
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        QCOMPARE(e.graph.find("sum")->inputs.size(), std::size_t{3});
        QCOMPARE(nodeName(e, {sum, "sum"}), "sum:0");
        QCOMPARE(inputPorts(d.document, *d.document.item(sum)).size(), std::size_t{4});
    }

    void controlWiresBecomeControlInputs() {
        Neuron n;
        const ItemId after = n.d.op("after", "NoOp");
        n.d.wire(n.train, kControlPort, after, kControlPort);
        const Expansion e = expandDocument(n.d.document);
        QVERIFY2(e.findings.empty(), findingsText(e).c_str());
        const Node& node = *e.graph.find("after");
        QCOMPARE(node.controlInputs.size(), std::size_t{1});
        QCOMPARE(e.graph.node(node.controlInputs[0]).name, std::string("GradientDescent"));
    }

    void overridesReachTheirNodesAndLostOnesAreListed() {
        Neuron n;
        Override device{.id = {}, .item = n.w, .role = "read"};
        device.kind = Override::Kind::Device;
        device.text = "/device:CPU:0";
        n.d.put(device);
        Override frozen{.id = {}, .item = n.w, .role = "", .kind = Override::Kind::Trainable};
        frozen.flag = false;
        const ItemId frozenId = n.d.put(frozen);
        n.d.put(Override{.id = {}, .item = n.y, .role = "gone", .kind = Override::Kind::Probe});
        Expansion e = expandDocument(n.d.document);
        QCOMPARE(e.graph.find("Variable/read")->device, std::string("/device:CPU:0"));
        QVERIFY(findingAt(e, n.y, Finding::Kind::LostOverride) != nullptr);
        // Nothing is left to train.
        QVERIFY(findingAt(e, n.train, Finding::Kind::Refused) != nullptr);
        Edit edit(n.d.document);
        edit.remove(frozenId);
        must(n.d.document.apply(must(edit.finish())));
        e = expandDocument(n.d.document);
        QVERIFY(findingAt(e, n.train, Finding::Kind::Refused) == nullptr);
    }

    void renameMovesNamesButNotRoles() {
        Neuron n;
        Edit edit(n.d.document);
        Item renamed = *n.d.document.item(n.w);
        renamed.name = "weight";
        edit.put(renamed);
        must(n.d.document.apply(must(edit.finish())));
        const Expansion e = expandDocument(n.d.document);
        QVERIFY(e.graph.find("weight/initial_value") != nullptr);
        QVERIFY(e.graph.find("Variable") == nullptr);
        QCOMPARE(e.nodeOf(n.w, "Assign"), std::optional(e.graph.find("weight/Assign")->id));
    }

    void nameInUseIsAFinding() {
        Drawing d;
        d.op("a/b", "NoOp");
        const ItemId group = d.group("a");
        const ItemId second = d.op("b", "NoOp", {}, group);
        const Expansion e = expandDocument(d.document);
        QVERIFY(findingAt(e, second, Finding::Kind::Refused) != nullptr);
    }

    /// The bound is architecture.md's, times ten: this runs unoptimised on shared cores.
    void thousandNodesExpandInTime() {
        Drawing d;
        Edit edit(d.document);
        Item item;
        item.name = "x";
        item.what = OpItem{"Placeholder", {{"dtype", DType::Float}}, {}, {}};
        ItemId last = edit.add(item);
        const char* out = "output";
        for (int i = 0; i < 1000; ++i) {
            Item op;
            op.name = concat("n", i);
            op.what = OpItem{"Sin", {}, {}, {}};
            const ItemId id = edit.put([&] {
                op.id = ItemId{edit.document().nextId()};
                return op;
            }());
            edit.put(Wire{{}, {last, out}, {id, "x"}});
            last = id;
            out = "y";
        }
        must(d.document.apply(must(edit.finish())));
        QElapsedTimer timer;
        timer.start();
        const Expansion e = expandForward(d.document);
        const qint64 ms = timer.elapsed();
        QCOMPARE(e.graph.size(), std::size_t{1001});
        qInfo("forward expansion of 1,001 nodes: %lld ms", static_cast<long long>(ms));
        QVERIFY2(ms < 160, qPrintable(QString::number(ms)));
    }
};

namespace {
const Registered<TstExpand> registered;
}
}  // namespace weft::test

#include "tst_expand.moc"
