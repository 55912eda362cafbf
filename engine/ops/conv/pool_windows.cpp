// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/conv/pool_windows.h"

namespace weft::conv {

Status expectShape(std::string_view what, const Shape& got, const PartialShape& want) {
    if (want == PartialShape(got)) { return okStatus(); }
    return invalidArgument(concat(what, " has the wrong shape: got ", got, ", want ", want));
}

}  // namespace weft::conv
