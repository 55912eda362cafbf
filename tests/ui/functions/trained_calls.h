// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "tests/engine/compose/functions/library_graphs.h"

namespace weft::test {

/// loss = v v, by a call y, plus what a loop w makes of v by adding 2 until it is 5; v = -3. Its
/// derivative is 2 v + 1.
inline std::string callsOfAVariable() {
    const std::string type = typeAttr("T", "DT_FLOAT");
    return concat(
        "node { name: 'v' op: 'VariableV2' ", typeAttr("dtype", "DT_FLOAT"),
        "attr { key: 'shape' value { shape { } } } }\n", "node { name: 'first' op: 'Const' ",
        typeAttr("dtype", "DT_FLOAT"),
        "attr { key: 'value' value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: -3 } } } "
        "}\n",
        "node { name: 'v/Assign' op: 'Assign' input: 'v' input: 'first' ", type, "}\n",
        "node { name: 'v/read' op: 'Identity' input: 'v' ", type, "}\n",
        "node { name: 'y' op: 'PartitionedCall' input: 'v/read' ",
        typesAttr("Tin", "type: DT_FLOAT"), typesAttr("Tout", "type: DT_FLOAT"),
        functionAttr("f", "__inference_square_7"), "}\n",
        "node { name: 'w' op: 'StatelessWhile' input: 'v/read' ", typesAttr("T", "type: DT_FLOAT"),
        functionAttr("cond", "limit"), functionAttr("body", "next"), "}\n",
        "node { name: 'loss' op: 'AddV2' input: 'y' input: 'w' ", type, "}\n",
        library(squareFunction() + loopFunctions()));
}

}  // namespace weft::test
