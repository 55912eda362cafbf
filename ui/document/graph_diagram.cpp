// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/graph_diagram.h"

#include <algorithm>
#include <map>
#include <set>

#include "ui/base/number_format.h"
#include "ui/base/to_qt.h"
#include "ui/document/bundle_wires.h"
#include "ui/document/op_category.h"

namespace weft::ui {
namespace {

constexpr quint64 kNodeIds = quint64{1} << 62;
constexpr std::size_t kManyControls = 6;
constexpr qsizetype kPillText = 14;

/// Name of the k-th input or output by the op's definition: "x", "values:1".
QString argumentName(const Node& node, bool inputs, int k) {
    if (node.op == nullptr) { return QString::number(k); }
    const std::vector<ArgDef>& args = inputs ? node.op->inputs : node.op->outputs;
    const Result<SignatureTypes> types = expandSignature(*node.op, node.attrs);
    if (!types.ok()) { return QString::number(k); }
    const std::vector<SignatureTypes::Port>& ports = inputs ? types->inputs : types->outputs;
    if (static_cast<std::size_t>(k) >= ports.size()) { return QString::number(k); }
    const int arg = ports[static_cast<std::size_t>(k)].arg;
    int first = k;
    while (first > 0 && ports[static_cast<std::size_t>(first - 1)].arg == arg) { --first; }
    const ArgDef& def = args[static_cast<std::size_t>(arg)];
    const bool isList = !def.numberAttr.empty() || !def.typeListAttr.empty();
    return isList ? toQt(def.name) + ':' + QString::number(k - first) : toQt(def.name);
}

class CellDrawer {
public:
    CellDrawer(const Graph& graph, std::span<const Cell> cells) : m_graph(graph), m_cells(cells) {
        m_cellOf.assign(graph.size(), -1);
        for (std::size_t c = 0; c < cells.size(); ++c) {
            for (const NodeId node : cells[c].nodes) {
                m_cellOf[static_cast<std::size_t>(node.value)] = static_cast<int>(c);
            }
        }
    }

    Diagram draw() {
        m_inputs.resize(m_cells.size());
        m_outputs.resize(m_cells.size());
        for (const Cell& cell : m_cells) {
            m_diagram.nodes.push_back(cell.nodes.size() == 1 ? single(cell) : group(cell));
        }
        findHousekeeping();
        addWires();
        addControls();
        stripHousekeeping();
        bundleWires(m_diagram);
        return std::move(m_diagram);
    }

private:
    int cellOf(NodeId node) const { return m_cellOf[static_cast<std::size_t>(node.value)]; }
    std::size_t place() const { return m_diagram.nodes.size(); }

    DiagramNode single(const Cell& cell) {
        const Node& node = m_graph.node(cell.nodes.front());
        DiagramNode made;
        made.id = cell.id;
        made.name = cell.name;
        made.type = toQt(node.opName);
        made.category = categoryOfOp(made.type);
        made.unknownOp = node.op == nullptr;
        made.device = toQt(node.device);
        for (std::size_t k = 0; k < node.inputs.size(); ++k) {
            made.inputs.push_back(
                portOf(m_graph, node.inputs[k], argumentName(node, true, static_cast<int>(k))));
        }
        for (std::size_t k = 0; k < node.outputs.size(); ++k) {
            const auto at = static_cast<int>(k);
            made.outputs.push_back(portOf(m_graph, {node.id, at}, argumentName(node, false, at)));
            m_outputs[place()][{node.id, at}] = at;
        }
        for (const auto& [name, value] : node.attrs) {
            if (!name.starts_with('_')) {
                made.details.push_back({toQt(name), toQt(attrToString(value))});
            }
        }
        if (!made.outputs.empty()) { made.note = noteOf(made.outputs.front()); }
        if (node.isOp("Const")) {
            const QString value = constantText(m_graph, node);
            made.form = NodeForm::Pill;
            if (!value.isEmpty()) { made.note = value; }
        } else if (isSummaryOp(made.type)) {
            made.form = NodeForm::Pill;
            made.note = made.name;
        } else if (node.isOp("Placeholder") || node.isOp("PlaceholderWithDefault")) {
            made.form = NodeForm::Placeholder;
        } else if (node.isOp("VariableV2")) {
            made.form = NodeForm::Variable;
            made.hasVariables = true;
        }
        return made;
    }

