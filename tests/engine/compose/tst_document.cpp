// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/document.h"

#include <QTest>
#include <random>

#include "engine/compose/file/project_io.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

Item noOp(const std::string& name, ItemId parent = {}) {
    Item item;
    item.parent = parent;
    item.name = name;
    item.what = OpItem{"NoOp", {}, {}, {}};
    return item;
}

/// One random edit: any of what an editor does.
class RandomEditor {
public:
    explicit RandomEditor(std::uint32_t seed) : m_random(seed) {}

    Delta next(const Document& document) {
        Edit edit(document);
        const auto items = document.all<Item>();
        switch (m_random() % 7) {
            case 0:
            case 1:
                edit.add(noOp("op", group(document)));
                break;
            case 2: {
                Item item = noOp("group", group(document));
                item.what = GroupItem{};
                edit.add(std::move(item));
                break;
            }
            case 3:
                if (!items.empty()) { edit.remove(any(items)->id); }
                break;
            case 4:
                if (!items.empty()) {
                    Item moved = *any(items);
                    moved.x += static_cast<double>(m_random() % 100);
                    edit.put(std::move(moved));
                }
                break;
            case 5:
                if (!items.empty()) {
                    const std::string port = concat("in:", m_random() % 3);
                    must(edit.connect({any(items)->id, "out"}, {any(items)->id, port},
                                      {Conversion::scale(0.5)}));
                }
                break;
            default: {
                Settings settings = document.settings();
                settings.seed = static_cast<std::int64_t>(m_random());
                edit.put(std::move(settings));
                if (!items.empty()) {
                    RunRow row;
                    row.name = "row";
                    row.targets = {any(items)->id};
                    row.fetches = {{any(items)->id, "out"}};
                    edit.put(std::move(row));
                }
            }
        }
        return must(edit.finish());
    }

private:
    const Item* any(const std::vector<const Item*>& items) {
        return items[m_random() % items.size()];
    }
    ItemId group(const Document& document) {
        std::vector<const Item*> groups;
        for (const Item* item : document.all<Item>()) {
            if (item->as<GroupItem>() != nullptr) { groups.push_back(item); }
        }
        // Few levels: removing one then takes a part of the drawing, not all of it.
        if (groups.empty() || m_random() % 2 == 0) { return {}; }
        const Item* group = any(groups);
        return group->parent.valid() ? ItemId{} : group->id;
    }
    std::mt19937 m_random;
};

}  // namespace

class TstDocument : public QObject {
    Q_OBJECT

private slots:
    void malformedEditsAreRefused() {
        Drawing d;
        const ItemId a = d.op("a", "NoOp");
        const auto refused = [&](auto&& fill, const char* text) {
            Edit edit(d.document);
            fill(edit);
            QVERIFY_FAILS(edit.finish(), "INVALID_ARGUMENT", text);
        };
        refused([](Edit& e) { e.put(noOp("a b")); }, "malformed name");
        refused([](Edit& e) { e.put(noOp("a")); }, "name used twice");
        refused([&](Edit& e) { e.put(noOp("b", a)); }, "no group");
        refused([](Edit& e) { e.put(noOp("b", ItemId{99})); }, "no group");
        refused(
            [&](Edit& e) {
                e.put(Wire{{}, {a, "y"}, {ItemId{99}, "x"}});
            },
            "which is not there");
        refused(
            [&](Edit& e) {
                e.put(Wire{{}, {a, "y"}, {a, "x"}});
                e.put(Wire{{}, {a, "z"}, {a, "x"}});
            },
            "two wires");
        refused([](Edit& e) { e.put(Override{.id = {}, .item = ItemId{99}, .role = {}}); },
                "override");
        Edit edit(d.document);
        QVERIFY_FAILS(edit.connect({a, "y"}, {ItemId{7}, "x"}), "INVALID_ARGUMENT", "not there");
    }

