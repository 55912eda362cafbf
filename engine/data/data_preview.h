// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/data/csv_check.h"
#include "engine/data/data_catalog.h"

namespace weft {

/// What a source holds, as a person wants to see it before using it.
struct DataPreview {
    std::string path;            ///< of its file or folder
    bool isTable = false;        ///< CSV
    std::int64_t rows = 0;       ///< of all splits
    bool rowsEstimated = false;  ///< only the beginning of the file was read
    /// Rows of the splits that it has by itself; empty: it is cut by fraction and seed.
    std::vector<std::pair<std::string, std::int64_t>> splits;
    DataSource head;  ///< the first rows, of `train` where it has splits of its own; a copy
    CsvCheck check;   ///< of a table
    /// Why openData() refuses it all the same; ok: it does not.
    Status refusal;
};

/// How much of a source is looked at.
struct PreviewOptions {
    std::int64_t headRows = 200;
    std::int64_t tableBytes = std::int64_t{64} << 20U;  ///< of a larger table only its beginning
};

/// Reads a source by name. A table with bad rows is shown without them.
/// Errors: those of openData() that no preview is possible with.
Result<DataPreview> previewData(std::string_view name, const DataOptions& data,
                                const PreviewOptions& options = {});

}  // namespace weft
