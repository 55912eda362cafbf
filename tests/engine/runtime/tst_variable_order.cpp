// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/variable_order.h"

#include <QObject>
#include <QTest>
#include <algorithm>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// "2 s0>1,3 0": nodes in order; a snapshot of variable 0 for readers 1 and 3.
std::string shown(const Result<std::vector<ScheduleStep>>& steps) {
    if (!steps.ok()) { return steps.status().ToString(); }
    std::string out;
    for (const ScheduleStep& step : *steps) {
        if (!out.empty()) { out += ' '; }
        if (step.node >= 0) {
            out += std::to_string(step.node);
            continue;
        }
        out += "s" + std::to_string(step.variable) + ">";
        for (std::size_t i = 0; i < step.readers.size(); ++i) {
            out += (i == 0 ? "" : ",") + std::to_string(step.readers[i]);
        }
    }
    return out;
}

AccessGraph graphOf(std::vector<std::vector<std::int32_t>> before,
                    std::vector<AccessGraph::Access> variables = {}) {
    AccessGraph graph;
    for (std::size_t i = 0; i < before.size(); ++i) {
        graph.nodes.push_back(static_cast<std::int32_t>(i));
    }
    graph.before = std::move(before);
    graph.variables = std::move(variables);
    return graph;
}

}  // namespace

class TstVariableOrder : public QObject {
    Q_OBJECT

private slots:
    void aCycleIsRefused() {
        QVERIFY_FAILS(scheduleNodes(graphOf({{1}, {0}})), "INVALID_ARGUMENT", "cycle");
        QVERIFY_FAILS(scheduleNodes(graphOf({{0}})), "INVALID_ARGUMENT", "cycle");
    }

    void nodeOrderDecidesWhereNothingElseDoes() {
        QCOMPARE(shown(scheduleNodes(graphOf({{}, {}, {}}))), std::string("0 1 2"));
        QCOMPARE(shown(scheduleNodes(graphOf({{2}, {}, {}}))), std::string("1 2 0"));
    }

    void readsComeFirstThenWritesInNodeOrder() {
        // Node 0 writes, 1 reads, 2 writes.
        const auto steps = scheduleNodes(graphOf({{}, {}, {}}, {{{1}, {0, 2}}}));
        QCOMPARE(shown(steps), std::string("1 0 2"));
    }

    void aReadAfterAWriteByEdgesStaysThere() {
        // 0 writes, 1 reads after 0, 2 writes: 1 is ordered against 0 only.
        const auto steps = scheduleNodes(graphOf({{}, {0}, {}}, {{{1}, {0, 2}}}));
        QCOMPARE(shown(steps), std::string("0 1 2"));
    }

    void whoReadsAndWritesIsNoReaderOfItself() {
        const auto steps = scheduleNodes(graphOf({{}, {}}, {{{0, 1}, {0, 1}}}));
        const std::string text = shown(steps);
        QVERIFY2(text == "0 1" || text.starts_with("s0>1"), text.c_str());
    }

    void readersThatWouldCloseACycleGetASnapshot() {
        // 0 writes a and reads b, 1 writes b and reads a: a swap.
        const auto steps = scheduleNodes(graphOf({{}, {}}, {{{1}, {0}}, {{0}, {1}}}));
        QVERIFY_OK(steps);
        const auto& list = *steps;
        const auto snapshots =
            std::count_if(list.begin(), list.end(), [](const auto& step) { return step.node < 0; });
        QCOMPARE(snapshots, std::ptrdiff_t{1});
        QCOMPARE(list.front().node, -1);
        QCOMPARE(list.size(), std::size_t{3});
    }

    void manyVariablesStayQuick() {
        // 5000 variables, each read by one node and then written by one that depends on the read.
        std::vector<std::vector<std::int32_t>> before;
        std::vector<AccessGraph::Access> variables;
        for (std::int32_t i = 0; i < 5000; ++i) {
            before.emplace_back();
            before.push_back({2 * i});
            variables.push_back({{2 * i}, {2 * i + 1}});
        }
        const auto steps = scheduleNodes(graphOf(std::move(before), std::move(variables)));
        QVERIFY_OK(steps);
        QCOMPARE(steps->size(), std::size_t{10000});
    }
};

namespace {
const Registered<TstVariableOrder> registered;
}

}  // namespace weft::test

#include "tst_variable_order.moc"