    void groupInsideItselfIsRefused() {
        Drawing d;
        const ItemId outer = d.group("outer");
        const ItemId inner = d.group("inner", outer);
        Edit edit(d.document);
        Item moved = *d.document.item(outer);
        moved.parent = inner;
        edit.put(std::move(moved));
        QVERIFY_FAILS(edit.finish(), "INVALID_ARGUMENT", "lies in itself");
    }

    void deltaThatDoesNotFitChangesNothing() {
        Drawing d;
        const ItemId a = d.op("a", "NoOp");
        const std::string before = documentToBytes(d.document);
        const Delta wrongBefore{{a, "something", std::nullopt}};
        QVERIFY_FAILS(d.document.apply(wrongBefore), "FAILED_PRECONDITION", "not as before");
        const Delta twice{{a, std::nullopt, entityToBytes(*d.document.item(a))}};
        QVERIFY_FAILS(d.document.apply(twice), "FAILED_PRECONDITION", "not as before");
        const Delta damaged{{ItemId{50}, std::nullopt, "\xff\xff\xff"}};
        QVERIFY_FAILS(d.document.apply(damaged), "DATA_LOSS", "damaged");
        const Delta other{{ItemId{50}, std::nullopt, entityToBytes(*d.document.item(a))}};
        QVERIFY_FAILS(d.document.apply(other), "DATA_LOSS", "holds another");
        const Delta noSettings{{kSettingsId, entityToBytes(d.document.settings()), std::nullopt}};
        QVERIFY_FAILS(d.document.apply(noSettings), "FAILED_PRECONDITION", "settings");
        QCOMPARE(documentToBytes(d.document), before);
    }

    void namesAreUniqueAmongSiblingsWithoutRegardToCase() {
        Drawing d;
        const ItemId first = d.op("Add", "NoOp");
        const ItemId second = d.op("Add", "NoOp");
        const ItemId third = d.op("add", "NoOp");
        const ItemId group = d.group("Add_3");
        const ItemId inside = d.op("Add", "NoOp", {}, group);
        QCOMPARE(d.document.item(first)->name, std::string("Add"));
        QCOMPARE(d.document.item(second)->name, std::string("Add_1"));
        QCOMPARE(d.document.item(third)->name, std::string("add_2"));
        QCOMPARE(d.document.pathOf(inside), std::string("Add_3/Add"));
        QCOMPARE(d.document.itemNamed("Add_3/Add")->id, inside);
    }

    void removingTakesWhatHangsOnIt() {
        Drawing d;
        const ItemId group = d.group("g");
        const ItemId a = d.op("a", "NoOp", {}, group);
        const ItemId b = d.op("b", "NoOp");
        const ItemId wire = d.wire(a, "y", b, "x");
        const ItemId probe = d.put(Override{.id = {}, .item = a, .role = ""});
        const ItemId knob = d.put(Knob{.id = {}, .item = a, .role = "", .name = "k"});
        RunRow row;
        row.targets = {a, b};
        row.fetches = {{a, "y"}};
        const ItemId rowId = d.put(row);
        Edit edit(d.document);
        edit.remove(group);
        must(d.document.apply(must(edit.finish())));
        QVERIFY(d.document.item(a) == nullptr);
        QVERIFY(d.document.item(b) != nullptr);
        QVERIFY(d.document.find<Wire>(wire) == nullptr);
        QVERIFY(d.document.find<Override>(probe) == nullptr);
        QVERIFY(d.document.find<Knob>(knob) == nullptr);
        QCOMPARE(d.document.find<RunRow>(rowId)->targets, std::vector<ItemId>{b});
        QVERIFY(d.document.find<RunRow>(rowId)->fetches.empty());
    }

    void idsAreNeverUsedAgain() {
        Drawing d;
        const ItemId a = d.op("a", "NoOp");
        Edit edit(d.document);
        edit.remove(a);
        const Delta removal = must(edit.finish());
        must(d.document.apply(removal));
        const ItemId b = d.op("b", "NoOp");
        QVERIFY(b.value > a.value);
        must(d.document.apply(removal.empty() ? Delta{} : inverted(removal)));
        QVERIFY(d.document.item(a) != nullptr);
        QVERIFY(d.op("c", "NoOp").value > b.value);
    }

