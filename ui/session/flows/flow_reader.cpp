// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/flows/flow_reader.h"

#include <algorithm>

namespace weft::ui {

QHash<quint64, FlowReport> FlowReader::read(const Graph& ran) {
    if (m_tally.isEmpty()) { return {}; }
    if (!m_forks) { m_forks = flowForks(*m_document, ran); }
    QHash<quint64, FlowReport> reports;
    for (const FlowFork& fork : *m_forks) {
        // A plan leaves out those whose values nobody reads.
        FlowTally::Ways ways;
        for (const NodeId node : fork.switches) {
            const FlowTally::Ways each = m_tally.of(node);
            ways = {std::max(ways.no, each.no), std::max(ways.yes, each.yes)};
        }
        if (ways.no == 0 && ways.yes == 0) { continue; }
        FlowReport& report = reports[fork.shown];
        report.isLoop = fork.isLoop;
        if (fork.isLoop) {
            report.iterations += ways.yes;
            report.left += ways.no;
            continue;
        }
        const auto add = [&](int part, qint64 times) {
            const auto at = static_cast<std::size_t>(part);
            if (report.taken.size() <= at) { report.taken.resize(at + 1); }
            report.taken[at] += times;
        };
        add(fork.yes, ways.yes);
        if (fork.no >= 0) { add(fork.no, ways.no); }
    }
    return reports;
}

}  // namespace weft::ui
