// SPDX-License-Identifier: Apache-2.0
#include "engine/data/csv.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "engine/base/strings.h"
#include "engine/data/csv_records.h"
#include "engine/data/gzip.h"

namespace weft {
namespace {

bool isNumber(std::string_view field) { return parseDouble(trimmed(field)).has_value(); }

bool looksLikeHeader(const std::vector<CsvRecord>& records) {
    if (records.size() < 2) { return false; }
    return std::ranges::none_of(records[0].fields, isNumber) &&
           std::ranges::any_of(records[1].fields, isNumber);
}

template <class T>
bool parseField(std::string_view field, T& out) {
    if constexpr (std::is_same_v<T, std::string>) {
        out = field;
        return true;
    } else if constexpr (std::is_floating_point_v<T>) {
        const std::optional<double> value = parseDouble(trimmed(field));
        out = static_cast<T>(value.value_or(0));
        return value.has_value();
    } else if constexpr (std::is_same_v<T, bool>) {
        const std::string_view text = trimmed(field);
        out = text == "1" || text == "true" || text == "True";
        return out || text == "0" || text == "false" || text == "False";
    } else {
        std::string_view text = trimmed(field);
        if (text.size() > 1 && text[0] == '+' && text[1] != '-') { text.remove_prefix(1); }
        const char* end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, out);
        return error == std::errc() && stop == end;
    }
}

/// Turns the fields of a file into columns.
class Columns {
public:
    Columns(std::span<const CsvRecord> rows, const std::string& file, const CsvOptions& options)
        : m_rows(rows), m_file(file), m_options(options) {}

    /// Every row must have this many fields.
    Status checkCounts(std::size_t wanted) const {
        for (std::size_t row = 0; row < m_rows.size(); ++row) {
            const std::vector<std::string_view>& fields = m_rows[row].fields;
            if (fields.size() == wanted) { continue; }
            std::string text = join(fields, std::string_view(&m_options.separator, 1));
            constexpr std::size_t kShown = 40;
            text.resize(std::min(text.size(), kShown));
            return invalidArgument(concat("wrong number of fields: got ", fields.size(), " in '",
                                          escaped(text), "', want ", wanted, place(row, 0)));
        }
        return okStatus();
    }

    Result<Tensor> column(std::size_t index) const {
        const bool inferred = m_options.types.empty();
        switch (inferred ? infer(index) : m_options.types[index]) {
            case DType::Int64:
                return typed<std::int64_t>(index);
            case DType::Int32:
                return typed<std::int32_t>(index);
            case DType::Int16:
                return typed<std::int16_t>(index);
            case DType::Int8:
                return typed<std::int8_t>(index);
            case DType::UInt8:
                return typed<std::uint8_t>(index);
            case DType::UInt16:
                return typed<std::uint16_t>(index);
            case DType::UInt32:
                return typed<std::uint32_t>(index);
            case DType::UInt64:
                return typed<std::uint64_t>(index);
            case DType::Bool:
                return typed<bool>(index);
            case DType::Float:
                return typed<float>(index, inferred);
            case DType::Double:
                return typed<double>(index);
            case DType::String:
                return typed<std::string>(index);
            default:
                return unimplemented(concat("CSV columns of ", m_options.types[index]));
        }
    }

private:
    DType infer(std::size_t index) const {
        DType type = DType::Int64;
        bool any = false;
        for (const CsvRecord& row : m_rows) {
            const std::string_view field = row.fields[index];
            any = any || !field.empty();
            std::int64_t ignored = 0;
            if (type == DType::Int64 && !parseField(field, ignored)) { type = DType::Float; }
            if (type == DType::Float && !field.empty() && !isNumber(field)) {
                return DType::String;
            }
        }
        return any ? type : DType::String;
    }

    template <class T>
    Result<Tensor> typed(std::size_t index, bool emptyIsNan = false) const {
        const Shape shape{static_cast<std::int64_t>(m_rows.size())};
        Tensor tensor = WEFT_TRY(Tensor::allocate(kDTypeOf<T>, shape));
        std::span<T> out = tensor.mutableValues<T>();
        for (std::size_t row = 0; row < m_rows.size(); ++row) {
            const std::string_view field = m_rows[row].fields[index];
            if constexpr (std::is_floating_point_v<T>) {
                if (emptyIsNan && field.empty()) {
                    out[row] = std::numeric_limits<T>::quiet_NaN();
                    continue;
                }
            }
            if (!parseField(field, out[row])) {
                return invalidArgument(concat("field is not ", kDTypeOf<T>, ": got '",
                                              escaped(field.substr(0, 40)), "', want a value of ",
                                              kDTypeOf<T>, place(row, index + 1)));
            }
        }
        return tensor;
    }

    std::string place(std::size_t row, std::size_t column) const {
        return atPlace(m_file, {static_cast<std::int64_t>(row) + 1, m_rows[row].line,
                                static_cast<std::int64_t>(column)});
    }

    std::span<const CsvRecord> m_rows;
    const std::string& m_file;
    const CsvOptions& m_options;
};

}  // namespace

Result<DataSource> dataFromCsv(std::string_view text, const std::string& file,
                               const CsvOptions& options) {
    const CsvRecords all = WEFT_TRY(
        CsvRecords::read(text, file, options.separator, options.header == CsvHeader::Yes ? 1 : 0));
    const std::vector<CsvRecord>& records = all.records();
    const bool header = options.header == CsvHeader::Yes ||
                        (options.header == CsvHeader::Detect && looksLikeHeader(records));
    if (records.size() <= (header ? 1U : 0U)) {
        return invalidArgument(concat("CSV file has no rows: got ", records.size(),
                                      " lines, want at least ", header ? 2 : 1, " (", file, ")"));
    }
    const std::size_t width =
        options.types.empty() ? records[0].fields.size() : options.types.size();
    const Columns columns(std::span<const CsvRecord>(records).subspan(header ? 1 : 0), file,
                          options);
    if (header && records[0].fields.size() != width) {
        return invalidArgument(concat("wrong number of names in the header: got ",
                                      records[0].fields.size(), ", want ", width,
                                      atPlace(file, {0, records[0].line, 0})));
    }
    WEFT_TRY(columns.checkCounts(width));
    std::vector<NamedColumn> named;
    for (std::size_t i = 0; i < width; ++i) {
        if (options.cancellation != nullptr) { WEFT_TRY(options.cancellation->check()); }
        std::string name = header ? std::string(trimmed(records[0].fields[i])) : concat("c", i);
        named.push_back({std::move(name), WEFT_TRY(columns.column(i))});
    }
    Result<DataSource> source = DataSource::make(std::move(named));
    if (!source.ok()) { return annotated(source.status(), {}, concat(" (", file, ")")); }
    return source;
}

Result<DataSource> readCsv(const std::string& path, const CsvOptions& options,
                           const Limits& limits) {
    return dataFromCsv(WEFT_TRY(readMaybeGzip(path, limits)), path, options);
}

}  // namespace weft
