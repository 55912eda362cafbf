// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_reader.h"

#include <QRegularExpression>
#include <algorithm>
#include <cmath>

#include "ui/base/number_format.h"
#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

constexpr std::int64_t kMostScanned = 1 << 20;  // elements; larger variables show no range

/// The initialiser of a variable: what the collections say, else the first Assign on it.
std::string initializerOf(const Graph& graph, const Node& variable) {
    for (const auto& [key, infos] : graph.collections().variables) {
        for (const VariableInfo& info : infos) {
            if (info.variable == variable.name + ":0") { return info.initializer; }
        }
    }
    for (const Graph::Use& use : graph.uses(variable.id)) {
        const Node& user = graph.node(use.node);
        if (use.input == 0 && user.isOp("Assign")) { return user.name; }
    }
    return {};
}

QString rangeOf(const Tensor& tensor) {
    if (tensor.elements() == 0 || tensor.elements() > kMostScanned) { return {}; }
    if (tensor.dtype() != DType::Float) { return {}; }
    const std::span<const float> values = tensor.values<float>();
    float least = values[0];
    float most = values[0];
    for (const float v : values) {
        // A NaN anywhere is what matters most.
        if (std::isnan(v)) { return QStringLiteral("NaN"); }
        least = std::min(least, v);
        most = std::max(most, v);
    }
    return formatNumber(static_cast<double>(least), 2) + QStringLiteral("..") +
           formatNumber(static_cast<double>(most), 2);
}

}  // namespace

QString shortValue(const Tensor& tensor) {
    if (!tensor.valid()) { return {}; }
    if (tensor.rank() == 0 && tensor.dtype() == DType::Float) {
        return formatNumber(static_cast<double>(tensor.values<float>()[0]));
    }
    if (tensor.elements() <= 8) { return toQt(formatTensor(tensor, {.digits = 4})).simplified(); }
    const QString range = rangeOf(tensor);
    return (range.isEmpty() ? QString() : range + ' ') + toQt(tensor.shape().toString());
}

SessionReader::SessionReader(std::shared_ptr<const EngineDocument> document)
    : m_document(std::move(document)) {
    for (const Node& node : m_document->graph().nodes()) {
        if (!node.isOp("VariableV2") && !node.isOp("Variable")) { continue; }
        VariableNode variable;
        variable.node = node.id;
        variable.container = node.attrs.getOr<std::string>("container", {});
        variable.name = node.attrs.getOr<std::string>("shared_name", {});
        if (variable.name.empty()) { variable.name = node.name; }
        variable.initializer = initializerOf(m_document->graph(), node);
        m_variables.push_back(std::move(variable));
    }
}

bool SessionReader::initialised(const Session& session, const VariableNode& variable) const {
    const auto found = session.resources().find<Variable>(variable.container, variable.name);
    if (found == nullptr) { return false; }
    const MutexLock lock(found->mutex());
    return found->initialized();
}

std::vector<VariableRow> SessionReader::variables(const Session& session) const {
    std::vector<VariableRow> rows;
    for (const VariableNode& variable : m_variables) {
        const Node& node = m_document->graph().node(variable.node);
        VariableRow row;
        row.name = toQt(node.name);
        row.item = m_document->topIdOf(node.id);
        const auto device = m_devices.find(node.id);
        if (device != m_devices.end()) { row.device = device->second; }
        if (!node.outputs.empty()) {
            const OutputInfo& info = node.outputs[0];
            row.dtype = toQt(dtypeName(info.type));
            row.shape = toQt(info.shape.toString());
            row.bytes = info.shape.elements().value_or(0) *
                        static_cast<std::int64_t>(elementBytes(info.type));
        }
        const auto found = session.resources().find<Variable>(variable.container, variable.name);
        if (found != nullptr) {
            const MutexLock lock(found->mutex());
            row.initialised = found->initialized();
            if (row.initialised) {
                const Tensor& value = found->value();
                row.shape = toQt(value.shape().toString());
                row.bytes = static_cast<qint64>(value.bytes());
                row.summary = value.rank() == 0 ? shortValue(value) : rangeOf(value);
            }
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<std::string> SessionReader::missingInitializers(const Session& session) const {
    std::vector<std::string> names;
    for (const VariableNode& variable : m_variables) {
        if (!variable.initializer.empty() && !initialised(session, variable)) {
            names.push_back(variable.initializer);
        }
    }
    return names;
}

void SessionReader::addPlacement(const std::map<NodeId, std::string>& placement) {
    for (const auto& [node, device] : placement) {
        // Nodes that the optimiser of the plan added have no place in the drawing.
        if (static_cast<std::size_t>(node.value) < m_document->graph().size()) {
            m_devices[node] = shortDevice(device);
        }
    }
}

void SessionReader::addValue(const std::string& tensor, const Tensor& value) {
    const Result<Endpoint> endpoint = m_document->graph().endpoint(tensor);
    if (!endpoint.ok()) { return; }
    const QString text = shortValue(value);
    m_values[m_document->topIdOf(endpoint->node)] = text;
    m_values[m_document->innerIdOf(endpoint->node)] = text;
}

QHash<quint64, NodeReport> SessionReader::nodes(const Session& session) const {
    QHash<quint64, NodeReport> all;
    for (const auto& [node, device] : m_devices) {
        for (const quint64 id : {m_document->topIdOf(node), m_document->innerIdOf(node)}) {
            QStringList& devices = all[id].devices;
            if (!devices.contains(device)) { devices.append(device); }
        }
    }
    for (const VariableNode& variable : m_variables) {
        const bool set = initialised(session, variable);
        for (const quint64 id :
             {m_document->topIdOf(variable.node), m_document->innerIdOf(variable.node)}) {
            NodeReport& report = all[id];
            report.initialised = set && (report.initialised || !report.hasVariables);
            report.hasVariables = true;
        }
    }
    for (auto it = m_values.constBegin(); it != m_values.constEnd(); ++it) {
        all[it.key()].value = it.value();
    }
    for (NodeReport& report : all) { report.devices.sort(); }
    return all;
}

ErrorReport SessionReader::errorOf(const Status& status, qint64 step) const {
    static const QRegularExpression kNode(QStringLiteral("node '([^']+)'"));
    static const QRegularExpression kPlace(QStringLiteral("\\s*\\(node '[^)]*\\)"));
    static const QRegularExpression kRow(QStringLiteral("^row '[^']*', step \\d+: "));
    ErrorReport report;
    report.code = toQt(codeName(status.code()));
    report.message = toQt(messageOf(status));
    report.step = step;
    report.nodeName = kNode.match(report.message).captured(1);
    report.plain = QString(report.message).remove(kPlace).remove(kRow);
    const Node* node = m_document->graph().find(report.nodeName.toStdString());
    if (node != nullptr) { report.item = m_document->innerIdOf(node->id); }
    if (node != nullptr) {
        report.plain = report.nodeName + QStringLiteral(": ") +
                       report.plain.remove(QRegularExpression(QStringLiteral("^\\[[^\\]]*\\] ")));
    }
    return report;
}

}  // namespace weft::ui
