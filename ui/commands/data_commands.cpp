// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/data_commands.h"

#include <QCoreApplication>
#include <algorithm>

#include "engine/train/whole_rows.h"
#include "ui/base/to_qt.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/wire_commands.h"

namespace weft::ui {
namespace {

constexpr double kTrainFraction = 0.8;
constexpr double kSmallestShare = 0.01;
constexpr double kByteScale = 1.0 / 255;

QString words(const char* text) { return QCoreApplication::translate("weft::ui::Data", text); }

Result<Item> dataItem(const Edit& edit, ItemId id) {
    const Item* item = edit.document().item(id);
    if (item == nullptr || item->as<DataItem>() == nullptr) {
        return notFound("the data source is no longer there");
    }
    return *item;
}

const DataColumn* columnNamed(const DataItem& data, const std::string& name) {
    const auto at = std::ranges::find(data.columns, name, &DataColumn::name);
    return at == data.columns.end() ? nullptr : &*at;
}

/// Of a wide table not every number gets a socket: those that `features` holds are left out.
std::vector<DataColumn> socketsOf(std::vector<DataColumn> columns,
                                  const std::vector<std::string>& wired) {
    constexpr std::size_t kMostSockets = 8;
    const bool hasFeatures =
        std::ranges::any_of(columns, [](const DataColumn& c) { return c.name == "features"; });
    if (columns.size() <= kMostSockets || !hasFeatures) { return columns; }
    const std::string last = columns[columns.size() - 2].name;  // what is to be learnt
    std::erase_if(columns, [&](const DataColumn& c) {
        return c.name != "features" && c.name != last && c.type != DType::String &&
               std::ranges::find(wired, c.name) == wired.end();
    });
    return columns;
}

QString typeText(DType type, const PartialShape& row) {
    const PartialShape batch = PartialShape{kUnknownDim}.concat(row);
    return toQt(concat(type, ' ', batch.toString()));
}

}  // namespace

std::vector<DataColumn> columnsOf(const DataPreview& preview) {
    std::vector<DataColumn> columns;
    for (const NamedColumn& column : preview.head.columns()) {
        columns.push_back(
            {column.name, column.values.dtype(), PartialShape(column.values.shape()).slice(1)});
    }
    return columns;
}

Status setColumnShown(Edit& edit, ItemId id, const DataColumn& column, bool shown) {
    Item item = WEFT_TRY(dataItem(edit, id));
    auto& data = std::get<DataItem>(item.what);
    const bool there = columnNamed(data, column.name) != nullptr;
    if (there == shown) { return okStatus(); }
    if (shown) {
        data.columns.push_back(column);
    } else {
        for (const Wire* wire : edit.document().all<Wire>()) {
            if (wire->from == PortRef{id, column.name}) {
                return failedPrecondition(
                    concat("'", column.name, "' is wired: take its wire away first"));
            }
        }
        std::erase_if(data.columns, [&](const DataColumn& c) { return c.name == column.name; });
    }
    edit.put(std::move(item));
    return okStatus();
}

Status setDataSource(Edit& edit, ItemId id, const std::string& name, const DataPreview& preview) {
    Item item = WEFT_TRY(dataItem(edit, id));
    auto& data = std::get<DataItem>(item.what);
    std::vector<std::string> wired;
    for (const Wire* wire : edit.document().all<Wire>()) {
        if (wire->from.item == id) { wired.push_back(wire->from.port); }
    }
    data.source = name;
    data.columns = socketsOf(columnsOf(preview), wired);
    if (!preview.splits.empty()) {
        data.trainFraction = 0;
    } else if (data.trainFraction <= 0) {
        data.trainFraction = kTrainFraction;
        data.splitSeed = 1;
    }
    edit.put(std::move(item));
    return okStatus();
}

Status setDataSplit(Edit& edit, ItemId id, double trainFraction, std::int64_t seed) {
    Item item = WEFT_TRY(dataItem(edit, id));
    if (!(trainFraction >= kSmallestShare && trainFraction <= 1 - kSmallestShare)) {
        return invalidArgument(
            concat("share of rows to train with: got ", trainFraction, ", want 0.01 to 0.99"));
    }
    auto& data = std::get<DataItem>(item.what);
    data.trainFraction = trainFraction;
    data.splitSeed = seed;
    edit.put(std::move(item));
    return okStatus();
}

ColumnProposal proposalFor(const DataColumn& column) {
    ColumnProposal made;
    made.name = column.name;
    made.type = column.type;
    const bool picture =
        column.type == DType::UInt8 && column.rowShape.hasRank() && column.rowShape.rank() > 0;
    if (picture) {
        made.type = DType::Float;
        made.conversions = {Conversion::scale(kByteScale)};
    } else if (column.type == DType::Double) {
        made.type = DType::Float;
        made.conversions = {Conversion::cast(DType::Float)};
    }
    made.shape = PartialShape{kUnknownDim}.concat(column.rowShape);
    for (const Conversion& conversion : made.conversions) {
        made.reasons.push_back(reasonFor(conversion));
    }
    return made;
}

std::optional<ColumnProposal> proposalFor(const Document& document, const PortRef& column) {
    const Item* source = document.item(column.item);
    const auto* data = source == nullptr ? nullptr : source->as<DataItem>();
    const DataColumn* found = data == nullptr ? nullptr : columnNamed(*data, column.port);
    return found == nullptr ? std::nullopt : std::optional(proposalFor(*found));
}

Result<ItemId> placeholderForColumn(Edit& edit, const PortRef& column, ItemId parent, QPointF at) {
    const Item* source = edit.document().item(column.item);
    const auto* data = source == nullptr ? nullptr : source->as<DataItem>();
    const DataColumn* found = data == nullptr ? nullptr : columnNamed(*data, column.port);
    if (found == nullptr) {
        return notFound(concat("there is no data column '", column.port, "'"));
    }
    const ItemId made = WEFT_TRY(addEntry(edit, "Placeholder", parent, at));
    // A placeholder as it came takes name, dtype, shape and conversions of the column.
    WEFT_TRY(connectSockets(edit, column, {made, kFeedPort}).status());
    return made;
}

std::vector<Binding> bindingsOf(const Document& document, ItemId item) {
    std::vector<Binding> bindings;
    for (const Wire* wire : document.all<Wire>()) {
        if (wire->from.item != item && wire->to.item != item) { continue; }
        const Item* from = document.item(wire->from.item);
        const Item* to = document.item(wire->to.item);
        const auto* data = from == nullptr ? nullptr : from->as<DataItem>();
        if (data == nullptr || to == nullptr || !isPlaceholder(*to)) { continue; }
        const auto& op = *to->as<OpItem>();
        Binding binding{wire->id, from->id, to->id, {}, wire->conversions};
        const DataColumn* column = columnNamed(*data, wire->from.port);
        binding.column = column == nullptr ? DataColumn{wire->from.port} : *column;
        binding.wanted = op.attrs.getOr<DType>("dtype", DType::Invalid);
        binding.wantedShape = op.attrs.getOr<PartialShape>("shape", PartialShape());
        bindings.push_back(std::move(binding));
    }
    return bindings;
}

BindingCheck checkBinding(const Binding& binding) {
    BindingCheck check;
    if (binding.column.type == DType::Invalid) {
        check.words = words("The source has no column %1.").arg(toQt(binding.column.name));
        return check;
    }
    const Result<RowType> row =
        convertedType({binding.column.type, binding.column.rowShape}, binding.conversions);
    if (!row.ok()) {
        check.words = toQt(messageOf(row.status()));
        return check;
    }
    check.result = typeText(row->type, row->rowShape);
    const PartialShape batch = PartialShape{kUnknownDim}.concat(row->rowShape);
    if (row->type != binding.wanted && binding.wanted != DType::Invalid) {
        check.words = words("%1 wanted, this gives %2")
                          .arg(toQt(concat(binding.wanted)), toQt(concat(row->type)));
    } else if (!binding.wantedShape.compatibleWith(batch) &&
               !feedsWholeRows(binding.wantedShape, *row)) {
        check.words = words("shape %1 wanted, this gives %2")
                          .arg(toQt(binding.wantedShape.toString()), toQt(batch.toString()));
    }
    check.fits = check.words.isEmpty();
    return check;
}

Status setConversions(Edit& edit, ItemId wire, std::vector<Conversion> conversions) {
    const Wire* found = edit.document().find<Wire>(wire);
    if (found == nullptr) { return notFound("the wire is no longer there"); }
    if (found->conversions == conversions) { return okStatus(); }
    Wire changed = *found;
    changed.conversions = std::move(conversions);
    edit.put(std::move(changed));
    return okStatus();
}

QString reasonFor(const Conversion& conversion) {
    switch (conversion.kind) {
        case Conversion::Kind::Scale:
            return conversion.factor == kByteScale ? words("bytes 0 to 255 become 0 to 1")
                                                   : words("every number times this");
        case Conversion::Kind::OneHot:
            return words("class k becomes a row with a 1 at place k");
        case Conversion::Kind::Cast:
            return words("the placeholder takes this dtype");
        case Conversion::Kind::Reshape:
            return words("the same numbers in another shape");
    }
    return {};
}

std::optional<Conversion> helpfulConversion(const Binding& binding) {
    const auto row =
        convertedType({binding.column.type, binding.column.rowShape}, binding.conversions);
    if (!row.ok() || checkBinding(binding).fits) { return std::nullopt; }
    const PartialShape& wanted = binding.wantedShape;
    const bool labels =
        isInteger(row->type) && row->rowShape.hasRank() && row->rowShape.rank() == 0;
    if (labels && wanted.hasRank() && wanted.rank() == 2 && wanted[1] > 1) {
        return Conversion::oneHot(wanted[1]);
    }
    if (row->type != binding.wanted && binding.wanted != DType::String &&
        row->type != DType::String) {
        return Conversion::cast(binding.wanted);
    }
    if (!wanted.hasRank() || wanted.rank() == 0) { return std::nullopt; }
    const PartialShape rowWanted = wanted.slice(1);
    const auto have = row->rowShape.elements();
    const auto want = rowWanted.elements();
    if (have && (!want || *have == *want)) { return Conversion::reshape(rowWanted); }
    return std::nullopt;
}

}  // namespace weft::ui
