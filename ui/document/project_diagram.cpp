// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/project_diagram.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "ui/base/number_format.h"
#include "ui/base/to_qt.h"
#include "ui/document/bundle_wires.h"
#include "ui/document/functions/flow_panes.h"
#include "ui/document/functions/function_parts.h"
#include "ui/document/groups/levels.h"
#include "ui/document/groups/port_order.h"
#include "ui/document/groups/recipe_panels.h"
#include "ui/document/groups/series_nodes.h"
#include "ui/document/groups/share_links.h"
#include "ui/document/items/folded_node.h"
#include "ui/document/items/item_words.h"
#include "ui/document/items/parameter_rows.h"
#include "ui/document/op_category.h"

namespace weft::ui {
namespace {

/// The socket of the training's loss: no port of an item.
constexpr const char* kLossPort = "loss";

class ItemDrawer {
public:
    ItemDrawer(const Document& document, const Expansion& expansion, ItemId parent,
               const Folds& folds)
        : m_document(document),
          m_expansion(expansionIn(expansion, document, parent)),
          m_whole(expansion),
          m_parent(parent),
          m_folds(folds),
          m_panes(document, folds) {
        // What lies in a group counts for each group around it, once a node: linear in the nodes.
        for (const Node& node : m_expansion.graph.nodes()) {
            const bool isVariable = node.isOp("VariableV2") || node.isOp("VarHandleOp");
            ItemId at = m_expansion.originOf(node.id).item;
            while (at.valid() && !m_expansion.isInCall(node.id)) {
                ++m_opsOf[at];
                if (isVariable) { m_stateful.insert(at); }
                at = folds.above(document, at);
            }
        }
        for (const Wire* wire : document.all<Wire>()) {
            m_wired[wire->to] = wire;
            m_read.insert(wire->from);
        }
    }

    Diagram draw() {
        m_diagram.editable = !m_folds.isLocked(m_document, m_parent);
        addLevel(m_parent, -1);
        addWires();
        addLossWire();
        orderPorts(m_document, m_diagram);
        addShareLinks(
            m_document, [this](ItemId id) { return indexOf(id); }, m_diagram);
        addFindings();
        openRecipes(m_document, m_expansion, m_diagram);
        foldSeriesNodes(m_folds.series, m_diagram);
        if (!m_folds.anchors.empty()) { bundleWires(m_diagram); }
        return std::move(m_diagram);
    }

private:
    /// What lies in a group, each open group with what lies in that.
    /// @param panel index of the group where it is open in the picture of another.
    void addLevel(ItemId group, int panel) {
        std::vector<std::size_t> nodes;
        std::vector<std::size_t> notes;
        for (const Item* item : m_folds.itemsIn(m_document, group)) {
            if (const auto* note = item->as<NoteItem>()) {
                notes.push_back(m_diagram.notes.size());
                m_diagram.notes.push_back({QRectF(item->x, item->y, item->width, item->height),
                                           toQt(note->text), item->id.value, note->frame,
                                           note->locked, note->colour, panel});
                continue;
            }
            const auto index = static_cast<int>(m_diagram.nodes.size());
            nodes.push_back(m_diagram.nodes.size());
            m_nodeOf[item->id] = index;
            m_diagram.nodes.push_back(nodeOf(*item));
            m_diagram.nodes.back().panel = panel;
            m_inputNames.push_back(std::move(m_names));
            if (!isOpen(*item)) { continue; }
            at(index).form = NodeForm::Panel;
            addLevel(item->id, index);
        }
        settleLevel(m_diagram, panel, nodes, notes);
    }

    bool isOpen(const Item& item) const {
        return item.opened && item.as<GroupItem>() != nullptr &&
               !m_folds.itemsIn(m_document, item.id).empty();
    }

    /// A name as it reads here: what is drawn elsewhere than in its group says where it is from.
    QString nameOf(const Item& item) const {
        const QString flow = flowName(m_document, m_folds, item.id);
        if (item.id != m_parent && !flow.isEmpty()) { return flow; }
        if (!m_folds.drawnIn.contains(item.id)) { return toQt(item.name); }
        const std::string path = m_document.pathOf(item.id);
        const std::string around = m_document.pathOf(m_parent) + '/';
        return toQt(path.starts_with(around) ? path.substr(around.size()) : path);
    }

