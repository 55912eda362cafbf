// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/general/call_watcher.h"

#include <QObject>
#include <QTest>
#include <map>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Writes down what it is told, and ends the call before one node.
class Notes final : public CallWatcher {
public:
    Status before(const Node& node, bool computes, std::span<const Tensor> inputs) override {
        if (node.name == stopAt) { return cancelled("stopped here"); }
        if (computes) { order.push_back(node.name); }
        for (const Tensor& input : inputs) { read[node.name].push_back(input); }
        return okStatus();
    }
    void after(const Node& node, std::span<const Tensor> outputs) override {
        for (const Tensor& output : outputs) { made[node.name].push_back(output); }
    }

    std::string stopAt;
    std::vector<std::string> order;
    std::map<std::string, std::vector<Tensor>> read;
    std::map<std::string, std::vector<Tensor>> made;
};

/// w = 1; sum = x + w; double = sum + sum; w is assigned double.
struct Update : GraphFixture {
    Update() {
        const Expr w = initialized("w", floats({1}));
        const Expr sum = op("AddV2", {placeholder("x"), op("Identity", {w}, "w/read")}, "sum");
        const Expr twice = op("AddV2", {sum, sum}, "double");
        op("Assign", {w, twice}, "set");
    }
};

}  // namespace

class TstCallWatcher : public QObject {
    Q_OBJECT

private slots:
    void itsErrorEndsTheCallBeforeTheNode() {
        const auto session = *Update().session();
        QVERIFY_OK(runTargets(*session, {"w/Assign"}));
        Notes notes;
        notes.stopAt = "set";
        {
            const WatchedCalls watched(notes);
            const auto run = session->run({{{"x", floats({2})}}, {}, {"set"}});
            QVERIFY_FAILS(run, "CANCELLED", "stopped here");
        }
        QCOMPARE(notes.order.back(), "double");
        QCOMPARE_FLOATS(runFor(*session, "w"), {1});
        // The session goes on as if nothing had been.
        QVERIFY_OK(session->run({{{"x", floats({2})}}, {}, {"set"}}));
        QCOMPARE_FLOATS(runFor(*session, "w"), {6});
    }

    void itSeesInputsBeforeAndOutputsAfter() {
        const auto session = *Update().session();
        QVERIFY_OK(runTargets(*session, {"w/Assign"}));
        Notes notes;
        const WatchedCalls watched(notes);
        QVERIFY_OK(session->run({{{"x", floats({2})}}, {}, {"set"}}));
        QCOMPARE(notes.order, (std::vector<std::string>{"sum", "double", "set"}));
        QCOMPARE(floatsOf(notes.read["sum"][0]), std::vector<float>{2});
        QCOMPARE(floatsOf(notes.read["sum"][1]), std::vector<float>{1});
        QCOMPARE(floatsOf(notes.made["double"][0]), std::vector<float>{6});
        // What a variable held is shown as it was, whatever was written since.
        QCOMPARE(floatsOf(notes.read["set"][0]), std::vector<float>{1});
        QCOMPARE_FLOATS(runFor(*session, "w"), {6});
    }

    void aVariableWithoutAValueIsShownAsNone() {
        const auto session = *Update().session();
        Notes notes;
        const WatchedCalls watched(notes);
        QVERIFY_FAILS(session->run({{{"x", floats({2})}}, {"sum"}, {}}), "FAILED_PRECONDITION",
                      "w");
        QVERIFY(!notes.read["sum"].at(1).valid());
    }

    void preparedCallsOfThisThreadAreWatchedToo() {
        const auto session = *Update().session();
        QVERIFY_OK(runTargets(*session, {"w/Assign"}));
        const Callable call = *session->makeCallable({{{"x", {}}}, {"double"}, {}});
        std::vector<Tensor> plain;
        std::vector<Tensor> seen;
        const Tensor x = floats({3});
        QVERIFY_OK(call.run({&x, 1}, plain));
        Notes notes;
        {
            const WatchedCalls watched(notes);
            QVERIFY_OK(call.run({&x, 1}, seen));
        }
        QCOMPARE(notes.order.size(), 2U);
        QCOMPARE(floatsOf(seen[0]), floatsOf(plain[0]));
        QVERIFY_OK(call.run({&x, 1}, plain));
        QCOMPARE(notes.order.size(), 2U);
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstCallWatcher> registered;
}

#include "tst_call_watcher.moc"