    void secondWireIntoAnInputReplacesTheFirst() {
        Drawing d;
        const ItemId a = d.op("a", "NoOp");
        const ItemId b = d.op("b", "NoOp");
        const ItemId first = d.wire(a, "y", b, "x");
        const ItemId second = d.wire(b, "y", b, "x");
        QVERIFY(d.document.find<Wire>(first) == nullptr);
        QCOMPARE(d.document.find<Wire>(second)->from.item, b);
    }

    /// Undo and redo of random edits give the same bytes at every step, in both directions.
    void undoLawHoldsForRandomEdits() {
        for (std::uint32_t seed = 1; seed <= 10; ++seed) {
            RandomEditor editor(seed);
            Document document;
            std::vector<Delta> deltas;
            std::vector<std::string> states{content(document)};
            for (int i = 0; i < 80; ++i) {
                deltas.push_back(editor.next(document));
                must(document.apply(deltas.back()));
                states.push_back(content(document));
            }
            for (int round = 0; round < 2; ++round) {
                for (std::size_t i = deltas.size(); i-- > 0;) {
                    must(document.apply(inverted(deltas[i])));
                    QCOMPARE(content(document), states[i]);
                }
                for (std::size_t i = 0; i < deltas.size(); ++i) {
                    must(document.apply(deltas[i]));
                    QCOMPARE(content(document), states[i + 1]);
                }
            }
        }
    }

    void entitiesSurviveTheirBytes() {
        Item item = noOp("conv");
        item.id = ItemId{7};
        item.parent = ItemId{3};
        item.x = -1.5;
        item.folded = true;
        item.what = OpItem{"Conv2D",
                           {{"strides", std::vector<std::int64_t>{1, 2, 2, 1}},
                            {"padding", std::string("SAME")},
                            {"T", DType::Float}},
                           "/gpu:0",
                           {}};
        DataItem data{"digits", 0.8, 5, {{"image", DType::UInt8, PartialShape{64}}}};
        Item source = noOp("data");
        source.id = ItemId{8};
        source.what = data;
        Override control{.id = ItemId{9}, .item = ItemId{7}, .role = "kernel"};
        control.kind = Override::Kind::ControlInput;
        control.control = {ItemId{3}, "^"};
        const std::vector<Entity> all{
            item, source,
            Wire{ItemId{10},
                 {ItemId{8}, "image"},
                 {ItemId{7}, "value"},
                 {Conversion::cast(DType::Float), Conversion::scale(0.25), Conversion::oneHot(3),
                  Conversion::reshape(PartialShape{8, -1})}},
            control, Knob{ItemId{11}, ItemId{7}, "rate", "rate", 0.5, 0.1, 2, true}};
        for (const Entity& entity : all) {
            const std::string bytes = entityToBytes(entity);
            const Entity back = must(entityFromBytes(bytes));
            QCOMPARE(entityToBytes(back), bytes);
            QCOMPARE(back.index(), entity.index());
            QCOMPARE(idOf(back), idOf(entity));
        }
        const Entity back = must(entityFromBytes(entityToBytes(all[0])));
        const auto& op = std::get<OpItem>(std::get<Item>(back).what);
        QCOMPARE(op.attrs.getOr<std::vector<std::int64_t>>("strides", {}),
                 (std::vector<std::int64_t>{1, 2, 2, 1}));
        QVERIFY_FAILS(entityFromBytes(""), "DATA_LOSS", "want one");
    }

private:
    /// The document without the counter of ids, which undo does not turn back.
    static std::string content(const Document& document) {
        std::string text = documentToText(document);
        const std::size_t at = text.find("next_id");
        text.erase(at, text.find('\n', at) - at);
        return text;
    }
};

namespace {
const Registered<TstDocument> registered;
}
}  // namespace weft::test

#include "tst_document.moc"
