// SPDX-License-Identifier: Apache-2.0
#include "engine/data/csv_check.h"

#include <algorithm>

#include "engine/base/strings.h"

namespace weft {
namespace {

constexpr std::size_t kMostListed = 1000;
constexpr std::int64_t kFewestNumbers = 5;   // in a column, before a word among them is odd
constexpr std::int64_t kNumbersToAWord = 9;  // at least
constexpr std::size_t kShown = 40;           // characters of a field in a message

using Records = std::vector<CsvRecord>;

bool isNumber(std::string_view field) { return parseDouble(trimmed(field)).has_value(); }

/// The same rule as CsvHeader::Detect.
bool hasHeader(const Records& records) {
    return records.size() >= 2 && std::ranges::none_of(records[0].fields, isNumber) &&
           std::ranges::any_of(records[1].fields, isNumber);
}

/// Marks rows in whose column, of numbers but for a few, they have a word.
void findWords(const Records& rows, std::size_t column, const std::string& name,
               std::vector<std::string>& why) {
    std::vector<std::size_t> words;
    std::int64_t numbers = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const std::string_view field = rows[row].fields[column];
        if (field.empty()) { continue; }
        if (isNumber(field)) {
            ++numbers;
        } else {
            words.push_back(row);
        }
    }
    const auto many = static_cast<std::int64_t>(words.size());
    if (numbers < kFewestNumbers || numbers < kNumbersToAWord * many) { return; }
    for (const std::size_t row : words) {
        why[row] = concat("column '", name, "' holds numbers: got '",
                          escaped(rows[row].fields[column].substr(0, kShown)), "'");
    }
}

std::string quoted(std::string_view field) {
    if (field.find_first_of(",\"\r\n") == std::string_view::npos) { return std::string(field); }
    std::string out = "\"";
    for (const char c : field) {
        if (c == '"') { out += '"'; }
        out += c;
    }
    return out + '"';
}

void addLine(const CsvRecord& record, std::string& text) {
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
        if (i > 0) { text += ','; }
        text += quoted(record.fields[i]);
    }
    text += '\n';
}

}  // namespace

Result<CsvCheck> checkCsv(std::string_view text, const std::string& file, const Limits& limits) {
    std::vector<CsvBadRow> bad;
    const CsvRecords read = WEFT_TRY(CsvRecords::read(text, file, ',', 0, &bad));
    CsvCheck check;
    // Which line has the right number of fields: the header, or else the first.
    const std::size_t wanted = read.records().empty() ? 0 : read.records()[0].fields.size();
    Records rows;
    for (const CsvRecord& record : read.records()) {
        if (record.fields.size() == wanted) {
            rows.push_back(record);
        } else {
            bad.push_back({record.line, concat("number of fields: got ", record.fields.size(),
                                               ", want ", wanted)});
        }
    }
    std::string goodText;
    CsvRecord header;
    if (hasHeader(rows)) {
        header = rows.front();
        addLine(header, goodText);
        rows.erase(rows.begin());
    }
    std::vector<std::string> why(rows.size());
    for (std::size_t column = 0; column < wanted; ++column) {
        WEFT_TRY(limits.checkCancelled());
        const bool named = column < header.fields.size();
        findWords(rows, column, named ? std::string(header.fields[column]) : concat("c", column),
                  why);
    }
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (!why[row].empty()) { bad.push_back({rows[row].line, std::move(why[row])}); }
    }
    check.badCount = static_cast<std::int64_t>(bad.size());
    check.rows = static_cast<std::int64_t>(read.records().size()) -
                 static_cast<std::int64_t>(header.fields.empty() ? 0 : 1);
    std::ranges::sort(bad, {}, &CsvBadRow::line);
    if (!bad.empty()) {
        const auto isBad = [&](std::int64_t line) {
            const auto at = std::ranges::lower_bound(bad, line, {}, &CsvBadRow::line);
            return at != bad.end() && at->line == line;
        };
        check.rows = 0;
        for (const CsvRecord& record : rows) {
            if (isBad(record.line)) { continue; }
            addLine(record, goodText);
            ++check.rows;
        }
        check.goodText = std::move(goodText);
    }
    if (bad.size() > kMostListed) { bad.resize(kMostListed); }
    check.bad = std::move(bad);
    return check;
}

}  // namespace weft