    DiagramNode group(const Cell& cell) {
        DiagramNode made;
        made.id = cell.id;
        made.name = cell.name;
        made.form = NodeForm::Group;
        made.ops = static_cast<int>(cell.nodes.size());
        made.type =
            made.ops == 1 ? QStringLiteral("1 op") : formatCount(made.ops) + QStringLiteral(" ops");
        std::map<Category, int> votes;
        for (const NodeId id : cell.nodes) {
            const Node& node = m_graph.node(id);
            ++votes[categoryOfOp(toQt(node.opName))];
            made.hasVariables = made.hasVariables || node.isOp("VariableV2");
            for (const Endpoint& input : node.inputs) { addInput(made, input); }
            addOutputs(made, node);
            if (node.isOp("VariableV2") && toQt(node.name).section('/', -1) == cell.name) {
                made.form = NodeForm::Variable;
                made.type = QStringLiteral("Variable");
                made.category = Category::State;
                made.note = noteOf(portOf(m_graph, {id, 0}, {}));
            }
        }
        if (made.form == NodeForm::Group) {
            // Arithmetic is everywhere; a group is named by what else most of it does.
            votes[Category::Math] /= 3;
            votes[Category::Array] /= 3;
            for (const auto& [category, count] : votes) {
                if (count > votes[made.category]) { made.category = category; }
            }
            if (made.outputs.size() == 1) { made.note = noteOf(made.outputs.front()); }
        }
        return made;
    }

    void addInput(DiagramNode& made, const Endpoint& tensor) {
        const auto here = static_cast<int>(place());
        std::map<Endpoint, int>& known = m_inputs[place()];
        if (cellOf(tensor.node) == here || known.contains(tensor)) { return; }
        known[tensor] = static_cast<int>(made.inputs.size());
        const QString name = toQt(m_graph.node(tensor.node).name).section('/', -1);
        made.inputs.push_back(portOf(m_graph, tensor, name));
    }

    void addOutputs(DiagramNode& made, const Node& node) {
        const auto here = static_cast<int>(place());
        std::set<int> used;
        for (const Graph::Use& use : m_graph.uses(node.id)) {
            if (cellOf(use.node) == here) { continue; }
            used.insert(m_graph.node(use.node).inputs[static_cast<std::size_t>(use.input)].index);
        }
        for (const int k : used) {
            m_outputs[place()][{node.id, k}] = static_cast<int>(made.outputs.size());
            made.outputs.push_back(portOf(m_graph, {node.id, k}, toQt(node.name).section('/', -1)));
        }
    }

    /// Where a tensor enters a cell: the group's port, or the node's own input.
    int inputOf(int cell, const Endpoint& tensor, int input) const {
        const auto found = m_inputs[static_cast<std::size_t>(cell)].find(tensor);
        return found == m_inputs[static_cast<std::size_t>(cell)].end() ? input : found->second;
    }

    /// Saving, restoring and initialising read and write nearly everything: such cells stand apart
    /// without wires, and say so in words.
    void findHousekeeping() {
        m_isHousekeeping.assign(m_cells.size(), false);
        for (std::size_t c = 0; c < m_cells.size(); ++c) {
            const std::vector<NodeId>& nodes = m_cells[c].nodes;
            if (nodes.size() == 1) {
                m_isHousekeeping[c] = isInitialiser(m_graph.node(nodes.front()));
                continue;
            }
            m_isHousekeeping[c] = std::any_of(nodes.begin(), nodes.end(), [this](NodeId id) {
                return m_graph.node(id).isOp("SaveV2") || m_graph.node(id).isOp("RestoreV2");
            });
        }
    }

    /// A NoOp that waits for assignments, or for others of its kind.
    bool isInitialiser(const Node& node) const {
        if (!node.isOp("NoOp") || node.controlInputs.empty()) { return false; }
        return std::all_of(node.controlInputs.begin(), node.controlInputs.end(),
                           [this](NodeId input) {
                               const Node& before = m_graph.node(input);
                               return before.isOp("Assign") || before.isOp("NoOp");
                           });
    }

    bool isHousekeeping(int cell) const { return m_isHousekeeping[static_cast<std::size_t>(cell)]; }

    void stripHousekeeping() {
        for (std::size_t c = 0; c < m_cells.size(); ++c) {
            if (!m_isHousekeeping[c]) { continue; }
            DiagramNode& made = m_diagram.nodes[c];
            const std::size_t tensors = made.inputs.size();
            if (tensors > 0) { made.note = QStringLiteral("reads %1 tensors").arg(tensors); }
            made.inputs.clear();
            made.outputs.clear();
        }
    }

