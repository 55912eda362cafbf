// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/foreign/bind_by_name.h"

#include <set>

#include "ui/commands/data_commands.h"

namespace weft::ui {
namespace {

constexpr int kMostConversions = 3;

/// The conversions that make a column fit a placeholder; nothing where none do.
std::optional<std::vector<Conversion>> conversionsFor(const DataColumn& column,
                                                      const OpItem& placeholder) {
    Binding binding;
    binding.column = column;
    binding.wanted = placeholder.attrs.getOr<DType>("dtype", DType::Invalid);
    binding.wantedShape = placeholder.attrs.getOr<PartialShape>("shape", PartialShape());
    for (int i = 0; i <= kMostConversions; ++i) {
        if (checkBinding(binding).fits) { return binding.conversions; }
        const std::optional<Conversion> next = helpfulConversion(binding);
        if (!next) { break; }
        binding.conversions.push_back(*next);
    }
    return std::nullopt;
}

}  // namespace

int bindByName(Edit& edit, ItemId id) {
    const Item* item = edit.document().item(id);
    const auto* source = item == nullptr ? nullptr : item->as<DataItem>();
    if (source == nullptr) { return 0; }
    const DataItem data = *source;
    const std::string stem = data.source.substr(0, data.source.find('.'));
    std::set<ItemId> fed;
    for (const Wire* wire : edit.document().all<Wire>()) {
        if (wire->to.port == kFeedPort) { fed.insert(wire->to.item); }
    }
    int made = 0;
    for (const Item* placeholder : edit.document().all<Item>()) {
        if (!isPlaceholder(*placeholder) || fed.contains(placeholder->id)) { continue; }
        const ItemId to = placeholder->id;
        const std::string name = placeholder->name;
        for (const DataColumn& column : data.columns) {
            const bool named = column.name == name || (data.columns.size() == 1 && stem == name);
            if (!named) { continue; }
            const auto conversions = conversionsFor(column, *placeholder->as<OpItem>());
            if (!conversions) { continue; }
            if (edit.connect({id, column.name}, {to, kFeedPort}, *conversions).ok()) { ++made; }
            break;
        }
    }
    return made;
}

}  // namespace weft::ui
