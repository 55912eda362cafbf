// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/limits.h"
#include "engine/data/data_source.h"

/// @file
/// Data by name. Files and graphs store names, never paths, so that they work on every machine.
///
/// A name NAME is looked for in these folders, in order: $WEFT_DATA, the caller's (a project's),
/// `datasets` in $XDG_DATA_HOME, the tables that come with Weft, `datasets` in each folder of
/// $XDG_DATA_DIRS. In a folder it is a sub-folder NAME with the four IDX files of the MNIST family
/// (plain or .gz; splits train and test, columns images and labels), a table NAME.csv or
/// NAME.csv.gz (a column for each of its own, and `features`, all number columns but the last in one
/// float32 matrix), an array NAME.npy (column values), or IDX files NAME-images-idx3-ubyte and
/// NAME-labels-idx1-ubyte of the same rows. NAME may carry the ending .csv or .npy itself.

namespace weft {

/// Where and how openData() looks.
struct DataOptions {
    std::string folder;           ///< looked at after $WEFT_DATA; empty: none
    double trainFraction = 0.8;   ///< of a table, which has no splits of its own
    std::uint64_t splitSeed = 1;  ///< draws the rows of a table's train part
    Limits limits = defaultLimits();
};

/// Data of a name. The split is one of dataSplits(), or empty for all rows of a table.
/// Errors: NotFound naming the Debian package that holds known data, or the folders looked at;
/// InvalidArgument for a name that could leave the folders; those of readIdx() and readCsv().
Result<DataSource> openData(std::string_view name, std::string_view split,
                            const DataOptions& options = {});

/// A table with the column `features` after its own, where it has number columns before its last
/// and no column of that name.
Result<DataSource> withFeatures(DataSource table);

/// The splits of a name: train and test, for tables also all. Errors: NotFound.
Result<std::vector<std::string>> dataSplits(std::string_view name, const DataOptions& options = {});

/// The three parts of `fashion-mnist/train/images` or, where the split is left out, `iris/class`.
struct DataName {
    std::string name;
    std::string split;
    std::string column;
};
/// Errors: InvalidArgument for text of another form.
Result<DataName> parseDataName(std::string_view text);

/// Names of data that are known to exist in some package, for help and menus.
std::vector<std::string> knownDataNames();

}  // namespace weft
