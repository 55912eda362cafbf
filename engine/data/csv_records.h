// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"

namespace weft {

/// Where a record or field stands in a CSV file, for messages.
struct CsvPlace {
    std::int64_t row = 1;     ///< records from 1, a header line not counted
    std::int64_t line = 1;    ///< lines from 1
    std::int64_t column = 0;  ///< fields from 1; 0: the whole record
};

/// One line of a CSV file, or several where quoted fields hold line ends.
struct CsvRecord {
    std::int64_t line = 1;
    std::vector<std::string_view> fields;
};

/// A record that does not fit the others, and why.
struct CsvBadRow {
    std::int64_t line = 1;
    std::string why;
};

/// Cuts CSV text into fields: RFC 4180 with LF, CR LF or CR as line ends, a UTF-8 byte order mark
/// skipped, lines of nothing skipped, any byte but quotes in unquoted fields. Fields are views of
/// the text, or of storage of this object where quotes were doubled.
class CsvRecords {
public:
    /// Errors: InvalidArgument for UTF-16, a quote inside an unquoted field, text after a closing
    /// quote, a quote that never closes; each names what atPlace() writes.
    /// @param text must outlive this object
    /// @param headerRows records that do not count in row numbers
    /// @param bad not owned; where given, a record with an error is added to it and left out up to
    /// the end of its line. Null: the first ends the reading.
    static Result<CsvRecords> read(std::string_view text, const std::string& file, char separator,
                                   std::int64_t headerRows, std::vector<CsvBadRow>* bad = nullptr);

    const std::vector<CsvRecord>& records() const { return m_records; }

private:
    friend class CsvScanner;
    std::vector<CsvRecord> m_records;
    std::deque<std::string> m_unquoted;
};

/// " (FILE, row 2, line 3, column 1)".
std::string atPlace(const std::string& file, const CsvPlace& place);

}  // namespace weft
