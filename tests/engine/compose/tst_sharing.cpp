// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "engine/compose/expansion.h"
#include "engine/compose/file/project_io.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

void share(Drawing& d, ItemId item, ItemId with) {
    Item changed = *d.document.item(item);
    changed.shares = with;
    d.put(std::move(changed));
}

int variables(const Graph& graph) {
    return static_cast<int>(std::ranges::count_if(
        graph.nodes(), [](const Node& node) { return node.isOp("VariableV2"); }));
}

/// Two layers of four inputs and three units, the second beside the first.
struct TwoLayers {
    Drawing d;
    ItemId a = d.placeholder("a", DType::Float, {-1, 4});
    ItemId b = d.placeholder("b", DType::Float, {-1, 4});
    ItemId second = d.recipe("second", "Dense", {{"units", std::int64_t{3}}});
    ItemId first = d.recipe("first", "Dense", {{"units", std::int64_t{3}}});

    TwoLayers() {
        d.wire(a, "output", first, "x");
        d.wire(b, "output", second, "x");
    }
};

}  // namespace

/// Items that use the variables of others.
class TstSharing : public QObject {
    Q_OBJECT

private slots:
    void anotherShapeIsRefusedWithBoth() {
        TwoLayers t;
        Item wider = *t.d.document.item(t.second);
        std::get<RecipeItem>(wider.what).parameters.set("units", std::int64_t{5});
        t.d.put(std::move(wider));
        share(t.d, t.second, t.first);
        const Expansion e = expandDocument(t.d.document);
        QVERIFY2(findingsText(e).find("shared variable 'first/kernel' does not fit: got float32 "
                                      "[4,3], want float32 [4,5]") != std::string::npos,
                 findingsText(e).c_str());
    }

    void whatHasNoSuchVariableIsRefused() {
        TwoLayers t;
        Item plain = *t.d.document.item(t.first);
        std::get<RecipeItem>(plain.what).parameters.set("use_bias", false);
        t.d.put(std::move(plain));
        share(t.d, t.second, t.first);
        QVERIFY(findingsText(expandDocument(t.d.document)).find("got none, want 'first/bias'") !=
                std::string::npos);
        share(t.d, t.second, t.a);
        const Expansion e = expandDocument(t.d.document);
        QVERIFY2(findingsText(e).find("variable to share is not there") != std::string::npos,
                 findingsText(e).c_str());
        const ItemId group = t.d.group("group");
        share(t.d, t.second, group);
        QVERIFY(findingsText(expandDocument(t.d.document))
                    .find("shares the weights of 'group', which has none") != std::string::npos);
    }

    void aRingIsACycleAndWhatIsGoneIsShared() {
        TwoLayers t;
        share(t.d, t.second, t.first);
        share(t.d, t.first, t.second);
        QVERIFY(findingsText(expandDocument(t.d.document)).find("cycle") != std::string::npos);
        share(t.d, t.first, t.first);
        QVERIFY(findingsText(expandDocument(t.d.document)).find("cycle") != std::string::npos);
        Edit edit(t.d.document);
        Item lost = *t.d.document.item(t.second);
        lost.shares = ItemId{9999};
        edit.put(std::move(lost));
        QVERIFY_FAILS(edit.finish(), "INVALID_ARGUMENT", "shares with item 9999");
        Edit removal(t.d.document);
        removal.remove(t.first);
        QVERIFY(!removal.document().item(t.second)->shares.valid());
        QVERIFY_OK(removal.finish());
    }

    void oneSetOfVariablesServesBoth() {
        TwoLayers t;
        QCOMPARE(variables(expandDocument(t.d.document).graph), 4);
        share(t.d, t.second, t.first);
        const Expansion e = expandDocument(t.d.document);
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        QCOMPARE(variables(e.graph), 2);
        QCOMPARE(e.graph.collections().variables.at("trainable_variables").size(), std::size_t{2});
        const Node& product = *e.graph.find("second/MatMul");
        QCOMPARE(e.graph.node(product.inputs[1].node).name, std::string("first/kernel/read"));
        QVERIFY(e.graph.find("second/kernel") == nullptr);
        // What is said survives the file.
        const Document read = must(documentFromBytes(documentToBytes(t.d.document)));
        QCOMPARE(read.item(t.second)->shares, t.first);
    }

    void aChainUsesTheFirst() {
        TwoLayers t;
        const ItemId third = t.d.recipe("third", "Dense", {{"units", std::int64_t{3}}});
        t.d.wire(t.b, "output", third, "x");
        share(t.d, third, t.second);
        share(t.d, t.second, t.first);
        const Expansion e = expandDocument(t.d.document);
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        QCOMPARE(variables(e.graph), 2);
    }

    void variablesOfOneNameInGroupsAreOne() {
        Drawing d;
        const ItemId x = d.placeholder("x", DType::Float, {-1, 4});
        std::vector<ItemId> towers;
        for (const char* name : {"tower", "copy"}) {
            const ItemId tower = d.group(name);
            const ItemId inner = d.group("inner", tower);
            const ItemId dense = d.recipe("dense", "Dense", {{"units", std::int64_t{3}}}, inner);
            d.wire(x, "output", dense, "x");
            towers.push_back(tower);
        }
        share(d, towers[1], towers[0]);
        const Expansion e = expandDocument(d.document);
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        QCOMPARE(variables(e.graph), 2);
        QVERIFY(e.graph.find("copy/inner/dense/MatMul") != nullptr);
    }

    void aVariableIsSharedWhicheverWayItIsMade() {
        Drawing d;
        const ItemId w =
            d.recipe("w", "Variable",
                     {{"initializer", std::string("zeros")}, {"shape", PartialShape{2, 2}}});
        const ItemId other = d.recipe(
            "again", "Variable",
            {{"initializer", std::string("glorot_uniform")}, {"shape", PartialShape{2, 2}}});
        share(d, other, w);
        const Expansion e = expandDocument(d.document);
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        QCOMPARE(variables(e.graph), 1);
        QCOMPARE(e.tensorAt({other, "value"}), e.tensorAt({w, "value"}));
        QCOMPARE(e.operations.at(other), e.operations.at(w));
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstSharing> registered;
}

#include "tst_sharing.moc"
