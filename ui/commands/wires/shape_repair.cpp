// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/wires/shape_repair.h"

#include <QPointF>
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "ui/commands/item_commands.h"

namespace weft::ui {
namespace {

constexpr double kAbove = 80;  // from a node to its constant

/// One way to change a shape: an op, its data input, and the constant it is told.
struct Way {
    std::string op;
    std::string input;
    std::string told;                  ///< input of the constant; empty: none
    std::vector<std::int32_t> values;  ///< its elements
    bool scalar = false;
};

std::optional<PartialShape> shapeAt(const EngineDocument& document, const PortRef& from) {
    const OutputInfo* info = document.expansion.outputAt(from);
    return info != nullptr && info->shape.hasRank() ? std::optional(info->shape) : std::nullopt;
}

/// Permutations people mean: a matrix turned round, channels moved to the other end.
std::vector<std::vector<std::int32_t>> turns(int rank) {
    if (rank == 2) { return {{1, 0}}; }
    if (rank == 4) { return {{0, 2, 3, 1}, {0, 3, 1, 2}}; }
    if (rank != 3) { return {}; }
    return {{0, 2, 1}};
}

/// Sizes of what is wired beside, then all but the first dimension in one.
std::vector<std::vector<std::int32_t>> sizes(const EngineDocument& document,
                                             const PartialShape& shape, const PortRef& to) {
    std::vector<std::vector<std::int32_t>> found;
    const auto add = [&found](const PartialShape& wanted) {
        std::vector<std::int32_t> dims;
        for (const std::int64_t dim : wanted.dims()) {
            dims.push_back(static_cast<std::int32_t>(dim));
        }
        if (!dims.empty() && std::ranges::count(dims, -1) <= 1) { found.push_back(dims); }
    };
    for (const Wire* wire : document.project->all<Wire>()) {
        if (wire->to.item != to.item || wire->to == to) { continue; }
        if (const auto beside = shapeAt(document, wire->from)) { add(*beside); }
    }
    if (shape.rank() > 2) {
        if (const auto rest = shape.slice(1).elements()) { add(PartialShape{-1, *rest}); }
    }
    return found;
}

std::vector<Way> waysFor(const EngineDocument& document, const PortRef& from, const PortRef& to) {
    const std::optional<PartialShape> shape = shapeAt(document, from);
    if (!shape) { return {}; }
    std::vector<Way> ways;
    if (std::ranges::count(shape->dims(), 1) > 0) { ways.push_back({"Squeeze", "input", "", {}}); }
    ways.push_back({"ExpandDims", "input", "dim", {-1}, true});
    ways.push_back({"ExpandDims", "input", "dim", {0}, true});
    for (std::vector<std::int32_t>& turn : turns(static_cast<int>(shape->rank()))) {
        ways.push_back({"Transpose", "x", "perm", std::move(turn)});
    }
    for (std::vector<std::int32_t>& dims : sizes(document, *shape, to)) {
        ways.push_back({"Reshape", "tensor", "shape", std::move(dims)});
    }
    return ways;
}

Result<ItemId> take(Edit& edit, const Way& way, const PortRef& from, const PortRef& to) {
    const Item* target = edit.document().item(to.item);
    const Item* source = edit.document().item(from.item);
    if (target == nullptr || source == nullptr) { return notFound("it is not there any more"); }
    const QPointF between((source->x + target->x) / 2, (source->y + target->y) / 2);
    const ItemId parent = target->parent;
    const ItemId made = WEFT_TRY(addEntry(edit, way.op, parent, between));
    WEFT_TRY(edit.connect(from, {made, way.input}).status());
    if (!way.told.empty()) {
        const auto count = static_cast<std::int64_t>(way.values.size());
        const Tensor values = Tensor::ofValues<std::int32_t>(
            way.scalar ? Shape{} : Shape{count}, std::span<const std::int32_t>(way.values));
        const ItemId told = WEFT_TRY(addEntry(edit, "Const", parent, between - QPointF(0, kAbove)));
        WEFT_TRY(setAttribute(edit, told, "dtype", DType::Int32));
        WEFT_TRY(setAttribute(edit, told, "value", StoredTensor::fromTensor(values)));
        WEFT_TRY(edit.connect({told, "output"}, {made, way.told}).status());
    }
    const std::vector<weft::PortInfo> outputs =
        outputPorts(edit.document(), *edit.document().item(made));
    WEFT_TRY(edit.connect({made, outputs.front().port}, to).status());
    return made;
}

/// Whether a way leaves nothing wrong that was not wrong before.
bool helps(const EngineDocument& document, const Way& way, const PortRef& from, const PortRef& to) {
    Edit edit(*document.project);
    if (!take(edit, way, from, to).ok()) { return false; }
    std::set<std::pair<ItemId, std::string>> known;
    for (const Finding& finding : document.expansion.findings) {
        known.emplace(finding.item, finding.text);
    }
    const Expansion tried = expandForward(edit.document());
    return std::ranges::none_of(tried.findings, [&](const Finding& finding) {
        const bool wrong = finding.severity == Finding::Severity::Error &&
                           finding.kind != Finding::Kind::Unconnected;
        return wrong && !known.contains({finding.item, finding.text});
    });
}

}  // namespace

bool isShapeRepair(const std::string& op) {
    return op == "Squeeze" || op == "ExpandDims" || op == "Transpose" || op == "Reshape";
}

std::string shapeRepair(const EngineDocument& document, const PortRef& from, const PortRef& to) {
    if (!document.project) { return {}; }
    for (const Way& way : waysFor(document, from, to)) {
        if (helps(document, way, from, to)) { return way.op; }
    }
    return {};
}

Result<ItemId> connectShaped(Edit& edit, const EngineDocument& document, const PortRef& from,
                             const PortRef& to, const std::string& op) {
    for (const Way& way : waysFor(document, from, to)) {
        if (way.op == op && helps(document, way, from, to)) { return take(edit, way, from, to); }
    }
    return notFound("it is not known to which shape");
}

}  // namespace weft::ui
