// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/cancellation.h"
#include "engine/base/limits.h"
#include "engine/data/data_source.h"

namespace weft {

/// Whether the first line of a CSV file holds the names of its columns.
enum class CsvHeader {
    Yes,
    No,
    Detect,  ///< yes when none of its fields is a number, but one of the next line is
};

/// How a CSV file is read.
struct CsvOptions {
    CsvHeader header = CsvHeader::Yes;
    char separator = ',';
    /// Types the columns must have; empty: the narrowest of int64, float32 and string that holds
    /// every field of the column (an empty field of a number column is NaN).
    std::vector<DType> types;
    /// Not owned; ends the reading with CANCELLED between two columns. Null: nothing does.
    const Cancellation* cancellation = nullptr;
};

/// The columns of a CSV file. Without a header they are called c0, c1, ...
/// Errors: InvalidArgument for a row with too few or too many fields, a field outside its column's
/// type, stray quotes, UTF-16, no rows at all, columns of one name; each ends with
/// `(FILE, row, line, column)`. Source: RFC 4180.
/// @param file only for messages
Result<DataSource> dataFromCsv(std::string_view text, const std::string& file,
                               const CsvOptions& options = {});

/// As dataFromCsv() of the file's text, decompressed where it is gzip. Errors: also those of
/// readMaybeGzip().
Result<DataSource> readCsv(const std::string& path, const CsvOptions& options = {},
                           const Limits& limits = defaultLimits());

}  // namespace weft
