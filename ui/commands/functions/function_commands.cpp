// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/functions/function_commands.h"

#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/make_function.h"
#include "ui/base/to_qt.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/wires/wire_points.h"

namespace weft::ui {
namespace {

constexpr const char* kCallMark = "()";

Result<ItemId> addBar(Edit& edit, bool isArgument, ItemId parent, QPointF at) {
    const Item* function = edit.document().item(parent);
    if (function == nullptr || function->as<FunctionItem>() == nullptr) {
        return invalidArgument("arguments and results stand in the body of a function");
    }
    const std::string name = function->name;
    const auto bar =
        isArgument ? argumentsOf(edit.document(), parent) : resultsOf(edit.document(), parent);
    const std::int64_t next =
        bar.empty() ? 0 : bar.back()->as<OpItem>()->attrs.getOr<std::int64_t>(kBarIndex, 0) + 1;
    Item item{.parent = parent, .x = at.x(), .y = at.y()};
    OpItem op{isArgument ? kArgumentOp : kResultOp, {{kBarIndex, next}}, {}, {}};
    if (isArgument) { op.attrs.set("T", DType::Float); }
    item.what = std::move(op);
    const ItemId made = edit.add(std::move(item), isArgument ? "argument" : "result");
    followSignature(edit, name);
    return made;
}

Result<ItemId> addCall(Edit& edit, const std::string& name, ItemId parent, QPointF at) {
    if (functionNamed(edit.document(), name) == nullptr) {
        return notFound(concat("no function is called '", name, "'"));
    }
    Item item{.parent = parent, .x = at.x(), .y = at.y()};
    item.what = OpItem{"StatefulPartitionedCall", {{"f", FunctionAttr{name, nullptr}}}, {}, {}};
    std::string base = name;
    base.erase(0, base.find_first_not_of("_-"));
    return edit.add(std::move(item), base.empty() ? "call" : base);
}

}  // namespace

QString callEntryOf(const QString& function) { return function + QLatin1String(kCallMark); }

std::optional<Result<ItemId>> addFunctionEntry(Edit& edit, const std::string& entry, ItemId parent,
                                               QPointF at) {
    if (entry == kArgumentEntry || entry == kResultEntry) {
        return addBar(edit, entry == kArgumentEntry, parent, at);
    }
    const std::string_view mark = kCallMark;
    if (!entry.ends_with(mark)) { return std::nullopt; }
    return addCall(edit, entry.substr(0, entry.size() - mark.size()), parent, at);
}

Result<ItemId> makeFunctionOf(Edit& edit, const EngineDocument& document,
                              const QSet<quint64>& ids) {
    std::set<ItemId> items;
    ItemId around;
    for (const quint64 id : ids) {
        const Item* item = edit.document().item(ItemId{id});
        if (item == nullptr) { continue; }
        items.insert(item->id);
        around = item->parent;
    }
    const MadeFunction made = WEFT_TRY(makeFunction(edit, items, document.expansion, "function"));
    rehomePoints(edit, around, made.function, {});
    return made.call;
}

}  // namespace weft::ui
