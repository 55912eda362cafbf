// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/costs/cost_reader.h"

#include <QCoreApplication>
#include <algorithm>

#include "ui/base/number_format.h"
#include "ui/base/to_qt.h"

namespace weft::ui {

/// Itself, or the call of a function that it was laid out from: a call's nodes are named below it.
NodeId CostReader::drawnAs(const Node& node) const {
    const Graph& graph = m_document->graph();
    std::string_view name = node.name;
    while (!name.empty()) {
        if (const Node* drawn = graph.find(name)) { return drawn->id; }
        const std::size_t end = name.rfind('/');
        name = name.substr(0, end == std::string_view::npos ? 0 : end);
    }
    return {};
}

/// Each once: a node at the top of a plain graph is its own top.
std::vector<quint64> CostReader::showing(NodeId drawn) const {
    std::vector<quint64> ids = m_document->idsShowing(drawn);
    std::ranges::sort(ids);
    const auto again = std::ranges::unique(ids);
    ids.erase(again.begin(), again.end());
    return ids;
}

void CostReader::add(const Graph& ran, const StepStatistics& statistics,
                     const std::map<NodeId, std::string>& placement) {
    struct Sum {
        qint64 timeNs = 0;
        qint64 bytes = 0;
    };
    std::map<NodeId, Sum> sums;
    m_cost.wallNs += statistics.durationNs;
    m_cost.peakBytes = std::max<qint64>(m_cost.peakBytes, statistics.peakBytes);
    for (const NodeStatistics& each : statistics.nodes) {
        m_cost.timeNs += each.durationNs;
        if (!each.node.valid() || static_cast<std::size_t>(each.node.value) >= ran.size()) {
            m_cost.copyNs += each.durationNs;
            m_cost.copiedBytes += each.outputBytes;
            continue;
        }
        Sum& sum = sums[each.node];
        sum.timeNs += each.durationNs;
        // In a loop what it makes takes the place of what it made before.
        sum.bytes = std::max<qint64>(sum.bytes, each.outputBytes);
    }
    for (const auto& [id, sum] : sums) {
        ++m_cost.ops;
        m_cost.bytes += sum.bytes;
        const NodeId drawn = drawnAs(ran.node(id));
        if (!drawn.valid()) { continue; }
        for (const quint64 shown : showing(drawn)) {
            NodeCost& cost = m_cost.nodes[shown];
            cost.timeNs += sum.timeNs;
            cost.bytes += sum.bytes;
        }
    }
    addDevices(statistics);
    addFallbacks(ran, statistics, placement);
}

void CostReader::addDevices(const StepStatistics& statistics) {
    std::vector<qint64> times(statistics.devices.size());
    for (const NodeStatistics& each : statistics.nodes) {
        times[static_cast<std::size_t>(each.device)] += each.durationNs;
    }
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (times[i] == 0) { continue; }
        const QString name = shortDevice(statistics.devices[i]);
        const auto known =
            std::ranges::find(m_cost.devices, name, &std::pair<QString, qint64>::first);
        if (known == m_cost.devices.end()) {
            m_cost.devices.emplace_back(name, times[i]);
        } else {
            known->second += times[i];
        }
    }
}

void CostReader::addFallbacks(const Graph& ran, const StepStatistics& statistics,
                              const std::map<NodeId, std::string>& placement) {
    if (statistics.devices.size() < 2) { return; }
    for (const CpuFallback& each : cpuFallbacks(ran, placement, statistics)) {
        ++m_cost.fallbacks;
        const Node& node = ran.node(each.node);
        const NodeId drawn = drawnAs(node);
        if (!drawn.valid()) { continue; }
        const QString words = fallbackWords(node.name, node.opName, each);
        for (const quint64 shown : showing(drawn)) { m_cost.nodes[shown].fallbacks.append(words); }
    }
}

QString fallbackWords(const std::string& name, const std::string& op, const CpuFallback& fallback) {
    return QCoreApplication::translate(
               "weft::ui::CostReader",
               "%1 (%2) is not on the GPU: %3; %4 to the processor and %5 back each step")
        .arg(toQt(name), toQt(op), toQt(fallback.why), formatBytes(fallback.bytesToHost),
             formatBytes(fallback.bytesToCards));
}

}  // namespace weft::ui
