// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QString>
#include <optional>
#include <string>

#include "ui/document/engine_document.h"

/// @file
/// Wires: whether two sockets fit, and making and mending connections.

namespace weft::ui {

/// A repair that puts nothing between but changes how a column feeds its placeholder: "one-hot 10".
inline constexpr const char* kOneHotRepair = "one-hot ";

/// Whether a wire may be drawn, and what would make it possible.
struct WireVerdict {
    bool fits = true;
    QString reason;      ///< "needs float32, this is int64"
    std::string repair;  ///< op that put between would mend it ("Cast"); empty: none known
};

PortRef portRefOf(const SocketRef& socket);

/// By what the sockets alone tell: dtype against the contract of the target with what its other
/// inputs have decided, a node into itself, output to output. Quick: for all sockets in view.
WireVerdict checkSockets(const EngineDocument& document, const PortRef& from, const PortRef& to);
/// As checkSockets(), and the graph is tried with the wire: shapes, cycles. A few ms for 1,000
/// nodes: for the socket under the cursor.
WireVerdict checkWire(const EngineDocument& document, const PortRef& from, const PortRef& to);

/// Wires two sockets, in place of what was wired to the target. From a data column to a placeholder
/// it is a binding: a placeholder that is still as it came takes name, dtype and shape of the column,
/// and conversions are chosen that make the column fit. What an optimizer is to minimise gets its
/// first epochs. Errors: as Edit::connect().
Result<ItemId> connectSockets(Edit& edit, const PortRef& from, const PortRef& to);
/// Adds a palette entry and wires it to a socket that was dragged from: to its first input that
/// fits, or (from an input) from its first output that does. Errors: as addEntry(); an entry that
/// fits nowhere is added without a wire.
/// @param fromIsOutput which kind of socket was dragged from.
Result<ItemId> addConnected(Edit& edit, const EngineDocument& document, const std::string& entry,
                            ItemId parent, QPointF at, const PortRef& socket, bool fromIsOutput);
/// Puts the verdict's repair between two sockets and wires it. Labels become one-hot where their
/// column feeds the placeholder; one that others read too gets a second beside it. Errors: as
/// addEntry().
Result<ItemId> connectRepaired(Edit& edit, const EngineDocument& document, const PortRef& from,
                               const PortRef& to, const WireVerdict& verdict);

/// Whether an entry has a socket that fits the dragged one; for the palette's filter.
bool entryFits(const EngineDocument& document, const std::string& entry, const PortRef& socket,
               bool fromIsOutput);

/// Whether a socket of an item that was just added, and is in no expansion yet, takes a tensor.
bool fitsNewItem(const EngineDocument& document, const Item& source, const PortRef& from,
                 const Item& added, const std::string& port);
/// The dtype that a socket takes: decided by its other inputs or its contract; float32 where any
/// would do.
DType wantedType(const EngineDocument& document, const PortRef& to);

/// Where no row of the run sheet trains yet: so many epochs, or without data steps, as show
/// something learnt; what somebody has chosen stays.
void giveFirstEpochs(Edit& edit);
/// The same for a run sheet that was there before its data: one epoch becomes as many.
void giveEpochsForData(Edit& edit);
/// *Minimise this*: an optimizer on a scalar, with a row of the run sheet that trains it. Batch and
/// split come from the data that feeds it. Errors: InvalidArgument for what is no scalar of a
/// float dtype.
Result<ItemId> minimise(Edit& edit, const EngineDocument& document, const PortRef& loss,
                        const std::string& optimizer = "GradientDescent");

}  // namespace weft::ui
