// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/wire_commands.h"

#include <algorithm>
#include <cstdlib>

#include "ui/base/to_qt.h"
#include "ui/commands/data_commands.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/wires/shape_repair.h"

namespace weft::ui {
namespace {

/// Bytes of a picture's point, to the unit interval.
constexpr double kByteScale = 1.0 / 255;
constexpr double kBelow = 104;  // from a placeholder to one below it

const DataColumn* columnOf(const Document& document, const PortRef& from) {
    const Item* item = document.item(from.item);
    const auto* data = item == nullptr ? nullptr : item->as<DataItem>();
    if (data == nullptr) { return nullptr; }
    for (const DataColumn& column : data->columns) {
        if (column.name == from.port) { return &column; }
    }
    return nullptr;
}

/// What makes rows of a column fit a placeholder; the last word is the expansion's.
std::vector<Conversion> conversionsFor(const DataColumn& column, DType wanted,
                                       const PartialShape& shape) {
    std::vector<Conversion> steps;
    const bool labels =
        isInteger(column.type) && column.rowShape.hasRank() && column.rowShape.rank() == 0;
    const bool wantsRows = shape.hasRank() && shape.rank() > 0;
    if (labels && isFloating(wanted) && wantsRows && shape.rank() == 2 && shape[1] > 1) {
        steps.push_back(Conversion::oneHot(shape[1]));
    } else if (column.type == DType::UInt8 && isFloating(wanted) && !labels) {
        steps.push_back(Conversion::scale(kByteScale));
    }
    const auto typeNow = [&]() -> DType {
        const Result<RowType> row = convertedType({column.type, column.rowShape}, steps);
        return row.ok() ? row->type : column.type;
    };
    if (typeNow() != wanted && wanted != DType::String && column.type != DType::String) {
        steps.push_back(Conversion::cast(wanted));
    }
    const Result<RowType> row = convertedType({column.type, column.rowShape}, steps);
    if (!row.ok() || !wantsRows) { return steps; }
    const PartialShape rowWanted = shape.slice(1);
    const bool fits = rowWanted.compatibleWith(row->rowShape);
    const auto have = row->rowShape.elements();
    const auto want = rowWanted.elements();
    if (!fits && have && want && *have == *want) {
        steps.push_back(Conversion::reshape(rowWanted));
    }
    return steps;
}

/// "Placeholder", "Placeholder_2": a name that nobody has chosen.
bool isNumbered(std::string_view name, std::string_view kind) {
    if (!name.starts_with(kind)) { return false; }
    name.remove_prefix(kind.size());
    const bool digits = name.find_first_not_of("0123456789", 1) == std::string_view::npos;
    return name.empty() || (name.size() > 1 && name.front() == '_' && digits);
}

/// A placeholder that nobody has told a shape takes what the column gives.
Status bind(Edit& edit, const DataColumn& column, const PortRef& from, const PortRef& to) {
    Item placeholder = *edit.document().item(to.item);
    auto& op = std::get<OpItem>(placeholder.what);
    const bool fresh =
        op.op == "Placeholder" && !op.attrs.getOr<PartialShape>("shape", PartialShape()).hasRank();
    if (fresh) {
        const bool picture = column.type == DType::UInt8 && column.rowShape.rank() > 0;
        const bool wide = column.type == DType::Double;
        const DType type = picture || wide ? DType::Float : column.type;
        op.attrs.set("dtype", type);
        op.attrs.set("shape", PartialShape{kUnknownDim}.concat(column.rowShape));
    }
    const DType wanted = op.attrs.getOr<DType>("dtype", column.type);
    const auto shape = op.attrs.getOr<PartialShape>("shape", PartialShape());
    std::vector<Conversion> steps = conversionsFor(column, wanted, shape);
    const bool unnamed = fresh && isNumbered(placeholder.name, op.op);
    const ItemId parent = placeholder.parent;
    edit.put(std::move(placeholder));
    if (unnamed) {
        // A column may be called what no node can be.
        const Status named =
            renameItem(edit, to.item, edit.document().uniqueName(parent, column.name));
        if (!named.ok() && named.code() != StatusCode::kInvalidArgument) { return named; }
    }
    return edit.connect(from, to, std::move(steps)).status();
}

/// The name of the first input of a new item that fits, or nothing.
std::optional<std::string> firstFitting(const EngineDocument* document, const Edit& edit,
                                        const PortRef& from, ItemId added) {
    const Item& item = *edit.document().item(added);
    const Item* source = edit.document().item(from.item);
    for (const weft::PortInfo& port : inputPorts(edit.document(), item)) {
        const bool fed = source != nullptr && source->as<DataItem>() != nullptr;
        if (fed != (isPlaceholder(item) && port.port == kFeedPort)) { continue; }
        if (document == nullptr || source == nullptr ||
            fitsNewItem(*document, *source, from, item, port.port)) {
            return port.port;
        }
    }
    return std::nullopt;
}

/// The column of classes behind `from` as rows of that many, wired to `to`.
Result<ItemId> connectOneHot(Edit& edit, DType wanted, const PortRef& from, const PortRef& to,
                             std::int64_t classes) {
    std::optional<PortRef> column;
    bool shared = false;
    for (const Wire* wire : edit.document().all<Wire>()) {
        if (wire->to == PortRef{from.item, kFeedPort}) { column = wire->from; }
        shared = shared || (wire->from == from && wire->to != to);
    }
    if (!column) { return notFound("no column of data feeds these labels"); }
    PortRef labels = from;
    if (shared) {
        const Item& beside = *edit.document().item(from.item);
        const QPointF below(beside.x, beside.y + kBelow);
        labels.item = WEFT_TRY(placeholderForColumn(edit, *column, beside.parent, below));
    }
    Item placeholder = *edit.document().item(labels.item);
    auto* op = std::get_if<OpItem>(&placeholder.what);
    if (op == nullptr) { return notFound("the labels are no placeholder"); }
    op->attrs.set("dtype", wanted);
    op->attrs.set("shape", PartialShape{kUnknownDim, classes});
    edit.put(std::move(placeholder));
    // Bound anew: the conversions follow from what it wants now.
    WEFT_TRY(connectSockets(edit, *column, {labels.item, kFeedPort}).status());
    return connectSockets(edit, labels, to);
}

}  // namespace

Result<ItemId> connectSockets(Edit& edit, const PortRef& from, const PortRef& to) {
    const Item* target = edit.document().item(to.item);
    const DataColumn* column = columnOf(edit.document(), from);
    if (target != nullptr && column != nullptr && isPlaceholder(*target) && to.port == kFeedPort) {
        const DataColumn copy = *column;
        WEFT_TRY(bind(edit, copy, from, to));
        return to.item;
    }
    const auto* recipe = target == nullptr ? nullptr : target->as<RecipeItem>();
    const RecipeDef* def = recipe == nullptr ? nullptr : findRecipe(recipe->recipe);
    const bool trains = def != nullptr && def->isOptimizer && to.port == "loss";
    const ItemId wire = WEFT_TRY(edit.connect(from, to));
    if (trains) { giveFirstEpochs(edit); }
    return wire;
}

Result<ItemId> addConnected(Edit& edit, const EngineDocument& document, const std::string& entry,
                            ItemId parent, QPointF at, const PortRef& socket, bool fromIsOutput) {
    if (entry == kColumnEntry) { return placeholderForColumn(edit, socket, parent, at); }
    const ItemId made = WEFT_TRY(addEntry(edit, entry, parent, at));
    if (fromIsOutput) {
        if (const auto port = firstFitting(&document, edit, socket, made)) {
            WEFT_TRY(connectSockets(edit, socket, {made, *port}).status());
        }
        return made;
    }
    const std::vector<weft::PortInfo> outputs =
        outputPorts(edit.document(), *edit.document().item(made));
    if (!outputs.empty()) {
        WEFT_TRY(connectSockets(edit, {made, outputs.front().port}, socket).status());
    }
    return made;
}

Result<ItemId> connectRepaired(Edit& edit, const EngineDocument& document, const PortRef& from,
                               const PortRef& to, const WireVerdict& verdict) {
    const Item* target = edit.document().item(to.item);
    const Item* source = edit.document().item(from.item);
    if (target == nullptr || source == nullptr || verdict.repair.empty()) {
        return invalidArgument("there is nothing to put between");
    }
    if (const std::string oneHot = kOneHotRepair; verdict.repair.starts_with(oneHot)) {
        const std::int64_t classes = std::atoll(verdict.repair.c_str() + oneHot.size());
        return connectOneHot(edit, wantedType(document, to), from, to, classes);
    }
    if (isShapeRepair(verdict.repair)) {
        return connectShaped(edit, document, from, to, verdict.repair);
    }
    const QPointF between((source->x + target->x) / 2, (source->y + target->y) / 2);
    const ItemId parent = target->parent;
    const ItemId made =
        WEFT_TRY(addConnected(edit, document, verdict.repair, parent, between, from, true));
    if (verdict.repair == "Cast") {
        WEFT_TRY(setAttribute(edit, made, "DstT", wantedType(document, to)));
    }
    const std::vector<weft::PortInfo> outputs =
        outputPorts(edit.document(), *edit.document().item(made));
    WEFT_TRY(connectSockets(edit, {made, outputs.front().port}, to).status());
    return made;
}

}  // namespace weft::ui
