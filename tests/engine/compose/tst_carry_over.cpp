// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/carry_over.h"

#include <QTest>

#include "engine/runtime/session.h"
#include "engine/runtime/session_variables.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Two variables and a random node that none of them reads.
struct Pair {
    Drawing d;
    ItemId a = variable("a", Tensor::vector<float>({1, 2}));
    ItemId b = variable("b", Tensor::vector<float>({1, 2, 3}));
    ItemId shape = d.constant("shape", Tensor::vector<std::int32_t>({2}));
    ItemId noise =
        d.op("noise", "RandomUniform", {{"dtype", DType::Float}, {"seed", std::int64_t{7}}});

    Pair() { d.wire(shape, "output", noise, "shape"); }

    ItemId variable(const std::string& name, const Tensor& value) {
        return d.recipe(name, "Variable", {{"value", StoredTensor::fromTensor(value)}});
    }
    void edit(const std::function<void(Edit&)>& fill) {
        Edit edit(d.document);
        fill(edit);
        must(d.document.apply(must(edit.finish())));
    }
    void change(ItemId id, const std::function<void(Item&)>& fill) {
        edit([&](Edit& edit) {
            Item item = *edit.document().item(id);
            fill(item);
            edit.put(std::move(item));
        });
    }
    void setValue(ItemId id, const Tensor& value) {
        change(id, [&](Item& item) {
            std::get<RecipeItem>(item.what).parameters.set("value",
                                                           StoredTensor::fromTensor(value));
        });
    }
};

Difference difference(const Document& a, const Document& b) {
    return differenceOf(&a, expandDocument(a), &b, expandDocument(b));
}

std::vector<float> floats(const Tensor& tensor) {
    const std::span<const float> values = tensor.values<float>();
    return {values.begin(), values.end()};
}

}  // namespace

class TstCarryOver : public QObject {
    Q_OBJECT

private slots:
    void valuesOfAnotherShapeAreReset() {
        Pair p;
        const Expansion before = expandDocument(p.d.document);
        p.setValue(p.a, Tensor::vector<float>({0, 0, 0, 0}));
        p.edit([&](Edit& edit) { edit.remove(p.b); });
        p.variable("c", Tensor::scalar(1.0F));
        const Expansion after = expandDocument(p.d.document);
        const CarryOver plan = planCarryOver(before, after);
        QVERIFY(!plan.losesNothing());
        QVERIFY(plan.kept.empty());
        QCOMPARE(plan.reset.size(), 1U);
        QCOMPARE(after.graph.node(plan.reset[0].to).name, "a");
        QCOMPARE(plan.dropped.size(), 1U);
        QCOMPARE(before.graph.node(plan.dropped[0]).name, "b");
        QCOMPARE(plan.added.size(), 1U);
        QCOMPARE(after.graph.node(plan.added[0]).name, "c");
    }

    void valuesFollowARename() {
        Pair p;
        const Expansion before = expandDocument(p.d.document);
        // The names change places: only the items tell who is who.
        p.change(p.a, [](Item& item) { item.name = "x"; });
        const Expansion after = expandDocument(p.d.document);
        auto from = must(Session::create(before.graph));
        auto to = must(Session::create(after.graph));
        must(from->run({{}, {}, {"init"}}));
        const CarryOver plan = planCarryOver(before, after);
        QVERIFY(plan.losesNothing());
        QVERIFY_OK(carryOver(plan, *from, *to));
        const auto values = must(variableValues(*to));
        QCOMPARE(values.size(), 2U);
        QCOMPARE(floats(values.at("x")), (std::vector<float>{1, 2}));
        QCOMPARE(floats(values.at("b")), (std::vector<float>{1, 2, 3}));
    }

    void laterWritesStayApart() {
        Pair p;
        const Expansion e = expandDocument(p.d.document);
        auto from = must(Session::create(e.graph));
        auto to = must(Session::create(e.graph));
        must(from->run({{}, {}, {"init"}}));
        QVERIFY_OK(carryOver(planCarryOver(e, e), *from, *to));
        const auto variable = must(variableOf(*to->graph().find("a"), to->resources()));
        Tensor* value = must(variable->writable(hostAllocator()));
        value->mutableValues<float>()[0] = 9;
        QCOMPARE(floats(must(variableValues(*from)).at("a")), (std::vector<float>{1, 2}));
        QCOMPARE(floats(must(variableValues(*to)).at("a")), (std::vector<float>{9, 2}));
    }

    void variablesWithoutAValueStayWithout() {
        Pair p;
        const Expansion e = expandDocument(p.d.document);
        auto from = must(Session::create(e.graph));
        auto to = must(Session::create(e.graph));
        QVERIFY_OK(carryOver(planCarryOver(e, e), *from, *to));
        QVERIFY(must(variableValues(*to)).empty());
    }

    void randomStreamsGoOn() {
        Pair p;
        const Expansion before = expandDocument(p.d.document);
        auto whole = must(Session::create(before.graph));
        must(whole->run({{}, {"noise:0"}, {}}));
        const Tensor second = must(whole->run({{}, {"noise:0"}, {}}))[0];
        auto from = must(Session::create(before.graph));
        must(from->run({{}, {"noise:0"}, {}}));
        p.change(p.noise, [](Item& item) { item.name = "hiss"; });
        const Expansion after = expandDocument(p.d.document);
        auto to = must(Session::create(after.graph));
        QVERIFY_OK(carryOver(planCarryOver(before, after), *from, *to));
        QCOMPARE(floats(must(to->run({{}, {"hiss:0"}, {}}))[0]), floats(second));
    }

    void movesAndNotesAreNoDifference() {
        Pair p;
        const Document before = p.d.document;
        p.change(p.a, [](Item& item) { item.x = 400; });
        p.d.group("empty");
        p.edit([](Edit& edit) {
            Item note;
            note.what = NoteItem{"words"};
            edit.add(std::move(note), "note");
        });
        p.edit([](Edit& edit) {
            Settings settings = edit.document().settings();
            settings.title = "another";
            edit.put(std::move(settings));
        });
        QCOMPARE(difference(before, p.d.document), Difference::None);
    }

    void eachKindOfDifferenceIsSeen() {
        Pair p;
        const Document before = p.d.document;
        const auto with = [&](const std::function<void(Settings&)>& fill) {
            p.d.document = before;
            p.edit([&](Edit& edit) {
                Settings settings = edit.document().settings();
                fill(settings);
                edit.put(std::move(settings));
            });
            return difference(before, p.d.document);
        };
        QCOMPARE(with([](Settings& s) { s.epochs = 7; }), Difference::RunSheet);
        QCOMPARE(with([](Settings& s) { s.cpuDevices = 2; }), Difference::Options);
        p.d.document = before;
        RunRow row;
        row.name = "look";
        row.fetches = {{p.noise, "output"}};
        p.d.put(row);
        QCOMPARE(difference(before, p.d.document), Difference::RunSheet);
        p.d.document = before;
        p.setValue(p.a, Tensor::vector<float>({1, 3}));
        QCOMPARE(difference(before, p.d.document), Difference::Graph);
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstCarryOver> registered;
}

#include "tst_carry_over.moc"
