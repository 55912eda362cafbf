// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <string>
#include <vector>

#include "ui/document/engine_document.h"

/// @file
/// The ops that split a batch among towers and join what they give.

namespace weft::ui {

/// How many rows each tower gets of a batch.
struct RowShares {
    PortRef sizes;    ///< int32 [towers]: rows
    PortRef weights;  ///< float32 [towers]: parts of the whole
};

/// How the values of towers become one.
struct Joining {
    enum class Kind {
        Mean,    ///< of scalars, by the rows that each tower had
        Sum,     ///< of scalars that are sums themselves, or counts
        Concat,  ///< rows behind each other
    };
    Kind kind = Kind::Mean;
    DType type = DType::Float;
};

/// Whether a tensor has rows to be split: its first size is unknown, or a placeholder's.
bool isBatch(const EngineDocument& document, const PortRef& port);
/// How what comes out of a tower is joined.
Joining joiningOf(const EngineDocument& document, const PortRef& port);
/// Whether an item lies in a group, or is it.
bool isInside(const Document& document, ItemId id, ItemId group);
/// Wishes a device for all ops and layers in a group.
void setDeviceInside(Edit& edit, ItemId group, const std::string& device);

/// Writes ops into a new group, which is laid out by itself as long as nobody places anything in it.
/// Errors of its functions: those of Edit::connect().
class TowerParts {
public:
    TowerParts(Edit& edit, ItemId parent, const std::string& name, QPointF at);
    ItemId group() const { return m_group; }

    /// Rows are split as evenly as they go; what cannot be split evenly goes to the last towers.
    Result<RowShares> sharesOf(const PortRef& batch, std::size_t towers);
    /// The part of each tower; after sharesOf().
    Result<std::vector<PortRef>> split(const PortRef& batch, std::size_t towers);
    /// One value of those of all towers, made by an op of that name. A tower without rows counts
    /// nothing, whatever it gives.
    Result<PortRef> join(const std::string& name, Joining how, const std::vector<PortRef>& values,
                         const RowShares& shares);

private:
    PortRef constant(const std::string& name, const Tensor& value);
    using Inputs = std::vector<std::pair<std::string, PortRef>>;
    Result<PortRef> op(const std::string& type, const Inputs& inputs, AttrMap attrs = {},
                       const std::string& name = {});

    Edit& m_edit;
    ItemId m_group;
    RowShares m_shares;
};

}  // namespace weft::ui
