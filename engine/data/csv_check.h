// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/limits.h"
#include "engine/data/csv_records.h"

namespace weft {

/// What is wrong with the rows of a CSV file.
struct CsvCheck {
    std::int64_t rows = 0;       ///< without the header and without bad ones
    std::int64_t badCount = 0;   ///< also those not listed
    std::vector<CsvBadRow> bad;  ///< the first ones, in order of lines
    std::string goodText;        ///< the file without bad rows; empty where there are none
};

/// Looks for rows that do not fit: stray quotes, another number of fields than the first row, and a
/// field that is no number in a column where nearly all are (which makes the column text).
/// Errors: InvalidArgument for UTF-16; Cancelled by limits.cancellation.
/// @param file only for messages
Result<CsvCheck> checkCsv(std::string_view text, const std::string& file,
                          const Limits& limits = defaultLimits());

}  // namespace weft
