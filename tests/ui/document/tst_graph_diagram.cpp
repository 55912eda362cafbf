// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/graph_diagram.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "ui/document/scope_tree.h"

namespace weft::ui::test {
namespace {

Result<Graph> graphOf(const std::string& text) {
    return graphFromText(text, {.unknownOps = UnknownOps::Keep, .limits = defaultLimits()});
}

std::string placeholder(const std::string& name) {
    return "node { name: '" + name +
           "' op: 'Placeholder' attr { key: 'dtype' value { type: DT_FLOAT } } attr { key: 'shape' "
           "value { shape { dim { size: -1 } dim { size: 3 } } } } } ";
}

std::string add(const std::string& name, const std::string& inputs) {
    return "node { name: '" + name + "' op: 'Add' " + inputs +
           " attr { key: 'T' value { type: DT_FLOAT } } } ";
}

const DiagramNode* named(const Diagram& d, const QString& name) {
    for (const DiagramNode& node : d.nodes) {
        if (node.name == name) { return &node; }
    }
    return nullptr;
}

}  // namespace

class TstGraphDiagram : public QObject {
    Q_OBJECT

private slots:
    void anEmptyGraphIsAnEmptyDiagram() {
        const Graph graph;
        QVERIFY(ScopeTree(graph, 100).inside(0).empty());
    }

    void anUnknownOpIsKeptAndMarked() {
        const Diagram d =
            top(placeholder("x") + "node { name: 'odd' op: 'NobodyKnowsThis' input: 'x' } " +
                add("sum", "input: 'odd' input: 'x'"));
        const DiagramNode* odd = named(d, QStringLiteral("odd"));
        QVERIFY(odd != nullptr);
        QVERIFY(odd->unknownOp);
        QCOMPARE(odd->type, QStringLiteral("NobodyKnowsThis"));
        QVERIFY(!named(d, QStringLiteral("x"))->unknownOp);
        QCOMPARE(d.wires.size(), std::size_t{3});
    }

    void aSummaryIsSmallAsAConstant() {
        const Diagram d = top(placeholder("x") +
                              "node { name: 'cost' op: 'ScalarSummary' input: 'x' input: 'x' } "
                              "node { name: 'all' op: 'MergeSummary' input: 'cost' } ");
        QCOMPARE(named(d, QStringLiteral("cost"))->form, NodeForm::Pill);
        QCOMPARE(named(d, QStringLiteral("cost"))->note, QStringLiteral("cost"));
        QCOMPARE(named(d, QStringLiteral("cost"))->inputs.size(), std::size_t{2});
        QCOMPARE(named(d, QStringLiteral("all"))->form, NodeForm::Box);
    }

    void socketsTellNameDtypeShapeAndTensor() {
        const Diagram d = top(placeholder("x") + add("sum", "input: 'x' input: 'x'"));
        const DiagramNode* sum = named(d, QStringLiteral("sum"));
        QCOMPARE(sum->inputs.size(), std::size_t{2});
        QCOMPARE(sum->inputs[0].name, QStringLiteral("x"));
        QCOMPARE(sum->inputs[1].name, QStringLiteral("y"));
        QCOMPARE(sum->outputs[0].dtype, QStringLiteral("float32"));
        QCOMPARE(sum->outputs[0].shape, QStringLiteral("[?,3]"));
        QCOMPARE(sum->outputs[0].tensor, QStringLiteral("sum:0"));
        QCOMPARE(sum->outputs[0].family, Family::Float);
        QCOMPARE(named(d, QStringLiteral("x"))->form, NodeForm::Placeholder);
    }

    void aControlEdgeIsAWireWithoutSockets() {
        const Diagram d = top(placeholder("x") + "node { name: 'after' op: 'NoOp' input: '^x' }");
        QCOMPARE(d.wires.size(), std::size_t{1});
        QVERIFY(d.wires[0].control);
        QVERIFY(named(d, QStringLiteral("after"))->inputs.empty());
    }

