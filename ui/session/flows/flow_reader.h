// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <memory>
#include <optional>
#include <vector>

#include "engine/runtime/run/flow_tally.h"
#include "ui/document/functions/flow_places.h"
#include "ui/session/flows/flow_report.h"

namespace weft::ui {

/// Tells of counted calls how often loops went round and which branches were taken, by the nodes of
/// the diagrams. For one session's graph. Used on the session's thread.
class FlowReader {
public:
    /// @param document the graph as it is drawn.
    explicit FlowReader(std::shared_ptr<const EngineDocument> document)
        : m_document(std::move(document)) {}

    /// For FlowTally::OfCall.
    FlowTally& tally() { return m_tally; }
    /// What calls of the last step came to. @param ran the session's graph, always the same.
    QHash<quint64, FlowReport> read(const Graph& ran);
    /// What was counted is forgotten.
    void forget() { m_tally.beginStep(); }

private:
    std::shared_ptr<const EngineDocument> m_document;
    std::optional<std::vector<FlowFork>> m_forks;  // once somebody asked
    FlowTally m_tally;
};

}  // namespace weft::ui
