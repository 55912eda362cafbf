// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/base/durable_file.h"

namespace weft {

/// What mergeBundles() does besides.
struct MergeOptions {
    bool skipMissing = false;    ///< of checkpoints without an index
    bool removeFolders = false;  ///< those of the sources that are then empty
};

/// Makes one checkpoint out of several that hold parts of it, as savers that write a file a device
/// do. Data files are renamed, not copied; the sources are gone afterwards. Other shards of one
/// variable come together.
/// Errors: NotFound for a source that is not there; InvalidArgument for a tensor that two sources
/// hold, none to merge, or parts that differ in dtype or shape; DataLoss for a damaged index; those
/// of DurableFile. Nothing is renamed before all indices are read.
/// Source: TensorFlow's MergeBundles (tensor_bundle.cc).
Status mergeBundles(const std::vector<std::string>& prefixes, const std::string& destination,
                    const MergeOptions& options = {}, const FileCalls& calls = systemFileCalls());

}  // namespace weft
