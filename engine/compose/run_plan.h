// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/compose/expansion.h"
#include "engine/train/training_plan.h"

namespace weft {

/// The run sheet of a drawing that has none: a train row for each optimizer that fetches its loss,
/// and one validation row after each epoch that fetches every metric. Ids are not given.
std::vector<RunRow> defaultRows(const Document& document);

/// The document's run sheet in the names of its expansion.
/// Errors: FailedPrecondition for a row that needs what could not be made, with the finding;
/// InvalidArgument when there is nothing to run.
Result<TrainingPlan> makeTrainingPlan(const Document& document, const Expansion& expansion);

}  // namespace weft
