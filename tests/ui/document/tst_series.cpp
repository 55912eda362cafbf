// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Series: what repeats under numbered names, and how it is drawn as one.

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"
#include "ui/document/groups/series_nodes.h"
#include "ui/document/project_diagram.h"

namespace weft::ui::test {
namespace {

/// A drawing of ops, filled by name.
class Drawn {
public:
    ItemId op(const std::string& name, const std::string& type = "Square", ItemId parent = {}) {
        Item item;
        item.name = name;
        item.parent = parent;
        item.what = OpItem{type, {}, {}, {}};
        return put(std::move(item));
    }
    ItemId group(const std::string& name) {
        Item item;
        item.name = name;
        item.what = GroupItem{};
        return put(std::move(item));
    }
    void wire(ItemId from, ItemId to) {
        Edit edit(document);
        (void)edit.connect({from, "y"}, {to, "x"});
        finish(edit);
    }
    std::vector<NodeSeries> all() const {
        return findSeries(document, [](const Item&) { return true; });
    }
    /// The picture with everything folded that repeats.
    Diagram folded() const {
        Diagram diagram = diagramOfItems(document, expandDocument(document), {});
        foldSeriesNodes(all(), diagram);
        return diagram;
    }

    Document document;

private:
    ItemId put(Item item) {
        Edit edit(document);
        const ItemId made = edit.put(std::move(item));
        finish(edit);
        return made;
    }
    void finish(Edit& edit) {
        const Result<Delta> delta = edit.finish();
        if (!delta.ok() || !document.apply(*delta).ok()) { qWarning("refused"); }
    }
};

}  // namespace

class TstSeries : public QObject {
    Q_OBJECT

private slots:
    void whatDoesNotRepeatIsNoSeries() {
        Drawn d;
        d.op("conv1");
        d.op("pool1");
        d.op("conv2", "Sqrt");
        d.op("conv");
        QVERIFY(d.all().empty());
        const ItemId one = d.group("tower1");
        const ItemId two = d.group("tower2");
        d.op("x", "Square", one);
        d.op("x", "Sqrt", two);
        QVERIFY(d.all().empty());
    }

    void aNumberTooLongForOneIsPartOfTheName() {
        QCOMPARE(seriesName("x12345678901234567890").shared, "x12345678901");
        QCOMPARE(seriesName("12").shared, "12_");
        QCOMPARE(seriesName("conv2d_3").shared, "conv2d_");
        QCOMPARE(seriesName("conv2d").shared, "conv2d_");
        QCOMPARE(seriesName("conv12").number, 12);
    }

    void numberedNeighboursAreASeriesInTheOrderOfNumbers() {
        Drawn d;
        const ItemId ten = d.op("conv10");
        const ItemId two = d.op("conv2");
        const ItemId one = d.op("conv1");
        QCOMPARE(d.all().size(), std::size_t{1});
        QCOMPARE(d.all().front().name, "conv");
        QVERIFY((d.all().front().members == std::vector<ItemId>{one, two, ten}));
        QVERIFY(!d.all().front().chained);
    }

    void aChainIsToldInEitherDirection() {
        Drawn d;
        const ItemId first = d.op("relu");
        const ItemId second = d.op("relu_1");
        const ItemId third = d.op("relu_2");
        d.wire(third, second);
        QVERIFY(!d.all().front().chained);
        d.wire(second, first);
        QVERIFY(d.all().front().chained);
        QVERIFY((d.all().front().members == std::vector<ItemId>{third, second, first}));
    }

    void groupsThatHoldTheSameAreASeries() {
        Drawn d;
        ItemId before;
        for (const char* name : {"layer1", "layer2", "layer3"}) {
            const ItemId group = d.group(name);
            const ItemId square = d.op("square", "Square", group);
            const ItemId root = d.op("root", "Sqrt", group);
            d.wire(square, root);
            if (before.valid()) { d.wire(before, square); }
            before = root;
        }
        const std::vector<NodeSeries> all = d.all();
        QCOMPARE(all.size(), std::size_t{1});
        QCOMPARE(all.front().members.size(), std::size_t{3});
        QVERIFY(all.front().chained);
    }

    void aChainIsOneNodeWithItsOuterSockets() {
        Drawn d;
        const ItemId x = d.op("x", "Sqrt");
        const ItemId first = d.op("conv1");
        const ItemId last = d.op("conv2");
        const ItemId y = d.op("y", "Sqrt");
        d.wire(x, first);
        d.wire(first, last);
        d.wire(last, y);
        const Diagram diagram = d.folded();
        QCOMPARE(diagram.nodes.size(), std::size_t{3});
        const DiagramNode& stack =
            diagram.nodes[static_cast<std::size_t>(diagram.indexOf(first.value))];
        QCOMPARE(stack.name, QStringLiteral("conv \u00d72"));
        QCOMPARE(stack.series, SeriesMark::Chained);
        QCOMPARE(stack.inputs.size(), std::size_t{1});
        QCOMPARE(stack.inputs.front().socket.item, first.value);
        QCOMPARE(stack.outputs.size(), std::size_t{1});
        QCOMPARE(stack.outputs.front().socket.item, last.value);
        QCOMPARE(diagram.wires.size(), std::size_t{2});
        QVERIFY(diagram.wires.front().id != 0);
    }

    void whatLiesSideBySideHasOneWireToEachNeighbour() {
        Drawn d;
        const ItemId x = d.op("x", "Sqrt");
        for (const char* name : {"tower1", "tower2", "tower3"}) { d.wire(x, d.op(name)); }
        const Diagram diagram = d.folded();
        QCOMPARE(diagram.nodes.size(), std::size_t{2});
        QCOMPARE(diagram.nodes.back().series, SeriesMark::Stacked);
        QCOMPARE(diagram.wires.size(), std::size_t{1});
        // It stands for three, and its socket for no single one: neither can be edited.
        QCOMPARE(diagram.wires.front().id, quint64{0});
        QCOMPARE(diagram.nodes.back().inputs.front().socket.item, quint64{0});
    }

    void tenThousandNodesAreFoldedToOne() {
        constexpr int kNodes = 10'000;
        Document document;
        Edit edit(document);
        ItemId before;
        for (int i = 0; i < kNodes; ++i) {
            Item item;
            item.name = concat("add_", i);
            item.what = OpItem{"Square", {}, {}, {}};
            const ItemId made = edit.put(std::move(item));
            if (before.valid()) { QVERIFY(edit.connect({before, "y"}, {made, "x"}).ok()); }
            before = made;
        }
        const Document& drawn = edit.document();
        const std::vector<NodeSeries> all = findSeries(drawn, [](const Item&) { return true; });
        QCOMPARE(all.size(), std::size_t{1});
        QVERIFY(all.front().chained);
        Diagram diagram = diagramOfItems(drawn, Expansion(), {});
        QCOMPARE(diagram.nodes.size(), static_cast<std::size_t>(kNodes));
        foldSeriesNodes(all, diagram);
        QCOMPARE(diagram.nodes.size(), std::size_t{1});
        QVERIFY(diagram.wires.empty());
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstSeries> registered;
}

#include "tst_series.moc"