    void addWires() {
        std::set<std::tuple<int, int, int, int>> drawn;
        for (const Node& node : m_graph.nodes()) {
            const int to = cellOf(node.id);
            for (std::size_t k = 0; to >= 0 && k < node.inputs.size(); ++k) {
                const Endpoint& tensor = node.inputs[k];
                const int from = cellOf(tensor.node);
                if (from < 0 || from == to) { continue; }
                if (isHousekeeping(from) || isHousekeeping(to)) { continue; }
                const auto port = m_outputs[static_cast<std::size_t>(from)].find(tensor);
                if (port == m_outputs[static_cast<std::size_t>(from)].end()) { continue; }
                const int input = inputOf(to, tensor, static_cast<int>(k));
                if (!drawn.insert({from, port->second, to, input}).second) { continue; }
                m_diagram.wires.push_back(
                    {from, port->second, to, input, false, m_graph.output(tensor).isRef});
            }
        }
    }

    void addControls() {
        std::map<int, std::set<int>> before;
        for (const Node& node : m_graph.nodes()) {
            const int to = cellOf(node.id);
            for (const NodeId input : node.controlInputs) {
                const int from = cellOf(input);
                if (to >= 0 && from >= 0 && from != to) { before[to].insert(from); }
            }
        }
        for (const auto& [to, sources] : before) {
            if (sources.size() > kManyControls || isHousekeeping(to)) {
                m_diagram.nodes[static_cast<std::size_t>(to)].note =
                    QStringLiteral("after %1 others").arg(sources.size());
                continue;
            }
            for (const int from : sources) {
                if (isHousekeeping(from)) { continue; }
                m_diagram.wires.push_back({from, 0, to, 0, true, false});
            }
        }
    }

    const Graph& m_graph;
    std::span<const Cell> m_cells;
    std::vector<int> m_cellOf;
    std::vector<bool> m_isHousekeeping;              // of cells
    std::vector<std::map<Endpoint, int>> m_inputs;   // of groups: port by tensor
    std::vector<std::map<Endpoint, int>> m_outputs;  // port by tensor
    Diagram m_diagram;
};

}  // namespace

QString constantText(const Graph& graph, const Node& node) {
    const std::optional<Tensor> value = graph.constantValue({node.id, 0});
    if (!value || value->elements() > 4) { return {}; }
    QString text = toQt(formatTensor(*value, {.digits = 4})).simplified();
    if (text.size() > kPillText) { text = text.left(kPillText - 1) + QChar(0x2026); }
    return text;
}

PortInfo portOf(const Graph& graph, const Endpoint& tensor, const QString& name) {
    const OutputInfo& info = graph.output(tensor);
    PortInfo port;
    port.name = name;
    port.family = familyOf(info.type, info.isRef);
    if (isKnown(info.type)) { port.dtype = toQt(dtypeName(info.type)); }
    if (info.shape.hasRank()) {
        port.shape = toQt(info.shape.toString());
        port.elements = 1;
        for (int axis = 0; axis < info.shape.rank(); ++axis) {
            port.elements *= std::max<std::int64_t>(1, info.shape[axis]);
        }
    }
    port.tensor = toQt(graph.nameOf(tensor));
    return port;
}

QString noteOf(const PortInfo& port) {
    if (port.dtype == QStringLiteral("float32")) { return port.shape; }
    return (port.dtype + ' ' + port.shape).trimmed();
}

Diagram diagramOfCells(const Graph& graph, std::span<const Cell> cells) {
    return CellDrawer(graph, cells).draw();
}

Diagram diagramOfExpansion(const Expansion& expansion, ItemId item, const std::string& path) {
    std::vector<Cell> cells;
    for (const Node& node : expansion.graph.nodes()) {
        if (expansion.originOf(node.id).item != item) { continue; }
        const bool below = node.name.starts_with(path + '/');
        const std::string name = below ? node.name.substr(path.size() + 1) : node.name;
        cells.push_back({nodeIdIn(node.id), toQt(name), {node.id}});
    }
    Diagram diagram = diagramOfCells(expansion.graph, cells);
    for (DiagramNode& node : diagram.nodes) { node.derived = true; }
    return diagram;
}

quint64 nodeIdIn(NodeId node) { return kNodeIds + static_cast<quint64>(node.value); }

}  // namespace weft::ui
