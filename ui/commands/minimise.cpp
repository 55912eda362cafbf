// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// *Minimise this*; declared with the commands on wires.

#include <algorithm>

#include "ui/commands/item_commands.h"
#include "ui/commands/wire_commands.h"

namespace weft::ui {
namespace {

constexpr double kBeside = 240;  // from one node's left edge to the next one's
/// Enough for a curve that shows learning, few enough to end soon.
constexpr std::int64_t kFirstEpochs = 5;
/// Of tables: they have few rows.
constexpr std::int64_t kTableEpochs = 25;
constexpr std::int64_t kStepsWithoutData = 100;

bool hasTrainRow(const Document& document) {
    for (const RunRow* row : document.rows()) {
        if (row->mode == RunRow::Mode::Training) { return true; }
    }
    return false;
}

bool isPicture(const DataColumn& column) {
    return column.rowShape.hasRank() && column.rowShape.rank() > 1;
}

/// Epochs that are enough to see the data of a drawing learnt; 0 where nothing is fed.
std::int64_t firstEpochs(const Document& document) {
    for (const Wire* wire : document.all<Wire>()) {
        const Item* source = document.item(wire->from.item);
        const auto* data = source == nullptr ? nullptr : source->as<DataItem>();
        if (data == nullptr) { continue; }
        const bool pictures = std::ranges::any_of(data->columns, isPicture);
        return pictures ? kFirstEpochs : kTableEpochs;
    }
    return 0;
}

}  // namespace

void giveEpochsForData(Edit& edit) {
    Settings settings = edit.document().settings();
    const std::int64_t epochs = firstEpochs(edit.document());
    if (settings.epochs > 1 || settings.steps > 0 || epochs <= 1) { return; }
    settings.epochs = epochs;
    edit.put(std::move(settings));
}

void giveFirstEpochs(Edit& edit) {
    if (hasTrainRow(edit.document())) { return; }
    Settings settings = edit.document().settings();
    if (const std::int64_t epochs = firstEpochs(edit.document()); epochs > 0) {
        if (settings.epochs <= 1) { settings.epochs = epochs; }
    } else if (settings.steps == 0) {
        settings.steps = kStepsWithoutData;
    }
    if (entityToBytes(settings) != entityToBytes(edit.document().settings())) {
        edit.put(std::move(settings));
    }
}

Result<ItemId> minimise(Edit& edit, const EngineDocument& document, const PortRef& loss,
                        const std::string& optimizer) {
    const Item* item = edit.document().item(loss.item);
    if (item == nullptr) { return notFound("it is not there any more"); }
    if (const auto tensor = document.expansion.tensorAt(loss)) {
        const OutputInfo& info = document.graph().output(*tensor);
        const bool scalar = !info.shape.hasRank() || info.shape.rank() == 0;
        if (!scalar || !isFloating(info.type)) {
            return invalidArgument(
                concat("only a scalar of a float dtype can be made smaller: got ", info.type, " ",
                       info.shape, "; take its mean or sum first"));
        }
    }
    const QPointF at(item->x + kBeside, item->y);
    const ItemId made = WEFT_TRY(addEntry(edit, optimizer, item->parent, at));
    WEFT_TRY(edit.connect(loss, {made, "loss"}).status());
    giveFirstEpochs(edit);
    const std::vector<const RunRow*> sheet = edit.document().rows();
    // A drawing without a sheet of its own trains by the default one, which follows the drawing.
    for (RunRow& row : defaultRows(edit.document())) {
        if (sheet.empty() || row.targets != std::vector{made}) { continue; }
        row.order = sheet.back()->order + 1;
        edit.put(std::move(row));
        break;
    }
    return made;
}

}  // namespace weft::ui
