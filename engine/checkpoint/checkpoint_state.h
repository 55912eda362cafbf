// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/base/durable_file.h"
#include "engine/base/status.h"

namespace weft {

/// What the file `checkpoint` says of the checkpoints beside it. Prefixes are given as paths: those
/// that the file holds relative to its folder are joined to it.
struct CheckpointState {
    std::string latest;
    std::vector<std::string> all;       ///< oldest first, the latest last
    std::vector<double> timestamps;     ///< seconds since 1970, one a prefix; or none
    double lastPreservedTimestamp = 0;  ///< of the last one kept for good; 0: none
};

/// Errors: NotFound without such a file; DataLoss for one that is damaged or empty.
Result<CheckpointState> readCheckpointState(const std::string& folder);
/// Writes it as TensorFlow does; prefixes inside the folder are stored relative to it, so that the
/// folder can be moved. Errors: those of DurableFile.
Status writeCheckpointState(const std::string& folder, const CheckpointState& state,
                            const FileCalls& calls = systemFileCalls());

/// What a command line means by PREFIX: itself, or of a folder its newest checkpoint.
/// Errors: NotFound when there is none, with the name looked for; those of readCheckpointState().
Result<std::string> findCheckpoint(const std::string& prefixOrFolder);
/// True when PREFIX.index is there.
bool checkpointExists(const std::string& prefix);
/// Removes the files of a checkpoint: the index first, so that none is found half gone. Files that
/// are not there or cannot be removed are left alone.
void removeCheckpoint(const std::string& prefix);

}  // namespace weft
