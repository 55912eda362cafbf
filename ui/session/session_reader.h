// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ui/document/engine_document.h"
#include "ui/session/step_report.h"

namespace weft::ui {

/// Reads a session's state into the window's values. Used on the session's thread, between calls.
class SessionReader {
public:
    explicit SessionReader(std::shared_ptr<const EngineDocument> document);

    /// Every variable of the graph, with or without a value.
    std::vector<VariableRow> variables(const Session& session) const;
    /// Initialisers of the variables that have no value, in node order.
    std::vector<std::string> missingInitializers(const Session& session) const;
    /// Remembers where nodes ran.
    void addPlacement(const std::map<NodeId, std::string>& placement);
    /// Remembers the value that a tensor had.
    void addValue(const std::string& tensor, const Tensor& value);
    /// Footers and device marks, by diagram node.
    QHash<quint64, NodeReport> nodes(const Session& session) const;
    /// What went wrong, with the node that the message names.
    ErrorReport errorOf(const Status& status, qint64 step) const;

private:
    struct VariableNode {
        NodeId node;
        std::string container;
        std::string name;  ///< in the store
        std::string initializer;
    };
    bool initialised(const Session& session, const VariableNode& variable) const;

    std::shared_ptr<const EngineDocument> m_document;
    std::vector<VariableNode> m_variables;
    std::map<NodeId, QString> m_devices;
    QHash<quint64, QString> m_values;
};

/// A scalar by itself, else dtype and shape; for footers and the transcript.
QString shortValue(const Tensor& tensor);

}  // namespace weft::ui