    void manyControlEdgesBecomeWords() {
        std::string text;
        std::string inputs;
        for (int i = 0; i < 9; ++i) {
            text += placeholder("p" + std::to_string(i));
            inputs += " input: '^p" + std::to_string(i) + "'";
        }
        const Diagram d = top(text + "node { name: 'all' op: 'NoOp'" + inputs + " }");
        QVERIFY(d.wires.empty());
        QCOMPARE(named(d, QStringLiteral("all"))->note, QStringLiteral("after 9 others"));
    }

    void aScopeIsAGroupWithItsBordersTensors() {
        const Diagram d = top(placeholder("x") + add("layer/one", "input: 'x' input: 'x'") +
                              add("layer/two", "input: 'layer/one' input: 'x'") +
                              add("out", "input: 'layer/two' input: 'layer/two'"));
        const DiagramNode* layer = named(d, QStringLiteral("layer"));
        QVERIFY(layer != nullptr);
        QCOMPARE(layer->form, NodeForm::Group);
        QCOMPARE(layer->ops, 2);
        QCOMPARE(layer->inputs.size(), std::size_t{1});
        QCOMPARE(layer->outputs.size(), std::size_t{1});
        QCOMPARE(layer->outputs[0].tensor, QStringLiteral("layer/two:0"));
        QCOMPARE(d.wires.size(), std::size_t{3});
    }

    void whatInitialisesStandsApart() {
        const std::string type = " attr { key: 'T' value { type: DT_FLOAT } }";
        const std::string shape = " attr { key: 'shape' value { shape { dim { size: 3 } } } }";
        const Diagram d = top(
            "node { name: 'zero' op: 'Const' attr { key: 'dtype' value { type: DT_FLOAT } } attr "
            "{ key: 'value' value { tensor { dtype: DT_FLOAT tensor_shape { dim { size: 3 } } "
            "float_val: 1.5 } } } } node { name: 'v' op: 'VariableV2' attr { key: 'dtype' value "
            "{ type: DT_FLOAT } }" +
            shape + " } node { name: 'set' op: 'Assign' input: 'v' input: 'zero'" + type +
            " } node { name: 'init' op: 'NoOp' input: '^set' } "
            "node { name: 'init_all' op: 'NoOp' input: '^init' }");
        QCOMPARE(named(d, QStringLiteral("init"))->note, QStringLiteral("after 1 others"));
        for (const DiagramWire& wire : d.wires) { QVERIFY(!wire.control); }
        QVERIFY(named(d, QStringLiteral("v"))->hasVariables);
        QCOMPARE(named(d, QStringLiteral("v"))->form, NodeForm::Variable);
        QCOMPARE(named(d, QStringLiteral("zero"))->form, NodeForm::Pill);
        QVERIFY(named(d, QStringLiteral("zero"))->note.contains(QStringLiteral("1.5")));
        bool reference = false;
        for (const DiagramWire& wire : d.wires) { reference = reference || wire.reference; }
        QVERIFY(reference);
    }

    void wiresAlwaysNameSocketsThatExist() {
        const Diagram d = top(placeholder("x") + add("a/one", "input: 'x' input: 'x'") +
                              add("b/one", "input: 'a/one' input: 'x'") +
                              add("a/two", "input: 'b/one' input: 'x'"));
        for (const DiagramWire& w : d.wires) {
            const auto& from = d.nodes[static_cast<std::size_t>(w.fromNode)];
            const auto& to = d.nodes[static_cast<std::size_t>(w.toNode)];
            QVERIFY(static_cast<std::size_t>(w.fromPort) < from.outputs.size());
            QVERIFY(static_cast<std::size_t>(w.toPort) < to.inputs.size());
        }
    }

private:
    static Diagram top(const std::string& text) {
        const Result<Graph> graph = graphOf(text);
        if (!graph.ok()) {
            QTest::qFail(std::string(graph.status().message()).c_str(), __FILE__, __LINE__);
            return {};
        }
        return ScopeTree(*graph, 100).inside(0);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstGraphDiagram> registered;
}

#include "tst_graph_diagram.moc"