    /// One node for all that is folded at an item; most of its sockets come with the wires.
    void fold(DiagramNode& made, const Item& item) {
        describeFolded(m_document, m_expansion, m_folds, item, made);
        const bool trains = m_folds.anchors.at(item.id) == Folds::Kind::Training;
        if (trains && m_folds.loss.item.valid()) {
            m_names.push_back(kLossPort);
            made.inputs.push_back(socketOf(m_folds.loss, QStringLiteral("loss")));
        }
        const auto flow = m_folds.flows.find(item.id);
        if (flow == m_folds.flows.end()) { return; }
        made.panes = m_panes.panesOf(item.id);
        for (const auto& [enter, exit] : flow->second.rows) { addRow(made, enter, exit); }
    }

    /// A value that goes round a loop: on one row where it comes in and where it leaves.
    void addRow(DiagramNode& made, ItemId enter, ItemId exit) {
        const Item* in = m_document.item(enter);
        const Item* out = m_document.item(exit);
        if (in == nullptr || inputPorts(m_document, *in).empty()) { return; }
        const PortRef to{enter, inputPorts(m_document, *in).front().port};
        const auto wire = m_wired.find(to);
        if (wire == m_wired.end()) { return; }
        const QString name = toQt(m_document.item(wire->second->from.item)->name);
        m_names.push_back(innerName(to));
        made.inputs.push_back(socketOf(wire->second->from, name));
        made.inputs.back().socket = {enter.value, toQt(to.port)};
        if (out == nullptr || outputPorts(m_document, *out).empty()) { return; }
        const PortRef from{exit, outputPorts(m_document, *out).front().port};
        m_outputOf[from] = static_cast<int>(made.outputs.size());
        made.outputs.push_back(socketOf(from, name));
        made.outputs.back().socket = {exit.value, toQt(from.port)};
    }

    static std::string innerName(const PortRef& port) {
        return std::to_string(port.item.value) + '/' + port.port;
    }

    DiagramNode nodeOf(const Item& item) {
        DiagramNode made;
        made.id = item.id.value;
        made.leftOut = leftOutMarkOf(m_document, m_expansion, item);
        made.name = nameOf(item);
        made.position = QPointF(item.x, item.y);
        if (const auto ops = m_opsOf.find(item.id); ops != m_opsOf.end()) {
            made.ops = ops->second;
        }
        made.hasVariables = m_stateful.contains(item.id);
        m_names.clear();
        if (m_folds.isAnchor(item.id) && item.id != m_parent) {
            fold(made, item);
            if (made.note.isEmpty()) { made.note = formatCount(made.ops) + QStringLiteral(" ops"); }
            return made;
        }
        if (const auto* op = item.as<OpItem>()) {
            made.type = toQt(op->op);
            made.device = toQt(op->device);
            made.unknownOp = signatureOf(item) == nullptr;
            made.ops = 0;
            made.details = parameterDetails(op->attrs);
            if (isPlaceholder(item)) { made.form = NodeForm::Placeholder; }
            describeBar(item, made);
            if (!partTitle(m_folds, m_parent).isEmpty()) { describeEnd(item, made); }
            describeSmall(m_document, m_expansion, item, made);
            made.panes = panesOf(m_document, m_whole, item);
            if (op->op == "VariableV2") { made.form = NodeForm::Variable; }
        } else if (const auto* recipe = item.as<RecipeItem>()) {
            made.type = toQt(recipe->recipe);
            made.device = toQt(recipe->device);
            made.derived = true;
            made.form = recipe->recipe == "Variable" ? NodeForm::Variable : NodeForm::Group;
            made.unknownOp = signatureOf(item) == nullptr;
            made.details = parameterDetails(recipe->parameters);
            made.parameters = parameterRows(recipe->parameters);
        } else if (const auto* data = item.as<DataItem>()) {
            made.type = QStringLiteral("Data");
            made.note = toQt(data->source);
            made.details = {{QStringLiteral("source"), toQt(data->source)}};
            if (data->source.empty()) {
                made.warning =
                    QCoreApplication::translate("weft::ui::Diagram", "choose what it reads");
            }
        } else {
            made.type = QStringLiteral("Group");
            made.form = NodeForm::Group;
        }
        made.category = categoryOfOp(made.type);
        addInputs(made, item);
        addOutputs(made, item);
        if (made.note.isEmpty() && !made.outputs.empty()) { made.note = noteOf(made.outputs[0]); }
        if (made.note.isEmpty() && made.ops > 0) {
            made.note = formatCount(made.ops) + QStringLiteral(" ops");
        }
        return made;
    }

