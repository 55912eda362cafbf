// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "ui/document/engine_document.h"

/// @file
/// What the inspector shows of an item, read from the drawing.

namespace weft::ui {

/// A parameter in the contract's order.
struct ParameterFact {
    AttrDef def;
    std::optional<AttrValue> value;  ///< none: not set, the default holds
    bool byWires = false;            ///< follows from what is wired; not edited
};

/// A socket as a row tells it.
struct PortFact {
    QString name;
    Family family = Family::Unknown;
    QString type;         ///< "float32 [?,128]"; "not known"
    QString description;  ///< as the contract says
    QString source;       ///< what is wired to it: "images / x"; empty: nothing
    quint64 sourceItem = 0;
    bool needed = false;  ///< an input that has to be wired and is not
    PortRef port = {};    ///< what an edit calls it
    friend bool operator==(const PortFact&, const PortFact&) = default;
};

/// All parameters of an op or a recipe that count, but those whose names begin with `_`; none for
/// other items.
/// @param item of `document`, which may be newer than the expansion.
std::vector<ParameterFact> parametersOf(const EngineDocument& expanded, const Item& item);
/// Of a group those of its border, in its order.
std::vector<PortFact> inputsOf(const EngineDocument& expanded, const Document& document,
                               const Item& item);
std::vector<PortFact> outputsOf(const EngineDocument& expanded, const Document& document,
                                const Item& item);
/// What kind of thing it is: "Dense", "Group", "Data source", "Note".
QString kindOf(const Item& item);
/// The device it wishes; nothing for what runs nowhere.
std::optional<QString> deviceOf(const Item& item);

}  // namespace weft::ui
