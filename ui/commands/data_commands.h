// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QString>
#include <optional>
#include <vector>

#include "engine/weft.h"

/// @file
/// Data sources and what feeds placeholders from them. Each fills an edit that Drawing::edit()
/// makes.

namespace weft::ui {

/// The palette's entry for a data column dropped into the void.
inline constexpr const char* kColumnEntry = "Placeholder for this column";

/// What a source holds: what setDataSource() writes into an item.
std::vector<DataColumn> columnsOf(const DataPreview& preview);
/// Gives a data item a source and its columns. A source with splits of its own is not cut; another
/// gets 80 of 100 rows to train by seed 1, or what the item said. Wires from columns that are still
/// there stay; of a wide table the numbers in `features` get no socket of their own. Errors:
/// NotFound.
Status setDataSource(Edit& edit, ItemId id, const std::string& name, const DataPreview& preview);
/// Whether a column has a socket. Errors: NotFound; FailedPrecondition for one that is wired.
Status setColumnShown(Edit& edit, ItemId id, const DataColumn& column, bool shown);
/// How a source without splits of its own is cut. Errors: NotFound; InvalidArgument for a share
/// outside 0.01 to 0.99.
Status setDataSplit(Edit& edit, ItemId id, double trainFraction, std::int64_t seed);

/// A placeholder that a column feeds, with what would be done on the way.
struct ColumnProposal {
    std::string name;  ///< "images"
    DType type = DType::Float;
    PartialShape shape;  ///< [?, ...]
    std::vector<Conversion> conversions;
    std::vector<QString> reasons;  ///< one a conversion
};
ColumnProposal proposalFor(const DataColumn& column);
/// The proposal for a column of a data source; nothing where it is none.
std::optional<ColumnProposal> proposalFor(const Document& document, const PortRef& column);
/// Adds it and wires the column to it. Errors: NotFound for what is no column of a data source.
Result<ItemId> placeholderForColumn(Edit& edit, const PortRef& column, ItemId parent, QPointF at);

/// A column's way into a placeholder.
struct Binding {
    ItemId wire;
    ItemId data;
    ItemId placeholder;
    DataColumn column;
    std::vector<Conversion> conversions;
    DType wanted = DType::Invalid;  ///< by the placeholder
    PartialShape wantedShape;
};
/// What feeds a placeholder, or all that a data source feeds.
std::vector<Binding> bindingsOf(const Document& document, ItemId item);
/// What comes out of the conversions, and whether the placeholder takes it.
struct BindingCheck {
    bool fits = false;
    QString result;  ///< "float32 [?,10]"
    QString words;   ///< empty where it fits: "the placeholder wants [?,784], this gives [?,28,28]"
};
BindingCheck checkBinding(const Binding& binding);
/// Sets the conversions of a binding. Errors: NotFound.
Status setConversions(Edit& edit, ItemId wire, std::vector<Conversion> conversions);
/// Why one would want it here: "bytes 0 to 255 become 0 to 1".
QString reasonFor(const Conversion& conversion);
/// The next conversion that would help a binding that does not fit; nothing: none known.
std::optional<Conversion> helpfulConversion(const Binding& binding);

}  // namespace weft::ui