    /// The socket that a wire brings a tensor to shows that tensor's dtype and shape.
    weft::ui::PortInfo socketOf(const PortRef& source, const QString& name) const {
        if (const std::optional<Endpoint> tensor = m_expansion.tensorAt(source)) {
            return portOf(m_expansion.graph, *tensor, name);
        }
        weft::ui::PortInfo port;
        port.name = name;
        if (const Item* item = m_document.item(source.item)) {
            if (const auto* data = item->as<DataItem>()) {
                describeColumn(*data, source.port, port);
            }
        }
        return port;
    }

    static QString wordsOf(const weft::PortInfo& port) {
        return toQt(port.label.empty() ? port.port : port.label);
    }

    void addInputs(DiagramNode& made, const Item& item) {
        for (const weft::PortInfo& port : inputPorts(m_document, item)) {
            const auto wire = m_wired.find({item.id, port.port});
            const bool wired = wire != m_wired.end();
            QString name = wordsOf(port);
            if (wired && !wire->second->conversions.empty()) {
                name = toQt(wire->second->conversions.front().toString()).section(' ', 0, 0);
            }
            made.inputs.push_back(
                wired
                    ? socketOf(wire->second->from, name)
                    : weft::ui::PortInfo{name, familyOf(port.type, port.isRef), {}, {}, 0, {}, {}});
            made.inputs.back().socket = {item.id.value, toQt(port.port)};
            made.inputs.back().spare = !wired && port.isOptional;
            m_names.push_back(port.port);
        }
    }

    void addOutputs(DiagramNode& made, const Item& item) {
        for (const weft::PortInfo& port : outputPorts(m_document, item)) {
            if (port.isRef && !m_read.contains({item.id, port.port})) { continue; }
            made.outputs.push_back(socketOf({item.id, port.port}, wordsOf(port)));
            made.outputs.back().socket = {item.id.value, toQt(port.port)};
            m_outputOf[{item.id, port.port}] = static_cast<int>(made.outputs.size()) - 1;
        }
    }

    /// The item of this view that holds an item: itself, or the closed group it lies in.
    ItemId shown(ItemId id) const {
        ItemId at = id;
        while (at.valid() && !m_nodeOf.contains(at)) { at = m_folds.above(m_document, at); }
        return at;
    }

    /// The node that an item is drawn as, or lies in; -1: none.
    int indexOf(ItemId id) const {
        const auto found = m_nodeOf.find(shown(id));
        return found == m_nodeOf.end() ? -1 : found->second;
    }

    /// What a person need not see of a wire: which values gradients read, what is saved and
    /// initialised.
    bool isHidden(ItemId from, ItemId to) const {
        const auto kindOf = [&](ItemId id) {
            const auto found = m_folds.anchors.find(id);
            const bool folded = found != m_folds.anchors.end() && id != m_parent;
            return folded ? std::optional(found->second) : std::nullopt;
        };
        return kindOf(from) == Folds::Kind::Housekeeping ||
               kindOf(to) == Folds::Kind::Housekeeping || kindOf(to) == Folds::Kind::Training;
    }

    /// The loss into what trains by it: no wire of the document says so.
    void addLossWire() {
        for (const auto& [id, kind] : m_folds.anchors) {
            const auto to = m_nodeOf.find(id);
            const auto from = m_nodeOf.find(shown(m_folds.loss.item));
            if (kind != Folds::Kind::Training || to == m_nodeOf.end() || id == m_parent ||
                from == m_nodeOf.end()) {
                continue;
            }
            m_diagram.wires.push_back(
                {from->second, outputAt(from->second, m_folds.loss), to->second, 0});
        }
    }

    int outputAt(int node, const PortRef& from) {
        const auto [found, isNew] = m_outputOf.try_emplace(from, 0);
        if (isNew) {
            std::vector<weft::ui::PortInfo>& ports = at(node).outputs;
            found->second = static_cast<int>(ports.size());
            ports.push_back(socketOf(from, toQt(m_document.item(from.item)->name)));
            ports.back().socket = {from.item.value, toQt(from.port)};
        }
        return found->second;
    }

