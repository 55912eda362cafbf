// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/resource_store.h"

#include <QObject>
#include <QTest>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

class Counter final : public Resource {
public:
    std::string kind() const override { return "counter"; }
    std::string describe() const override { return "0"; }
    Result<std::map<std::string, Tensor>> save() const override {
        return std::map<std::string, Tensor>();
    }
    Status restore(const std::map<std::string, Tensor>&) override { return okStatus(); }
};

std::shared_ptr<Variable> makeVariable() {
    return std::make_shared<Variable>("v", DType::Float, PartialShape{-1});
}
std::shared_ptr<Counter> makeCounter() { return std::make_shared<Counter>(); }

}  // namespace

class TstResourceStore : public QObject {
    Q_OBJECT

private slots:
    void variableWithoutValueCannotBeWrittenOrSaved() {
        const auto variable = makeVariable();
        QVERIFY_FAILS(variable->writable(hostAllocator()), "FAILED_PRECONDITION", "v");
        QVERIFY_FAILS(variable->save(), "FAILED_PRECONDITION", "v");
        QCOMPARE(variable->describe(), std::string("float32[?], not initialized"));
    }

    void restoreChecksWhatItGets() {
        const auto variable = makeVariable();
        variable->set(Tensor::vector<float>({1, 2}));
        const auto state = variable->save();
        QVERIFY_OK(state);
        const std::string key = state->begin()->first;
        QVERIFY_FAILS(variable->restore({}), "INVALID_ARGUMENT", "v");
        QVERIFY_FAILS(variable->restore({{key, Tensor::scalar(1.F)}}), "INVALID_ARGUMENT", "[]");
        QVERIFY_FAILS(variable->restore({{key, Tensor::vector<double>({1})}}), "INVALID_ARGUMENT",
                      "float64");
        variable->set(Tensor::vector<float>({7}));
        QVERIFY_OK(variable->restore(*state));
        QCOMPARE(variable->value().values<float>()[1], 2.F);
        QCOMPARE(variable->describe(), std::string("float32[2], initialized"));
    }

    void stateWaitsForTheResourceToBeMade() {
        ResourceStore store;
        const auto saved = makeVariable();
        saved->set(Tensor::vector<float>({1, 2}));
        const auto state = *saved->save();
        QVERIFY_OK(store.restore("", "later", state));
        QVERIFY(store.find<Variable>("", "later") == nullptr);
        const auto made = store.findOrMake<Variable>("", "later", makeVariable);
        QVERIFY_OK(made);
        QCOMPARE((*made)->value().values<float>()[1], 2.F);
        // Once: what is made anew after an erasure is fresh.
        QVERIFY(store.erase("", "later"));
        QVERIFY(!(*store.findOrMake<Variable>("", "later", makeVariable))->initialized());
        QVERIFY_OK(store.restore("", "later", state));
        QVERIFY(store.find<Variable>("", "later")->initialized());
        QVERIFY_FAILS(store.restore("", "later", {}), "INVALID_ARGUMENT", "v");
        QVERIFY_OK(store.restore("", "other", {}));
        QVERIFY_FAILS(store.findOrMake<Variable>("", "other", makeVariable), "INVALID_ARGUMENT",
                      "v");
    }

    void anotherTypeUnderTheSameNameIsRefused() {
        ResourceStore store;
        QVERIFY_OK(store.findOrMake<Variable>("", "r", makeVariable));
        const auto counter = store.findOrMake<Counter>("", "r", makeCounter);
        QVERIFY_FAILS(counter, "INVALID_ARGUMENT", "variable");
        QVERIFY(store.find<Counter>("", "r") == nullptr);
    }

    void writersCopyASharedBufferFirst() {
        const auto variable = makeVariable();
        variable->set(Tensor::vector<float>({1}));
        const Tensor seen = variable->value();
        const std::uint64_t version = variable->version();
        const auto target = variable->writable(hostAllocator());
        QVERIFY_OK(target);
        (*target)->mutableValues<float>()[0] = 5;
        QCOMPARE(seen.values<float>()[0], 1.F);
        QVERIFY(variable->version() > version);
        const std::byte* place = variable->value().data();
        QVERIFY_OK(variable->writable(hostAllocator()));
        QCOMPARE(variable->value().data(), place);  // its own now: nothing to copy
    }

    void namesAndContainersAreKeptApart() {
        ResourceStore store;
        const auto a = store.findOrMake<Variable>("", "v", makeVariable);
        const auto b = store.findOrMake<Variable>("box", "v", makeVariable);
        QVERIFY(*a != *b);
        QVERIFY(*store.findOrMake<Variable>("", "v", makeVariable) == *a);
        QCOMPARE(store.entries().size(), std::size_t{2});
        QVERIFY(store.erase("box", "v"));
        QVERIFY(!store.erase("box", "v"));
        QVERIFY(store.find<Variable>("box", "v") == nullptr);
        store.clear();
        QVERIFY(store.entries().empty());
    }
};

namespace {
const Registered<TstResourceStore> registered;
}

}  // namespace weft::test

#include "tst_resource_store.moc"
