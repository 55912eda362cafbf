// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ui/document/engine_document.h"
#include "ui/session/costs/cost_reader.h"
#include "ui/session/flows/flow_reader.h"
#include "ui/session/step_report.h"

namespace weft::ui {

/// Reads a session's state into the window's values. Used on the session's thread, between calls.
class SessionReader {
public:
    explicit SessionReader(std::shared_ptr<const EngineDocument> document);

    /// Every variable of the graph, with or without a value. @param session null: it was not opened
    /// yet, nothing has a value. @param inView names of those whose
    /// histogram and mean are wanted, however large; of others only small ones are looked into.
    std::vector<VariableRow> variables(const Session* session, const QSet<QString>& inView);
    /// Initialisers of the variables that have no value, in node order.
    std::vector<std::string> missingInitializers(const Session& session);
    /// The initialiser of a variable, empty where it has none; of all, in node order.
    std::string initializer(std::string_view variable) const;
    std::vector<std::string> initializers() const;
    /// Keeps the present values of these until the next variables(), which then tells how far they
    /// moved.
    void remember(const Session& session, const QSet<QString>& inView);
    /// Writes to all variables so far.
    std::uint64_t writes(const Session& session);
    /// Remembers where nodes ran. @param ran the session's graph.
    void addPlacement(const Graph& ran, const std::map<NodeId, std::string>& placement);
    /// What the step measured last took.
    CostReader& costs() { return m_costs; }
    /// What loops and branches did in the last step's calls.
    FlowReader& flows() { return m_flows; }
    /// Remembers the value that a tensor had.
    void addValue(const std::string& tensor, const Tensor& value);
    /// What a placeholder was fed last.
    void addFed(const std::string& tensor, const Tensor& value);
    /// Whether nodes() tells values in small; while not, none are made.
    void setPreviewed(bool on);
    /// A number that stands for a tensor's values: the mean over a split.
    void addNumber(const std::string& tensor, double number);
    /// Footers and device marks, by diagram node. @param session as for variables().
    QHash<quint64, NodeReport> nodes(const Session* session);
    /// Where a call stands. @param node of the session's graph. @param inputs what it will read.
    HaltReport haltBefore(const Node& node, std::span<const Tensor> inputs) const;
    /// What went wrong, with the node that the message names.
    ErrorReport errorOf(const Status& status, qint64 step) const;

private:
    void addText(const std::string& tensor, const QString& text);
    struct VariableNode {
        NodeId node;
        std::string initializer;
        std::shared_ptr<Variable> value;  ///< of the session; null until it is looked for
        Tensor before;                    ///< see remember()
    };
    void addPreview(const std::string& tensor, ValuePreview preview);
    void addWeights(const Session& session, QHash<quint64, NodeReport>& all);
    Variable* valueOf(const Session& session, VariableNode& variable) const;
    bool initialised(const Session& session, VariableNode& variable) const;
    void describe(VariableNode& variable, bool inView, VariableRow& row) const;

    std::shared_ptr<const EngineDocument> m_document;
    CostReader m_costs;
    FlowReader m_flows;
    std::vector<VariableNode> m_variables;
    std::map<NodeId, QString> m_devices;
    QHash<quint64, QString> m_values;
    bool m_previewed = false;
    QHash<quint64, ValuePreview> m_previews;
};

/// A scalar by itself, else dtype and shape; for footers.
QString shortValue(const Tensor& tensor);

}  // namespace weft::ui
