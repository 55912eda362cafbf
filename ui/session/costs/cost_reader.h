// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>

#include "engine/runtime/gpu/cpu_fallbacks.h"
#include "ui/document/engine_document.h"
#include "ui/session/costs/step_cost.h"

namespace weft::ui {

/// Adds up what the calls of a step took by the nodes of the diagrams that show them. What runs as
/// part of a function's call counts as that call. Used on the session's thread.
class CostReader {
public:
    /// @param document the graph as it is drawn.
    explicit CostReader(std::shared_ptr<const EngineDocument> document)
        : m_document(std::move(document)) {}

    /// Another step: what was measured before is forgotten.
    void begin() { m_cost = {}; }
    /// One call of the step. @param ran the session's graph. @param placement of that call.
    void add(const Graph& ran, const StepStatistics& statistics,
             const std::map<NodeId, std::string>& placement);
    const StepCost& cost() const { return m_cost; }

private:
    NodeId drawnAs(const Node& node) const;
    std::vector<quint64> showing(NodeId drawn) const;
    void addDevices(const StepStatistics& statistics);
    void addFallbacks(const Graph& ran, const StepStatistics& statistics,
                      const std::map<NodeId, std::string>& placement);

    std::shared_ptr<const EngineDocument> m_document;
    StepCost m_cost;
};

/// Why an op runs on the processor, and what each step carries for it: for the transcript and for
/// its node.
QString fallbackWords(const std::string& name, const std::string& op, const CpuFallback& fallback);

}  // namespace weft::ui
