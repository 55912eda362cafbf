// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <utility>
#include <vector>

#include "ui/document/engine_document.h"

namespace weft::ui {

/// What the inspector says of a function and its gradient.
struct FunctionFact {
    using Named = std::pair<quint64, QString>;
    quint64 id = 0;
    QString name;
    Named gradient = {};              ///< the function that is its gradient; 0: there is none drawn
    QString imported = {};            ///< a gradient that the imported library names, not drawn
    QString refused = {};             ///< why it has no gradient; empty: it has
    std::vector<Named> fitting = {};  ///< other functions that could be its gradient
    std::vector<Named> gradientOf = {};  ///< functions whose gradient it is
    friend bool operator==(const FunctionFact&, const FunctionFact&) = default;
};

/// Of a function of the drawing. @param document may be newer than the expansion.
FunctionFact functionFact(const EngineDocument& expanded, const Document& document,
                          const Item& function);

/// What a function has to do with gradients: "gradient square_grad", "gradient of square"; a
/// word each.
QStringList gradientWords(const Document& document, ItemId function);

}  // namespace weft::ui
