// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/graph_problems.h"

#include <QCoreApplication>
#include <algorithm>
#include <set>

#include "engine/compose/foreign/take_over.h"
#include "ui/base/to_qt.h"
#include "ui/commands/item_commands.h"

namespace weft::ui {
namespace {

constexpr double kBeside = 200;  // from one node's left edge to the next one's

QString words(const char* text) {
    return QCoreApplication::translate("weft::ui::GraphProblems", text);
}

class Finder {
public:
    explicit Finder(const EngineDocument& document)
        : m_document(document), m_project(*document.project) {}

    std::vector<ProblemRow> run() {
        for (const Node& node : m_document.graph().nodes()) {
            if (isVariableNode(node)) { lookAtVariable(node); }
        }
        for (const auto& [item, made] : m_document.expansion.trained) {
            lookAtTraining(item, made);
        }
        for (const Item* item : m_project.all<Item>()) { lookAtDevice(*item); }
        lookForUnused();
        return std::move(m_rows);
    }

private:
    ProblemRow& add(ItemId item, ProblemRow::Severity severity, const QString& text) {
        ProblemRow row;
        row.severity = severity;
        row.where = toQt(m_project.pathOf(item));
        row.item = item.value;
        row.text = text;
        m_rows.push_back(std::move(row));
        return m_rows.back();
    }

    void lookAtVariable(const Node& node) {
        const Origin& origin = m_document.expansion.originOf(node.id);
        const Item* item = m_project.item(origin.item);
        if (item == nullptr || item->as<OpItem>() == nullptr) { return; }
        for (const Graph::Use& use : m_document.graph().uses(node.id)) {
            const Node& user = m_document.graph().node(use.node);
            if (use.input == 0 && user.opName.starts_with("Assign")) { return; }
        }
        ProblemRow& row =
            add(item->id, ProblemRow::Severity::Warning,
                words("variable %1 has no first value: nothing assigns it").arg(toQt(node.name)));
        const auto shape = node.attrs.getOr<PartialShape>("shape", PartialShape());
        if (node.isOp("VariableV2") && shape.isFull()) {
            row.repairs = {{QStringLiteral("zeros"), words("Begin with zeros")}};
        }
    }

    void lookAtTraining(ItemId optimizer, const Minimized& made) {
        const auto& collections = m_document.graph().collections().variables;
        const auto all = collections.find("trainable_variables");
        const Item* item = m_project.item(optimizer);
        const auto* recipe = item == nullptr ? nullptr : item->as<RecipeItem>();
        if (all == collections.end() || recipe == nullptr) { return; }
        // Who names variables means those.
        const auto named = recipe->parameters.getOr<std::vector<std::string>>("variables", {});
        if (!named.empty() || m_document.expansion.trained.size() > 1) { return; }
        std::set<NodeId> reached;
        for (const Minimized::Update& update : made.updates) { reached.insert(update.variable); }
        for (const VariableInfo& info : all->second) {
            const Node* node =
                m_document.graph().find(info.variable.substr(0, info.variable.find(':')));
            if (node == nullptr || reached.contains(node->id)) { continue; }
            const Origin& origin = m_document.expansion.originOf(node->id);
            ProblemRow& row =
                add(origin.item, ProblemRow::Severity::Warning,
                    words("%1 gets no gradient: what %2 makes smaller does not depend on it")
                        .arg(toQt(node->name), toQt(m_project.pathOf(optimizer))));
            row.repairs = {{QStringLiteral("frozen:") + toQt(origin.role), words("Not trained")}};
        }
    }

    void lookAtDevice(const Item& item) {
        const auto* op = item.as<OpItem>();
        const auto* recipe = item.as<RecipeItem>();
        const std::string device = op != nullptr       ? op->device
                                   : recipe != nullptr ? recipe->device
                                                       : "";
        if (device.empty() || m_project.settings().softPlacement) { return; }
        const Result<DeviceName> name = DeviceName::parse(device);
        const int there = std::max(1, m_project.settings().cpuDevices);
        const bool wrong =
            !name.ok() || (name->type == "CPU" && name->index && *name->index >= there);
        if (!wrong) { return; }
        ProblemRow& row = add(item.id, ProblemRow::Severity::Warning,
                              words("%1 is to run on %2, which a session here does not have")
                                  .arg(toQt(m_project.pathOf(item.id)), toQt(device)));
        row.repairs = {{QStringLiteral("anywhere"), words("Any device")},
                       {QStringLiteral("soft"), words("Soft placement")}};
    }

