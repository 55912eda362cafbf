// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/passes/plan_report.h"
#include "engine/runtime/session.h"

namespace weft {

/// What is done to a call before it runs: what each pass changed and why, and which kernel each node
/// that is left gets. Where request.feeds hold tensors, of the plan for their shapes (which runs from
/// the second such call on), with the variables as they are now; else of the one for any shapes.
/// Nothing runs, and the session stays as it is. Errors: those of Session::makeCallable().
/// Threading: any thread.
Result<PlanReport> explainCall(const Session& session, const RunRequest& request);

/// The report as lines of text.
std::string toText(const PlanReport& report);

}  // namespace weft
