// SPDX-License-Identifier: Apache-2.0
#include "engine/data/csv_records.h"

#include <algorithm>

#include "engine/base/strings.h"

namespace weft {

/// Reads one record after the other.
class CsvScanner {
public:
    CsvScanner(std::string_view text, const std::string& file, char separator,
               std::int64_t headerRows, std::vector<CsvBadRow>* bad)
        : m_text(text),
          m_file(file),
          m_separator(separator),
          m_headerRows(headerRows),
          m_bad(bad) {}

    Result<CsvRecords> scan() {
        if (m_text.starts_with("\xFF\xFE") || m_text.starts_with("\xFE\xFF")) {
            return invalidArgument(concat("file is UTF-16: got byte order mark '",
                                          escaped(m_text.substr(0, 2)), "', want UTF-8",
                                          atPlace(m_file, CsvPlace())));
        }
        if (m_text.starts_with("\xEF\xBB\xBF")) { m_at = 3; }
        while (m_at < m_text.size()) {
            if (atLineEnd()) {
                skipLineEnd();
                continue;
            }
            m_record = {m_line, {}};
            const std::size_t start = m_at;
            const Status scanned = scanRecord();
            if (scanned.ok()) {
                m_out.m_records.push_back(std::move(m_record));
            } else if (m_bad == nullptr) {
                return scanned;
            } else {
                m_bad->push_back({m_record.line, std::string(messageOf(scanned))});
                m_line = m_record.line;
                m_at = std::min(m_text.find_first_of("\r\n", start), m_text.size());
            }
        }
        return std::move(m_out);
    }

private:
    bool atLineEnd() const { return m_text[m_at] == '\n' || m_text[m_at] == '\r'; }

    void skipLineEnd() {
        m_at += m_text.substr(m_at, 2) == "\r\n" ? 2 : 1;
        ++m_line;
    }

    Status scanRecord() {
        for (;;) {
            if (m_at < m_text.size() && m_text[m_at] == '"') {
                WEFT_TRY(scanQuoted());
            } else {
                WEFT_TRY(scanPlain());
            }
            if (m_at == m_text.size()) { return okStatus(); }
            if (atLineEnd()) {
                skipLineEnd();
                return okStatus();
            }
            ++m_at;  // the separator; a field follows it, if only an empty one
        }
    }

    Status scanPlain() {
        const std::size_t start = m_at;
        while (m_at < m_text.size() && m_text[m_at] != m_separator && !atLineEnd()) {
            if (m_text[m_at] == '"') {
                return error("quote inside a field that is not quoted",
                             m_text.substr(start, m_at + 1 - start));
            }
            ++m_at;
        }
        m_record.fields.push_back(m_text.substr(start, m_at - start));
        return okStatus();
    }

    Status scanQuoted() {
        const std::size_t start = m_at;
        const std::int64_t startLine = m_line;
        bool doubled = false;
        for (++m_at;; ++m_at) {
            m_at = std::min(m_text.find_first_of("\"\r\n", m_at), m_text.size());
            if (m_at == m_text.size()) {
                m_line = startLine;
                return error("quote is never closed", m_text.substr(start));
            }
            if (m_text[m_at] == '\n' ||
                (m_text[m_at] == '\r' && m_text.substr(m_at, 2) != "\r\n")) {
                ++m_line;
            } else if (m_text[m_at] == '"') {
                if (m_text.substr(m_at, 2) != "\"\"") { break; }
                doubled = true;
                ++m_at;
            }
        }
        std::string_view field = m_text.substr(start + 1, m_at - start - 1);
        ++m_at;
        if (m_at < m_text.size() && m_text[m_at] != m_separator && !atLineEnd()) {
            return error("text after a closing quote", m_text.substr(start, m_at + 1 - start));
        }
        m_record.fields.push_back(doubled ? undoubled(field) : field);
        return okStatus();
    }

    std::string_view undoubled(std::string_view field) {
        std::string plain;
        for (std::size_t i = 0; i < field.size(); ++i) {
            plain.push_back(field[i]);
            if (field[i] == '"') { ++i; }
        }
        return m_out.m_unquoted.emplace_back(std::move(plain));
    }

    Status error(std::string_view what, std::string_view got) const {
        constexpr std::size_t kShown = 40;
        const auto records = static_cast<std::int64_t>(m_out.m_records.size());
        // Errors in the header itself are shown as of row 0.
        const CsvPlace place{std::max<std::int64_t>(records + 1 - m_headerRows, 0), m_line,
                             static_cast<std::int64_t>(m_record.fields.size()) + 1};
        return invalidArgument(
            concat(what, ": got '", escaped(got.substr(0, kShown)), "'", atPlace(m_file, place)));
    }

    std::string_view m_text;
    const std::string& m_file;
    char m_separator;
    std::int64_t m_headerRows;
    std::vector<CsvBadRow>* m_bad;
    std::size_t m_at = 0;
    std::int64_t m_line = 1;
    CsvRecord m_record;
    CsvRecords m_out;
};

Result<CsvRecords> CsvRecords::read(std::string_view text, const std::string& file, char separator,
                                    std::int64_t headerRows, std::vector<CsvBadRow>* bad) {
    return CsvScanner(text, file, separator, headerRows, bad).scan();
}

std::string atPlace(const std::string& file, const CsvPlace& place) {
    return concat(" (", file, ", row ", place.row, ", line ", place.line,
                  place.column > 0 ? concat(", column ", place.column) : std::string(), ")");
}

}  // namespace weft