    int inputAt(int node, const PortRef& to, const PortRef& from, bool inside) {
        std::vector<std::string>& names = m_inputNames[static_cast<std::size_t>(node)];
        std::string name = inside ? innerName(to) : to.port;
        auto found = std::find(names.begin(), names.end(), name);
        const bool flow = inside && m_folds.flows.contains(ItemId{at(node).id});
        if (flow && found == names.end()) {
            name = "from " + innerName(from);  // which may come in several times: one socket
            found = std::find(names.begin(), names.end(), name);
        }
        if (found != names.end()) { return static_cast<int>(found - names.begin()); }
        names.push_back(name);
        if (flow) {
            at(node).inputs.push_back(socketOf(from, toQt(m_document.item(from.item)->name)));
            return static_cast<int>(names.size()) - 1;
        }
        at(node).inputs.push_back(socketOf(from, toQt(to.port)));
        at(node).inputs.back().socket = {to.item.value, toQt(to.port)};
        return static_cast<int>(names.size()) - 1;
    }

    DiagramNode& at(int node) { return m_diagram.nodes[static_cast<std::size_t>(node)]; }

    void addWires() {
        for (const Wire* wire : m_document.all<Wire>()) {
            const ItemId fromItem = shown(wire->from.item);
            const ItemId toItem = shown(wire->to.item);
            const auto from = m_nodeOf.find(fromItem);
            const auto to = m_nodeOf.find(toItem);
            if (from == m_nodeOf.end() || to == m_nodeOf.end() || fromItem == toItem ||
                isHidden(fromItem, toItem)) {
                continue;
            }
            const bool control = wire->from.port == kControlPort;
            const bool inside = toItem != wire->to.item;
            const int output = control ? 0 : outputAt(from->second, wire->from);
            const int input = control ? 0 : inputAt(to->second, wire->to, wire->from, inside);
            const bool shared =
                !control && at(to->second).inputs[static_cast<std::size_t>(input)].socket.item == 0;
            if (shared && !m_shared.insert({from->second, output, to->second, input}).second) {
                continue;
            }
            const auto tensor = m_expansion.tensorAt(wire->from);
            const bool reference = tensor && m_expansion.graph.output(*tensor).isRef;
            const int panel = m_diagram.panelAround(from->second, to->second);
            const ItemId group = panel < 0 ? m_parent : ItemId{at(panel).id};
            m_diagram.wires.push_back({from->second, output, to->second, input, control, reference,
                                       shared ? 0 : wire->id.value, pointsIn(wire->points, group),
                                       panel});
        }
    }

    void addFindings() {
        for (const Finding& finding : m_whole.findings) {
            const auto found = m_nodeOf.find(shown(finding.item));
            if (found == m_nodeOf.end() || finding.severity != Finding::Severity::Error) {
                continue;
            }
            // What is only not finished is told apart from what is wrong.
            const bool waits = finding.kind == Finding::Kind::Unconnected;
            DiagramNode& node = at(found->second);
            QString& words = waits ? node.warning : node.problem;
            if (!words.isEmpty()) { continue; }
            const bool ours = found->first == finding.item && !finding.port.empty();
            words = waits && ours && finding.port != kControlPort
                        ? QCoreApplication::translate("weft::ui::Diagram", "needs a wire at %1")
                              .arg(toQt(finding.port))
                        : toQt(finding.text);
        }
    }

    const Document& m_document;
    const Expansion& m_expansion;  // of the graph, or of the body that is drawn
    const Expansion& m_whole;
    ItemId m_parent;
    const Folds& m_folds;
    FlowPanes m_panes;
    std::map<ItemId, int> m_opsOf;  // of items and of the groups around them
    std::set<ItemId> m_stateful;    // as m_opsOf: what owns a variable
    std::map<PortRef, const Wire*> m_wired;
    std::set<PortRef> m_read;
    std::map<ItemId, int> m_nodeOf;
    std::map<PortRef, int> m_outputOf;
    std::set<std::array<int, 4>> m_shared;  // wires to sockets that stand for several
    std::vector<std::string> m_names;
    std::vector<std::vector<std::string>> m_inputNames;  // by node: ports in drawn order
    Diagram m_diagram;
};

}  // namespace

Diagram diagramOfItems(const Document& document, const Expansion& expansion, ItemId parent,
                       const Folds& folds) {
    return ItemDrawer(document, expansion, parent, folds).draw();
}

}  // namespace weft::ui
