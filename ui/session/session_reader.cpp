// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_reader.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>

#include "ui/base/number_format.h"
#include "ui/base/to_qt.h"
#include "ui/document/functions/drawn_as.h"
#include "ui/document/graph_diagram.h"
#include "ui/session/tensor_stats.h"

namespace weft::ui {
namespace {

constexpr std::int64_t kSmall = 4096;  // elements that are looked into though nobody looks on
constexpr std::int64_t kMostScanned = 1 << 20;  // of a fetched value
constexpr int kBins = 24;                       // of the small histograms

/// The initialiser of a variable: what the collections say, else the first Assign on it.
std::string initializerOf(const Graph& graph, const Node& variable) {
    for (const auto& [key, infos] : graph.collections().variables) {
        for (const VariableInfo& info : infos) {
            if (info.variable == variable.name + ":0") { return info.initializer; }
        }
    }
    for (const Graph::Use& use : graph.uses(variable.id)) {
        const Node& user = graph.node(use.node);
        const bool assigns = user.isOp("Assign") || user.isOp("AssignVariableOp");
        if (use.input == 0 && assigns) { return user.name; }
    }
    return {};
}

/// Whether what a person placed is the variable, and not a layer that has one.
bool isDrawnAsVariable(const EngineDocument& document, NodeId node) {
    const Item* item =
        document.project ? document.project->item(document.expansion.originOf(node).item) : nullptr;
    if (item == nullptr) { return false; }
    const auto* recipe = item->as<RecipeItem>();
    return item->as<OpItem>() != nullptr || (recipe != nullptr && recipe->recipe == "Variable");
}

/// What a variable holds, shared, so that the lock is held for no longer than this.
Tensor heldBy(const Variable& variable) {
    const MutexLock lock(variable.mutex());
    return variable.value();
}

/// What a variable holds, for its footer; of a large one, which takes time to look into, the shape.
QString footerOf(const Variable& variable) {
    const Tensor value = heldBy(variable);
    if (value.valid() && value.elements() > kSmall) { return toQt(value.shape().toString()); }
    return shortValue(value);
}

QString rangeOf(const TensorStats& stats) {
    // A NaN anywhere is what matters most.
    if (stats.wild > 0) { return QStringLiteral("NaN"); }
    return formatNumber(stats.least, 2) + QStringLiteral("..") + formatNumber(stats.most, 2);
}

}  // namespace

QString shortValue(const Tensor& value) {
    const Tensor tensor = readable(value);
    if (!tensor.valid()) { return {}; }
    if (tensor.rank() == 0 && tensor.dtype() == DType::Float) {
        return formatNumber(static_cast<double>(tensor.values<float>()[0]));
    }
    if (tensor.elements() <= 8) { return toQt(formatTensor(tensor, {.digits = 4})).simplified(); }
    const QString shape = toQt(tensor.shape().toString());
    if (tensor.elements() > kMostScanned) { return shape; }
    const std::optional<TensorStats> stats = statsOf(tensor);
    return stats ? rangeOf(*stats) + ' ' + shape : shape;
}

SessionReader::SessionReader(std::shared_ptr<const EngineDocument> document)
    : m_document(std::move(document)), m_costs(m_document), m_flows(m_document) {
    for (const Node& node : m_document->graph().nodes()) {
        if (!isVariable(node)) { continue; }
        VariableNode variable;
        variable.node = node.id;
        variable.initializer = initializerOf(m_document->graph(), node);
        m_variables.push_back(std::move(variable));
    }
}

/// Null where the graph asks for two variables of one name and different dtypes.
Variable* SessionReader::valueOf(const Session& session, VariableNode& variable) const {
    if (variable.value == nullptr) {
        Result<std::shared_ptr<Variable>> found =
            variableOf(m_document->graph().node(variable.node), session.resources());
        if (found.ok()) { variable.value = *std::move(found); }
    }
    return variable.value.get();
}

bool SessionReader::initialised(const Session& session, VariableNode& variable) const {
    const Variable* value = valueOf(session, variable);
    if (value == nullptr) { return false; }
    const MutexLock lock(value->mutex());
    return value->initialized();
}

void SessionReader::remember(const Session& session, const QSet<QString>& inView) {
    for (VariableNode& variable : m_variables) {
        const Node& node = m_document->graph().node(variable.node);
        const Variable* value = valueOf(session, variable);
        if (value == nullptr || !inView.contains(toQt(node.name))) { continue; }
        variable.before = heldBy(*value);
    }
}

std::uint64_t SessionReader::writes(const Session& session) {
    std::uint64_t all = 0;
    for (VariableNode& variable : m_variables) {
        const Variable* value = valueOf(session, variable);
        if (value == nullptr) { continue; }
        const MutexLock lock(value->mutex());
        all += value->version();
    }
    return all;
}

void SessionReader::describe(VariableNode& variable, bool inView, VariableRow& row) const {
    const Tensor before = std::move(variable.before);
    variable.before = {};
    const Tensor value = heldBy(*variable.value);
    row.initialised = value.valid();
    if (!row.initialised) { return; }
    row.shape = toQt(value.shape().toString());
    row.bytes = static_cast<qint64>(value.bytes());
    if (value.rank() == 0) { row.summary = shortValue(value); }
    if (value.rank() == 0 && !inView) { return; }
    if (!inView && value.elements() > kSmall) { return; }
    const std::optional<TensorStats> stats = statsOf(value, inView ? kBins : 0);
    if (!stats) { return; }
    if (value.rank() > 0) {
        row.summary = rangeOf(*stats);
        row.mean = formatNumber(stats->mean, 3);
        row.histogram = stats->bins;
    }
    const std::optional<double> ratio = updateRatio(before, value);
    if (ratio) { row.ratio = formatNumber(*ratio, 2); }
}

std::vector<VariableRow> SessionReader::variables(const Session* session,
                                                  const QSet<QString>& inView) {
    std::vector<VariableRow> rows;
    for (VariableNode& variable : m_variables) {
        const Node& node = m_document->graph().node(variable.node);
        VariableRow row;
        row.name = toQt(node.name);
        row.item = m_document->topIdOf(node.id);
        const auto device = m_devices.find(node.id);
        if (device != m_devices.end()) { row.device = device->second; }
        const OutputInfo& output = node.outputs.front();
        const HandleInfo info = output.handle.value_or(HandleInfo{output.type, output.shape});
        row.dtype = toQt(dtypeName(info.type));
        row.shape = toQt(info.shape.toString());
        row.bytes =
            info.shape.elements().value_or(0) * static_cast<std::int64_t>(elementBytes(info.type));
        if (session != nullptr && valueOf(*session, variable) != nullptr) {
            describe(variable, inView.contains(row.name), row);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string SessionReader::initializer(std::string_view variable) const {
    for (const VariableNode& each : m_variables) {
        if (m_document->graph().node(each.node).name == variable) { return each.initializer; }
    }
    return {};
}

std::vector<std::string> SessionReader::initializers() const {
    std::vector<std::string> names;
    for (const VariableNode& each : m_variables) {
        if (!each.initializer.empty()) { names.push_back(each.initializer); }
    }
    return names;
}

std::vector<std::string> SessionReader::missingInitializers(const Session& session) {
    std::vector<std::string> names;
    for (VariableNode& variable : m_variables) {
        if (!variable.initializer.empty() && !initialised(session, variable)) {
            names.push_back(variable.initializer);
        }
    }
    return names;
}

void SessionReader::addPlacement(const Graph& ran, const std::map<NodeId, std::string>& placement) {
    for (const auto& [node, device] : placement) {
        // Nodes that the optimiser of the plan added have no place in the drawing; where functions
        // were laid out, the others have other numbers.
        if (static_cast<std::size_t>(node.value) >= ran.size()) { continue; }
        const Node* drawn = m_document->graph().find(ran.node(node).name);
        if (drawn != nullptr && !m_document->expansion.isInCall(drawn->id)) {
            m_devices[drawn->id] = shortDevice(device);
        }
    }
}

void SessionReader::addValue(const std::string& tensor, const Tensor& value) {
    addText(tensor, shortValue(value));
    if (m_previewed) { addPreview(tensor, previewOf(value)); }
}

void SessionReader::addFed(const std::string& tensor, const Tensor& value) {
    if (m_previewed) { addPreview(tensor, previewOf(value, RowsAre::MaybePictures)); }
}

void SessionReader::setPreviewed(bool on) {
    m_previewed = on;
    if (!on) { m_previews.clear(); }
}

/// Where only itself is shown: what lies in a group is not the group's value.
void SessionReader::addPreview(const std::string& tensor, ValuePreview preview) {
    const Result<Endpoint> endpoint = m_document->graph().endpoint(tensor);
    if (!endpoint.ok() || preview.isEmpty()) { return; }
    const std::vector<quint64> ids = m_document->idsShowing(endpoint->node);
    for (std::size_t i = 0; i < ids.size() && i < 2; ++i) { m_previews[ids[i]] = preview; }
}

/// Histograms of what trains: a layer shows that of its largest.
void SessionReader::addWeights(const Session& session, QHash<quint64, NodeReport>& all) {
    QHash<quint64, std::int64_t> largest;
    for (VariableNode& variable : m_variables) {
        const bool isSlot = m_document->project &&
                            m_document->expansion.originOf(variable.node).role.starts_with("slot(");
        if (isSlot || !initialised(session, variable)) { continue; }
        const Tensor value = heldBy(*variable.value);
        const ValuePreview preview = previewOf(value);
        if (preview.isEmpty()) { continue; }
        const std::vector<quint64> ids = m_document->idsShowing(variable.node);
        for (std::size_t i = 0; i < ids.size() && i < 2; ++i) {
            std::int64_t& before = largest[ids[i]];
            if (value.elements() <= before) { continue; }
            before = value.elements();
            all[ids[i]].preview = preview;
        }
    }
}

void SessionReader::addNumber(const std::string& tensor, double number) {
    addText(tensor, formatNumber(number));
}

void SessionReader::addText(const std::string& tensor, const QString& text) {
    const DrawnAs drawn = drawnAs(*m_document, tensor.substr(0, tensor.find(':')));
    if (!drawn.itself) { return; }
    for (const quint64 id : idsShowing(*m_document, drawn.way.back())) { m_values[id] = text; }
}

QHash<quint64, NodeReport> SessionReader::nodes(const Session* session) {
    QHash<quint64, NodeReport> all;
    for (const auto& [node, device] : m_devices) {
        for (const quint64 id : m_document->idsShowing(node)) {
            QStringList& devices = all[id].devices;
            if (!devices.contains(device)) { devices.append(device); }
        }
    }
    for (VariableNode& variable : m_variables) {
        const bool set = session != nullptr && initialised(*session, variable);
        for (const quint64 id : m_document->idsShowing(variable.node)) {
            NodeReport& report = all[id];
            report.initialised = set && (report.initialised || !report.hasVariables);
            report.hasVariables = true;
        }
    }
    for (auto it = m_values.constBegin(); it != m_values.constEnd(); ++it) {
        all[it.key()].value = it.value();
    }
    if (session != nullptr) {
        const QHash<quint64, FlowReport> flows = m_flows.read(session->graph());
        for (auto it = flows.constBegin(); it != flows.constEnd(); ++it) {
            all[it.key()].flow = it.value();
        }
    }
    for (auto it = m_previews.constBegin(); it != m_previews.constEnd(); ++it) {
        all[it.key()].preview = it.value();
    }
    if (m_previewed && session != nullptr) { addWeights(*session, all); }
    for (VariableNode& variable : m_variables) {
        if (session == nullptr || !initialised(*session, variable)) { continue; }
        const std::vector<quint64> ids = m_document->idsShowing(variable.node);
        if (!isDrawnAsVariable(*m_document, variable.node) || ids.size() < 2) { continue; }
        const QString text = footerOf(*valueOf(*session, variable));
        for (const quint64 id : {ids[0], ids[1]}) { all[id].value = text; }
    }
    for (NodeReport& report : all) { report.devices.sort(); }
    return all;
}

HaltReport SessionReader::haltBefore(const Node& node, std::span<const Tensor> inputs) const {
    HaltReport halt;
    halt.node = toQt(node.name);
    halt.op = toQt(node.opName);
    const DrawnAs drawn = drawnAs(*m_document, node.name);
    for (const DrawnNode& each : drawn.way) {
        for (const quint64 id : idsShowing(*m_document, each)) { halt.ids.push_back(id); }
    }
    // Of what only laying out made, the call shows that it is there, not what it reads.
    if (!drawn.itself) { return halt; }
    const DrawnNode& last = drawn.way.back();
    const Node& seen = last.get();
    halt.exact = idsOfItself(*m_document, last);
    // A tensor of a body is not the one of that name outside.
    const std::string before = node.name.substr(0, node.name.size() - seen.name.size());
    for (std::size_t i = 0; i < seen.inputs.size() && i < inputs.size(); ++i) {
        const QString value =
            inputs[i].valid() ? shortValue(inputs[i])
                              : QCoreApplication::translate("weft::ui::SessionReader", "no value");
        halt.inputs.push_back({toQt(before + last.around->graph.nameOf(seen.inputs[i])), value});
    }
    return halt;
}

namespace {

/// Words for what goes wrong most: the sentence of TensorFlow stands below them.
QString plainOf(const ErrorReport& report, const Node* node) {
    static const QRegularExpression kPlace(QStringLiteral("\\s*\\(node '[^)]*\\)"));
    static const QRegularExpression kRow(QStringLiteral("^row '[^']*', step \\d+: "));
    static const QRegularExpression kOp(QStringLiteral("^\\[[^\\]]*\\] "));
    static const QRegularExpression kValue(QStringLiteral("uninitialized value ([^\\s(]+)"));
    const auto words = [](const char* text) {
        return QCoreApplication::translate("weft::ui::SessionReader", text);
    };
    if (report.message.contains(QStringLiteral("must feed a value for placeholder"))) {
        return words("%1 has no value: type one at its chip in the call line, or wire data to it")
            .arg(report.nodeName.isEmpty() ? words("A placeholder") : report.nodeName);
    }
    const QRegularExpressionMatch unset = kValue.match(report.message);
    if (unset.hasMatch()) {
        return words("%1 has no value yet: Init gives it one (Ctrl+I)").arg(unset.captured(1));
    }
    QString plain = QString(report.message).remove(kPlace).remove(kRow);
    if (node != nullptr) { plain = report.nodeName + QStringLiteral(": ") + plain.remove(kOp); }
    return plain;
}

}  // namespace

ErrorReport SessionReader::errorOf(const Status& status, qint64 step) const {
    static const QRegularExpression kNode(QStringLiteral("node '([^']+)'"));
    ErrorReport report;
    report.code = toQt(codeName(status.code()));
    report.message = toQt(messageOf(status));
    report.step = step;
    report.nodeName = kNode.match(report.message).captured(1);
    const Graph& graph = m_document->graph();
    const Node* node = graph.find(report.nodeName.toStdString());
    report.plain = plainOf(report, node);
    if (node == nullptr) { return report; }
    report.item = m_document->innerIdOf(node->id);
    for (const Endpoint& input : node->inputs) {
        const OutputInfo& info = graph.output(input);
        report.inputs.append(toQt(graph.nameOf(input)) + ' ' + toQt(dtypeName(info.type)) + ' ' +
                             toQt(info.shape.toString()));
    }
    return report;
}

}  // namespace weft::ui
