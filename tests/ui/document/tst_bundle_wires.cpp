// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/bundle_wires.h"

#include <QTest>

#include "tests/support/test_main.h"

namespace weft::ui::test {
namespace {

DiagramNode group(const QString& name, int inputs, int outputs, int ops = 5) {
    DiagramNode node;
    node.name = name;
    node.ops = ops;
    node.form = NodeForm::Group;
    node.inputs.resize(static_cast<std::size_t>(inputs));
    node.outputs.resize(static_cast<std::size_t>(outputs));
    for (PortInfo& port : node.outputs) {
        port.family = Family::Float;
        port.elements = 10;
    }
    return node;
}

}  // namespace

class TstBundleWires : public QObject {
    Q_OBJECT

private slots:
    void nothingStaysNothing() {
        Diagram d;
        bundleWires(d);
        QVERIFY(d.empty());
    }

    void twoWiresStayTwo() {
        Diagram d;
        d.nodes = {group(QStringLiteral("a"), 0, 2), group(QStringLiteral("b"), 2, 0)};
        d.wires = {{0, 0, 1, 0}, {0, 1, 1, 1}};
        bundleWires(d);
        QCOMPARE(d.wires.size(), std::size_t{2});
        QCOMPARE(d.nodes[0].outputs.size(), std::size_t{2});
    }

    void singleOpsAreNotBundled() {
        Diagram d;
        d.nodes = {group(QStringLiteral("a"), 0, 3, 0), group(QStringLiteral("b"), 3, 0)};
        d.wires = {{0, 0, 1, 0}, {0, 1, 1, 1}, {0, 2, 1, 2}};
        bundleWires(d);
        QCOMPARE(d.wires.size(), std::size_t{3});
    }

    void threeWiresBecomeOneThatSaysSo() {
        Diagram d;
        d.nodes = {group(QStringLiteral("a"), 0, 3), group(QStringLiteral("b"), 3, 0)};
        d.wires = {{0, 0, 1, 0}, {0, 1, 1, 1}, {0, 2, 1, 2}};
        bundleWires(d);
        QCOMPARE(d.wires.size(), std::size_t{1});
        QCOMPARE(d.nodes[0].outputs.size(), std::size_t{1});
        QCOMPARE(d.nodes[0].outputs[0].name, QStringLiteral("b"));
        QCOMPARE(d.nodes[0].outputs[0].dtype, QStringLiteral("3 tensors"));
        QCOMPARE(d.nodes[0].outputs[0].elements, qint64{30});
        QCOMPARE(d.nodes[0].outputs[0].family, Family::Float);
        QCOMPARE(d.nodes[1].inputs.size(), std::size_t{1});
        QCOMPARE(d.nodes[1].inputs[0].name, QStringLiteral("a"));
    }

    void socketsThatOthersUseStayAndKeepTheirWires() {
        Diagram d;
        d.nodes = {group(QStringLiteral("a"), 0, 4), group(QStringLiteral("b"), 4, 0),
                   group(QStringLiteral("c"), 1, 1, 0)};
        d.nodes[0].outputs[3].name = QStringLiteral("kept");
        d.nodes[1].inputs[3].name = QStringLiteral("also");
        d.wires = {{0, 0, 1, 0}, {0, 1, 1, 1}, {0, 3, 1, 2}, {0, 3, 2, 0}, {2, 0, 1, 3}};
        bundleWires(d);
        QCOMPARE(d.wires.size(), std::size_t{3});
        const DiagramWire& toC = d.wires[0];
        QCOMPARE(d.nodes[0].outputs[static_cast<std::size_t>(toC.fromPort)].name,
                 QStringLiteral("kept"));
        const DiagramWire& fromC = d.wires[1];
        QCOMPARE(d.nodes[1].inputs[static_cast<std::size_t>(fromC.toPort)].name,
                 QStringLiteral("also"));
    }

    void mixedFamiliesAndReferences() {
        Diagram d;
        d.nodes = {group(QStringLiteral("a"), 0, 3), group(QStringLiteral("b"), 3, 0)};
        d.nodes[0].outputs[1].family = Family::Integer;
        d.wires = {{0, 0, 1, 0, false, true}, {0, 1, 1, 1, false, true}, {0, 2, 1, 2, false, true}};
        bundleWires(d);
        QCOMPARE(d.nodes[0].outputs[0].family, Family::Unknown);
        QVERIFY(d.wires[0].reference);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstBundleWires> registered;
}

#include "tst_bundle_wires.moc"
