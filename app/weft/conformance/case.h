// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/proto/conformance.pb.h"
#include "engine/runtime/session.h"

namespace weft::app {

/// How a case ended.
struct CaseOutcome {
    enum class Kind { Passed, Failed, Skipped };
    Kind kind = Kind::Passed;
    std::string detail;              ///< why it failed or was skipped
    conformance::CaseResult result;  ///< what was really computed
};

/// Where a case finds files and which devices it runs on.
struct CaseEnvironment {
    std::string filesFolder;  ///< `files` beside the suite
    SessionOptions session;
    bool isDrawn = false;  ///< by way of a drawing (drawn_case.h), where one can say what is asked
};

/// Replays a recorded case in one session: imports the graph, adds the gradients and training ops
/// it asks for, runs its steps in order and compares. Skipped only when an op type it needs is not
/// registered or has no kernel for a dtype it uses.
CaseOutcome runCase(const conformance::Case& recorded, const CaseEnvironment& environment);

}  // namespace weft::app