    /// In a drawing that trains: what is neither read nor asked for by the run sheet.
    void lookForUnused() {
        if (isForeign(m_project) || m_document.expansion.trained.empty()) { return; }
        std::set<ItemId> used;
        for (const Wire* wire : m_project.all<Wire>()) { used.insert(wire->from.item); }
        for (const RunRow* row : m_project.rows()) {
            used.insert(row->targets.begin(), row->targets.end());
            for (const PortRef& fetch : row->fetches) { used.insert(fetch.item); }
        }
        std::set<ItemId> wired;
        for (const Wire* wire : m_project.all<Wire>()) { wired.insert(wire->to.item); }
        for (const Item* item : m_project.all<Item>()) {
            const auto* recipe = item->as<RecipeItem>();
            const RecipeDef* def = recipe == nullptr ? nullptr : findRecipe(recipe->recipe);
            const bool asked = def != nullptr && (def->isMetric || def->isOptimizer);
            const bool ours = item->as<OpItem>() != nullptr || recipe != nullptr;
            if (!ours || asked || used.contains(item->id) || !wired.contains(item->id) ||
                outputPorts(m_project, *item).empty()) {
                continue;
            }
            ProblemRow& row = add(item->id, ProblemRow::Severity::Hint,
                                  words("nothing uses %1: it is not computed while training")
                                      .arg(toQt(m_project.pathOf(item->id))));
            row.repairs = {{QStringLiteral("delete"), words("Delete it")}};
        }
    }

    const EngineDocument& m_document;
    const Document& m_project;
    std::vector<ProblemRow> m_rows;
};

/// An assignment of zeros, beside the variable.
Status beginWithZeros(Edit& edit, ItemId id) {
    const Item variable = *edit.document().item(id);
    const auto* op = variable.as<OpItem>();
    if (op == nullptr || op->op != "VariableV2") { return notFound("it is no variable"); }
    const DType type = op->attrs.getOr<DType>("dtype", DType::Float);
    const auto sizes = op->attrs.getOr<PartialShape>("shape", PartialShape());
    const Shape shape = WEFT_TRY(makeShape(sizes.dims()));
    Tensor zeros = WEFT_TRY(Tensor::allocate(type, shape));
    if (type != DType::String) { std::fill_n(zeros.mutableData(), zeros.bytes(), std::byte{0}); }
    const QPointF at(variable.x, variable.y + 120);
    const ItemId value = WEFT_TRY(addEntry(edit, "Const", variable.parent, at));
    WEFT_TRY(setAttribute(edit, value, "dtype", type));
    WEFT_TRY(setAttribute(edit, value, "value", StoredTensor::fromTensor(zeros)));
    const ItemId assign =
        WEFT_TRY(addEntry(edit, "Assign", variable.parent, at + QPointF(kBeside, 0)));
    WEFT_TRY(
        edit.connect({id, outputPorts(edit.document(), variable).front().port}, {assign, "ref"})
            .status());
    return edit.connect({value, "output"}, {assign, "value"}).status();
}

}  // namespace

std::vector<ProblemRow> graphProblems(const EngineDocument& document) {
    return document.project ? Finder(document).run() : std::vector<ProblemRow>();
}

Status makeGraphRepair(Edit& edit, const EngineDocument& document, ItemId item,
                       const QString& repair) {
    (void)document;
    const QString kind = repair.section(':', 0, 0);
    if (kind == QStringLiteral("zeros")) { return beginWithZeros(edit, item); }
    if (kind == QStringLiteral("anywhere")) { return setDevice(edit, item, {}); }
    if (kind == QStringLiteral("soft")) {
        Settings settings = edit.document().settings();
        settings.softPlacement = true;
        edit.put(std::move(settings));
        return okStatus();
    }
    if (kind == QStringLiteral("frozen")) {
        Override made;
        made.item = item;
        made.role = repair.section(':', 1).toStdString();
        made.kind = Override::Kind::Trainable;
        made.flag = false;
        edit.put(std::move(made));
        return okStatus();
    }
    if (kind == QStringLiteral("delete")) {
        edit.remove(item);
        return okStatus();
    }
    return notFound(concat("there is no repair '", repair.toStdString(), "'"));
}

}  // namespace weft::ui
