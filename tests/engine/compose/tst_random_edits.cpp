// SPDX-License-Identifier: Apache-2.0
/// @file
/// Laws that hold whatever a person draws: expansion depends on the document alone, every node has
/// one origin, nothing that was not touched changes its name, undo brings everything back.

#include <QTest>
#include <random>
#include <set>

#include "engine/compose/expansion.h"
#include "engine/compose/file/project_io.h"
#include "engine/compose/ports.h"
#include "engine/graph/graph_io.h"
#include "tests/engine/compose/examples.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

constexpr int kEdits = 60;

/// Does to a document what people do.
class Hand {
public:
    explicit Hand(unsigned seed) : m_random(seed) {}

    void act(Edit& edit) {
        const auto items = edit.document().all<Item>();
        if (items.empty()) { return; }
        const Item& item = *items[below(items.size())];
        switch (below(8)) {
            case 0:
                return rename(edit, item);
            case 1:
                return edit.remove(item.id);
            case 2:
                return addNew(edit);
            case 3:
                return moveIntoGroup(edit, item);
            case 4:
                return speakOf(edit, item);
            case 5:
                return changeParameter(edit, item);
            default:
                return connect(edit, item, *items[below(items.size())]);
        }
    }

private:
    std::size_t below(std::size_t n) { return m_random() % n; }

    void rename(Edit& edit, Item item) {
        item.name = edit.document().uniqueName(item.parent, concat("r", below(9)));
        edit.put(std::move(item));
    }
    void addNew(Edit& edit) {
        const auto recipes = allRecipes();
        const RecipeDef& def = *recipes[below(recipes.size())];
        Item item;
        item.what = RecipeItem{def.signature.name, {}, {}};
        if (below(3) == 0) { item.what = OpItem{below(2) == 0 ? "Neg" : "Odd", {}, {}, {}}; }
        edit.add(std::move(item), def.defaultName);
    }
    void moveIntoGroup(Edit& edit, Item item) {
        Item group;
        group.what = GroupItem{};
        group.parent = item.parent;
        item.parent = edit.add(std::move(group), "group");
        edit.put(std::move(item));
    }
    void speakOf(Edit& edit, const Item& item) {
        Override made{.id = {}, .item = item.id, .role = below(2) == 0 ? "" : "kernel"};
        made.kind = std::array{Override::Kind::Device, Override::Kind::Trainable,
                               Override::Kind::Probe}[below(3)];
        made.text = made.kind == Override::Kind::Device ? "/device:CPU:1" : "";
        made.flag = below(2) == 0;
        edit.put(std::move(made));
    }
    void changeParameter(Edit& edit, Item item) {
        auto* recipe = std::get_if<RecipeItem>(&item.what);
        const OpDef* signature = signatureOf(item);
        if (recipe == nullptr || signature == nullptr || signature->attrs.empty()) { return; }
        const AttrDef& attr = signature->attrs[below(signature->attrs.size())];
        if (attr.kind == "int") { recipe->parameters.set(attr.name, std::int64_t(below(6))); }
        if (attr.kind == "bool") { recipe->parameters.set(attr.name, below(2) == 0); }
        if (attr.kind == "string" && !attr.allowedStrings.empty()) {
            recipe->parameters.set(attr.name,
                                   attr.allowedStrings[below(attr.allowedStrings.size())]);
        }
        edit.put(std::move(item));
    }
    void connect(Edit& edit, const Item& from, const Item& to) {
        const auto outputs = outputPorts(edit.document(), from);
        const auto inputs = inputPorts(edit.document(), to);
        if (outputs.empty() || inputs.empty()) { return; }
        must(edit.connect({from.id, outputs[below(outputs.size())].port},
                          {to.id, inputs[below(inputs.size())].port}));
    }

    std::mt19937 m_random;
};

QByteArray meaning(const Expansion& e) {
    std::string text = graphToBytes(e.graph);
    for (const Origin& origin : e.origins) { text += concat(origin.item.value, origin.role, "\n"); }
    text += findingsText(e);
    for (const auto& [port, endpoint] : e.outputs) {
        text += concat(port.item.value, port.port, endpoint.node.value, "\n");
    }
    return QByteArray::fromStdString(text);
}

/// Which name each (item, role) has.
std::map<std::pair<ItemId, std::string>, std::string> namesByRole(const Expansion& e) {
    std::map<std::pair<ItemId, std::string>, std::string> names;
    for (const Node& node : e.graph.nodes()) {
        const Origin& origin = e.originOf(node.id);
        names.emplace(std::pair(origin.item, origin.role), node.name);
    }
    return names;
}

}  // namespace

class TstRandomEdits : public QObject {
    Q_OBJECT

private slots:
    void expansionDependsOnTheDocumentAlone_data() { rows(); }
    void expansionDependsOnTheDocumentAlone() {
        Document document = subject();
        Hand hand(7);
        for (int i = 0; i < kEdits; ++i) {
            Edit edit(document);
            hand.act(edit);
            const auto delta = edit.finish();
            if (!delta.ok()) { continue; }
            must(document.apply(*delta));
            const Expansion e = expandDocument(document);
            QCOMPARE(e.origins.size(), e.graph.size());
            QCOMPARE(namesByRole(e).size(), e.graph.size());
            const Document again = must(documentFromBytes(documentToBytes(document)));
            QVERIFY(meaning(expandDocument(again)) == meaning(e));
        }
    }

    void undoBringsEverythingBack_data() { rows(); }
    void undoBringsEverythingBack() {
        Document document = subject();
        Hand hand(11);
        std::vector<Delta> done;
        std::vector<QByteArray> meanings{meaning(expandDocument(document))};
        for (int i = 0; i < kEdits; ++i) {
            Edit edit(document);
            hand.act(edit);
            auto delta = edit.finish();
            if (!delta.ok()) { continue; }
            must(document.apply(*delta));
            done.push_back(*std::move(delta));
            meanings.push_back(meaning(expandDocument(document)));
        }
        QVERIFY(done.size() > kEdits / 2);
        for (; !done.empty(); done.pop_back()) {
            QVERIFY(meaning(expandDocument(document)) == meanings.back());
            meanings.pop_back();
            must(document.apply(inverted(done.back())));
        }
        QVERIFY(meaning(expandDocument(document)) == meanings.back());
    }

    /// A new item at the end leaves all names and roles of the others alone.
    void additionsRenameNothing_data() { rows(); }
    void additionsRenameNothing() {
        Document document = subject();
        for (const RecipeDef* def : allRecipes()) {
            const auto before = namesByRole(expandDocument(document));
            Edit edit(document);
            Item item;
            item.what = RecipeItem{def->signature.name, {}, {}};
            edit.add(std::move(item), def->defaultName);
            must(document.apply(must(edit.finish())));
            const auto after = namesByRole(expandDocument(document));
            for (const auto& [role, name] : before) {
                const auto found = after.find(role);
                QVERIFY2(found != after.end() && found->second == name, name.c_str());
            }
        }
    }

private:
    void rows() {
        QTest::addColumn<QString>("file");
        for (const Example& example : must(examples())) {
            QTest::newRow(example.file.c_str()) << QString::fromStdString(example.file);
        }
    }
    static Document subject() {
        QFETCH(const QString, file);
        for (Example& example : must(examples())) {
            if (file == QString::fromStdString(example.file)) { return example.document; }
        }
        return {};
    }
};

namespace {
const Registered<TstRandomEdits> registered;
}
}  // namespace weft::test

#include "tst_random_edits.moc"
