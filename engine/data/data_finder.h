// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/data/data_catalog.h"

namespace weft {

/// The files that a name of data stands for.
struct FoundData {
    enum class Kind {
        Family,  ///< a folder with the four IDX files of the MNIST family: splits of its own
        Pair,    ///< two IDX files: images and labels of the same rows
        Table,   ///< CSV
        Array,   ///< NPY
    };
    Kind kind = Kind::Table;
    std::string path;    ///< of the folder, the images, the table, the array
    std::string labels;  ///< of a pair
};

/// Where the data of a name is. Errors: those of openData() before anything is read.
Result<FoundData> findData(std::string_view name, const DataOptions& options);

/// A file of this name, or its gzip; empty: neither.
std::string plainOrGzip(const std::string& path);

/// Folder `datasets` of the user's own data: $XDG_DATA_HOME, or ~/.local/share; empty without a
/// home.
std::string userDataFolder();

}  // namespace weft
