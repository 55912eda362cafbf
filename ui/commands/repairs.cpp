// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/repairs.h"

#include <QPointF>
#include <algorithm>

#include "engine/compose/foreign/replace_gradients.h"
#include "engine/compose/functions/gradient_function.h"
#include "ui/base/to_qt.h"
#include "ui/commands/graph_problems.h"
#include "ui/commands/groups/name_taken.h"
#include "ui/commands/groups/share_weights.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/marks/left_out.h"
#include "ui/commands/wire_commands.h"

namespace weft::ui {
namespace {

constexpr double kBeside = 240;  // from one node's left edge to the next one's

const Wire* wireInto(const Document& document, const PortRef& to) {
    for (const Wire* wire : document.all<Wire>()) {
        if (wire->to == to) { return wire; }
    }
    return nullptr;
}

/// Puts an entry between an input and what is wired to it.
Status putBetween(Edit& edit, const EngineDocument& document, const PortRef& to,
                  const std::string& entry) {
    const Wire* wire = wireInto(edit.document(), to);
    if (wire == nullptr) { return notFound("the wire is not there any more"); }
    const PortRef from = wire->from;
    return connectRepaired(edit, document, from, to, WireVerdict{false, {}, entry}).status();
}

/// Sizes to reshape to: those of another input of the item, with one unknown size at most.
std::optional<std::vector<std::int32_t>> wantedSizes(const EngineDocument& document,
                                                     const PortRef& to) {
    for (const Wire* wire : document.project->all<Wire>()) {
        if (wire->to.item != to.item || wire->to == to) { continue; }
        const OutputInfo* info = document.expansion.outputAt(wire->from);
        if (info == nullptr) { continue; }
        const PartialShape& shape = info->shape;
        if (!shape.hasRank() || shape.rank() == 0) { continue; }
        std::vector<std::int32_t> sizes;
        for (const std::int64_t size : shape.dims()) {
            sizes.push_back(static_cast<std::int32_t>(size));
        }
        if (std::count(sizes.begin(), sizes.end(), -1) <= 1) { return sizes; }
    }
    return std::nullopt;
}

/// A Reshape to the sizes of the other input, with its constant.
Status putReshape(Edit& edit, const EngineDocument& document, const PortRef& to) {
    const Wire* wire = wireInto(edit.document(), to);
    const auto sizes = wantedSizes(document, to);
    if (wire == nullptr || !sizes) { return notFound("it is not known to which shape"); }
    const PortRef from = wire->from;
    const Item target = *edit.document().item(to.item);
    const QPointF at(target.x - kBeside, target.y);
    const ItemId reshape = WEFT_TRY(addEntry(edit, "Reshape", target.parent, at));
    const ItemId shape =
        WEFT_TRY(addEntry(edit, "Const", target.parent, at + QPointF(-kBeside, 80)));
    const Tensor values = Tensor::ofValues<std::int32_t>(
        Shape{static_cast<std::int64_t>(sizes->size())}, std::span<const std::int32_t>(*sizes));
    WEFT_TRY(setAttribute(edit, shape, "dtype", DType::Int32));
    WEFT_TRY(setAttribute(edit, shape, "value", StoredTensor::fromTensor(values)));
    WEFT_TRY(edit.connect(from, {reshape, "tensor"}).status());
    WEFT_TRY(edit.connect({shape, "output"}, {reshape, "shape"}).status());
    return edit.connect({reshape, "output"}, to).status();
}

/// A placeholder becomes one with a default, a constant of zeros that can be edited.
Status giveDefault(Edit& edit, ItemId id) {
    Item item = *edit.document().item(id);
    auto* op = std::get_if<OpItem>(&item.what);
    if (op == nullptr || op->op != "Placeholder") { return notFound("it is no placeholder"); }
    const DType type = op->attrs.getOr<DType>("dtype", DType::Float);
    const auto shape = op->attrs.getOr<PartialShape>("shape", PartialShape());
    Dims sizes = shape.hasRank() ? shape.dims() : Dims();
    for (std::int64_t& size : sizes) { size = std::max<std::int64_t>(size, 1); }
    const Shape full = WEFT_TRY(makeShape(sizes));
    Tensor zeros = WEFT_TRY(Tensor::allocate(type, full));
    if (type != DType::String) { std::fill_n(zeros.mutableData(), zeros.bytes(), std::byte{0}); }
    op->op = "PlaceholderWithDefault";
    op->attrs = AttrMap({{"dtype", type}, {"shape", shape}});
    const QPointF at(item.x - kBeside, item.y);
    const ItemId parent = item.parent;
    edit.put(std::move(item));
    const ItemId value = WEFT_TRY(addEntry(edit, "Const", parent, at));
    WEFT_TRY(setAttribute(edit, value, "dtype", type));
    WEFT_TRY(setAttribute(edit, value, "value", StoredTensor::fromTensor(zeros)));
    return edit.connect({value, "output"}, {id, "input"}).status();
}

/// A constant becomes a variable of the same name and first value.
Status makeVariable(Edit& edit, ItemId id) {
    Item item = *edit.document().item(id);
    const auto* op = item.as<OpItem>();
    const auto stored =
        op == nullptr ? nullptr : op->attrs.getOr<StoredTensorPtr>("value", nullptr);
    if (stored == nullptr) { return notFound("it is no constant"); }
    RecipeItem made{.recipe = "Variable",
                    .parameters = AttrMap({{"value", stored}, {"dtype", stored->dtype()}}),
                    .device = op->device};
    item.what = std::move(made);
    edit.put(std::move(item));
    for (const Wire* wire : edit.document().all<Wire>()) {
        if (wire->from != PortRef{id, "output"}) { continue; }
        Wire moved = *wire;
        moved.from.port = "value";
        edit.put(std::move(moved));
    }
    return okStatus();
}

/// What was said about derived nodes that are not made any more is taken back.
Status forgetLost(Edit& edit, const EngineDocument& document, ItemId id) {
    for (const Override* said : edit.document().all<Override>()) {
        if (said->item == id && !document.expansion.nodeOf(id, said->role)) {
            edit.remove(said->id);
        }
    }
    for (const Knob* knob : edit.document().all<Knob>()) {
        if (knob->item == id && !document.expansion.nodeOf(id, knob->role)) {
            edit.remove(knob->id);
        }
    }
    return okStatus();
}

/// Parameters that the contract refuses go back to their defaults.
Status useDefaults(Edit& edit, ItemId id) {
    Item item = *edit.document().item(id);
    auto* recipe = std::get_if<RecipeItem>(&item.what);
    const RecipeDef* def = recipe == nullptr ? nullptr : findRecipe(recipe->recipe);
    if (def == nullptr) { return notFound("it has no parameters"); }
    for (const AttrDef& attr : def->signature.attrs) {
        const AttrValue* value = recipe->parameters.find(attr.name);
        if (value == nullptr || !attr.defaultValue) { continue; }
        if (!checkParameter(*def, attr, *value).ok()) { recipe->parameters.erase(attr.name); }
    }
    edit.put(std::move(item));
    return okStatus();
}

}  // namespace

Status makeRepair(Edit& edit, const EngineDocument& document, ItemId item, const QString& repair) {
    if (edit.document().item(item) == nullptr) { return notFound("it is not there any more"); }
    const QString kind = repair.section(':', 0, 0);
    const PortRef to{item, repair.section(':', 1).toStdString()};
    if (kind == QStringLiteral("cast")) { return putBetween(edit, document, to, "Cast"); }
    if (kind == QStringLiteral("flatten")) { return putBetween(edit, document, to, "Flatten"); }
    if (kind == QStringLiteral("placeholder")) {
        return putBetween(edit, document, to, "Placeholder");
    }
    if (kind == QStringLiteral("reshape")) { return putReshape(edit, document, to); }
    if (kind == QStringLiteral("rebind")) {
        const Wire* wire = wireInto(edit.document(), to);
        if (wire == nullptr) { return notFound("the wire is not there any more"); }
        const PortRef from = wire->from;
        return connectSockets(edit, from, to).status();
    }
    if (kind == QStringLiteral("value")) { return giveDefault(edit, item); }
    if (kind == QStringLiteral("variable")) { return makeVariable(edit, item); }
    if (kind == QStringLiteral("forget")) { return forgetLost(edit, document, item); }
    if (kind == QLatin1String(kTakeInRepair)) { return takeBackIn(edit, item); }
    if (kind == QStringLiteral("mute")) {
        return toggleLeftOut(edit, document, {item.value}, LeftOut::Muted);
    }
    if (kind == QStringLiteral("optimizer")) { return replaceGradients(edit).status(); }
    if (kind == QStringLiteral("defaults")) { return useDefaults(edit, item); }
    if (kind == QStringLiteral("rename")) { return renameFreely(edit, item, to.port); }
    if (kind == QStringLiteral("share")) {
        return shareWeights(edit, item, ItemId{repair.section(':', 1).toULongLong()});
    }
    if (kind == QLatin1String(kFitGradientRepair)) {
        return fitGradientFunction(edit, document.expansion, item);
    }
    if (kind == QLatin1String(kDeriveGradientRepair)) {
        deriveGradientAgain(edit, item);
        return okStatus();
    }
    return makeGraphRepair(edit, document, item, repair);
}

}  // namespace weft::ui
