// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "engine/base/durable_file.h"
#include "engine/tensor/tensor.h"

/// @file
/// Checkpoints of a training: saved by step as PREFIX-STEP beside a state file, as TensorFlow's
/// Saver does, and given back to a session by the names of its variables.

namespace weft {

class Session;

/// How checkpoints are kept.
struct SaveOptions {
    int keep = 5;  ///< newest of this prefix that stay; older ones are deleted; 0: all stay
};

/// Writes the values (see variableValues()) as PREFIX-STEP, then names it as the newest in the
/// state file `checkpoint` of its folder, then deletes what is too old. Other prefixes in the state
/// file stay. @return PREFIX-STEP.
/// Errors: those of BundleWriter; FailedPrecondition without values. Threading: any thread, one at
/// a time a folder.
Result<std::string> saveCheckpoint(const std::map<std::string, Tensor>& values,
                                   const std::string& prefix, std::int64_t step,
                                   const SaveOptions& options = {},
                                   const FileCalls& calls = systemFileCalls());

/// Gives every variable of the session's graph its value in a checkpoint, by name. All are read and
/// checked before the first one changes. @param checkpoint a prefix, or a folder for its newest.
/// Errors: NotFound without the checkpoint, or "Key NAME not found in checkpoint"; InvalidArgument
/// for another dtype or shape; DataLoss. Threading: while no step runs.
Status restoreCheckpoint(Session& session, const std::string& checkpoint);

/// The step that ends the name of a checkpoint, 0 without one: 300 of "run/model-300".
std::int64_t stepOfCheckpoint(const std::string& prefix);

}  // namespace weft
