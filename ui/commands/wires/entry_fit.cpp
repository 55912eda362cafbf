// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/wires/entry_fit.h"

#include <vector>

#include "ui/commands/item_commands.h"
#include "ui/commands/wire_commands.h"

namespace weft::ui {
namespace {

Result<ItemId> source(Edit& edit, DType type, const PartialShape& shape) {
    const ItemId made = WEFT_TRY(addEntry(edit, "Placeholder", {}, {}));
    WEFT_TRY(setAttribute(edit, made, "dtype", type));
    WEFT_TRY(setAttribute(edit, made, "shape", shape));
    return made;
}

/// What is wrong with the entry in a drawing of its own, all of its inputs fed.
Result<std::vector<std::string>> errorsWith(const EngineDocument& document,
                                            const std::string& entry, const PortRef& output,
                                            DType type, const PartialShape& shape) {
    const Document empty;
    Edit tried(empty);
    const ItemId made = WEFT_TRY(addEntry(tried, entry, {}, {}));
    const Item item = *tried.document().item(made);
    const Item* dragged = document.project->item(output.item);
    bool fed = false;
    for (const weft::PortInfo& port : inputPorts(tried.document(), item)) {
        const bool here = !fed && (dragged == nullptr ||
                                   fitsNewItem(document, *dragged, output, item, port.port));
        if (!here && (port.isOptional || port.isRef)) { continue; }
        const DType wanted = isKnown(port.type) ? port.type : type;
        const ItemId from =
            WEFT_TRY(source(tried, here ? type : wanted, here ? shape : PartialShape::unknown()));
        WEFT_TRY(tried.connect({from, "output"}, {made, port.port}).status());
        fed = fed || here;
    }
    std::vector<std::string> errors;
    for (const Finding& finding : expandForward(tried.document()).findings) {
        const bool wrong = finding.severity == Finding::Severity::Error;
        if (wrong && finding.item == made) { errors.push_back(finding.text); }
    }
    return errors;
}

}  // namespace

bool entryTakesShape(const EngineDocument& document, const std::string& entry,
                     const PortRef& output) {
    const OutputInfo* carried = document.expansion.outputAt(output);
    if (!document.project || carried == nullptr) { return true; }
    const OutputInfo& info = *carried;
    if (!info.shape.hasRank() || !isKnown(info.type) || info.isRef) { return true; }
    const auto with = errorsWith(document, entry, output, info.type, info.shape);
    if (!with.ok() || with->empty()) { return true; }
    // The same without a shape: then it is not to blame.
    const auto without = errorsWith(document, entry, output, info.type, PartialShape::unknown());
    return !without.ok() || *without == *with;
}

}  // namespace weft::ui
