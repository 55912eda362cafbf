// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"

namespace weft {

/// Names that setInstructionSet() takes on this machine, narrowest first: of "sse4", "avx2" and
/// "avx512" those it has.
std::vector<std::string> instructionSets();
/// Lets the vector loops and oneDNN use no wider instructions than these, so that results can be
/// compared with those of another machine. For the whole process.
/// Errors: InvalidArgument for a name that is none of instructionSets(); FailedPrecondition when
/// something was computed before. Threading: before the first session.
Status setInstructionSet(std::string_view name);

}  // namespace weft
