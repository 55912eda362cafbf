// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/groups/tower_parts.h"

#include <algorithm>
#include <numeric>

namespace weft::ui {
namespace {

Tensor ints(const std::vector<std::int32_t>& values) {
    return Tensor::ofValues<std::int32_t>(Shape{static_cast<std::int64_t>(values.size())},
                                          std::span<const std::int32_t>(values));
}

Item itemOf(ItemId parent, const std::string& name, decltype(Item::what) what) {
    Item item;
    item.parent = parent;
    item.name = name;
    item.what = std::move(what);
    return item;
}

}  // namespace

bool isInside(const Document& document, ItemId id, ItemId group) {
    const Item* item = document.item(id);
    while (item != nullptr && item->id != group) { item = document.item(item->parent); }
    return item != nullptr;
}

bool isBatch(const EngineDocument& document, const PortRef& port) {
    const auto tensor = document.expansion.tensorAt(port);
    if (!tensor) { return false; }
    const PartialShape& shape = document.graph().output(*tensor).shape;
    if (!shape.hasRank() || shape.rank() == 0) { return false; }
    const Item* item = document.project->item(port.item);
    return shape[0] == kUnknownDim || (item != nullptr && isPlaceholder(*item));
}

Joining joiningOf(const EngineDocument& document, const PortRef& port) {
    const auto tensor = document.expansion.tensorAt(port);
    if (!tensor) { return {}; }
    const OutputInfo& info = document.graph().output(*tensor);
    if (info.shape.hasRank() && info.shape.rank() > 0) {
        return {Joining::Kind::Concat, info.type};
    }
    const bool sums = document.graph().node(tensor->node).isOp("Sum") || !isFloating(info.type);
    return {sums ? Joining::Kind::Sum : Joining::Kind::Mean, info.type};
}

void setDeviceInside(Edit& edit, ItemId group, const std::string& device) {
    std::vector<Item> changed;
    for (const Item* item : edit.document().all<Item>()) {
        if (!isInside(edit.document(), item->id, group)) { continue; }
        Item copy = *item;
        if (auto* op = std::get_if<OpItem>(&copy.what)) { op->device = device; }
        if (auto* recipe = std::get_if<RecipeItem>(&copy.what)) { recipe->device = device; }
        changed.push_back(std::move(copy));
    }
    for (Item& item : changed) { edit.put(std::move(item)); }
}

TowerParts::TowerParts(Edit& edit, ItemId parent, const std::string& name, QPointF at)
    : m_edit(edit) {
    Item group = itemOf(parent, name, GroupItem{});
    group.x = at.x();
    group.y = at.y();
    m_group = m_edit.add(std::move(group));
}

PortRef TowerParts::constant(const std::string& name, const Tensor& value) {
    OpItem op{.op = "Const", .attrs = {}, .device = {}, .nodeExtra = {}};
    op.attrs.set("dtype", value.dtype());
    op.attrs.set("value", StoredTensor::fromTensor(value));
    return {m_edit.add(itemOf(m_group, name, std::move(op))), "output"};
}

Result<PortRef> TowerParts::op(const std::string& type, const Inputs& inputs, AttrMap attrs,
                               const std::string& name) {
    Item item =
        itemOf(m_group, name.empty() ? type : name,
               OpItem{.op = type, .attrs = std::move(attrs), .device = {}, .nodeExtra = {}});
    const ItemId made = m_edit.add(std::move(item));
    for (const auto& [port, from] : inputs) {
        WEFT_TRY(m_edit.connect(from, {made, port}).status());
    }
    const auto outputs = outputPorts(m_edit.document(), *m_edit.document().item(made));
    return PortRef{made, outputs.empty() ? std::string() : outputs.front().port};
}

Result<RowShares> TowerParts::sharesOf(const PortRef& batch, std::size_t towers) {
    const auto count = static_cast<std::int32_t>(towers);
    std::vector<std::int32_t> steps(towers);
    std::iota(steps.begin(), steps.end(), 0);
    // floor((rows + k) / n) for k = 0 ... n - 1 adds up to rows.
    const PortRef shape = WEFT_TRY(op("Shape", {{"input", batch}}));
    const PortRef rows = WEFT_TRY(op("Slice", {{"input", shape},
                                               {"begin", constant("first", ints({0}))},
                                               {"size", constant("one", ints({1}))}}));
    const PortRef ahead =
        WEFT_TRY(op("AddV2", {{"x", rows}, {"y", constant("places", ints(steps))}}));
    m_shares.sizes =
        WEFT_TRY(op("FloorDiv", {{"x", ahead}, {"y", constant("towers", ints({count}))}}));
    const AttrMap toFloat({{"DstT", DType::Float}});
    const PortRef parts = WEFT_TRY(op("Cast", {{"x", m_shares.sizes}}, toFloat));
    const PortRef all = WEFT_TRY(op("Cast", {{"x", rows}}, toFloat));
    m_shares.weights = WEFT_TRY(op("RealDiv", {{"x", parts}, {"y", all}}));
    return m_shares;
}

Result<std::vector<PortRef>> TowerParts::split(const PortRef& batch, std::size_t towers) {
    const PortRef axis = constant("axis", Tensor::scalar(std::int32_t{0}));
    const PortRef first = WEFT_TRY(
        op("SplitV", {{"value", batch}, {"size_splits", m_shares.sizes}, {"split_dim", axis}},
           AttrMap({{"num_split", static_cast<std::int64_t>(towers)}, {"Tlen", DType::Int32}})));
    std::vector<PortRef> parts;
    for (std::size_t k = 0; k < towers; ++k) {
        parts.push_back({first.item, listPort("output", k)});
    }
    return parts;
}

Result<PortRef> TowerParts::join(const std::string& name, Joining how,
                                 const std::vector<PortRef>& values, const RowShares& shares) {
    const bool sums = how.kind == Joining::Kind::Sum;
    Inputs inputs;
    for (std::size_t k = 0; k < values.size(); ++k) {
        inputs.emplace_back(listPort(sums ? "inputs" : "values", k), values[k]);
    }
    if (sums) { return op("AddN", inputs, {}, name); }
    if (how.kind == Joining::Kind::Concat) {
        inputs.emplace_back("axis", constant("axis", Tensor::scalar(std::int32_t{0})));
        return op("ConcatV2", inputs, {}, name);
    }
    PortRef weights = shares.weights;
    if (how.type != DType::Float) {
        weights = WEFT_TRY(op("Cast", {{"x", weights}}, AttrMap({{"DstT", how.type}})));
    }
    const PortRef all = WEFT_TRY(op("Pack", inputs));
    const PortRef weighted = WEFT_TRY(op("MulNoNan", {{"x", all}, {"y", weights}}));
    return op("Sum", {{"input", weighted}, {"reduction_indices", constant("axis", ints({0}))}}, {},
              name);
}

}  // namespace weft::ui
