// SPDX-License-Identifier: Apache-2.0
#include "engine/data/data_preview.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <numeric>

#include "engine/base/durable_file.h"
#include "engine/base/strings.h"
#include "engine/data/csv.h"
#include "engine/data/data_finder.h"
#include "engine/data/gzip.h"

namespace weft {
namespace {

/// The first rows, in memory of their own: a view would hold all.
Result<DataSource> headOf(const DataSource& all, std::int64_t rows) {
    std::vector<std::int64_t> first(static_cast<std::size_t>(std::min(rows, all.rows())));
    std::iota(first.begin(), first.end(), std::int64_t{0});
    return all.gather(first);
}

/// Text of a table, at most so many bytes of it.
struct TableText {
    std::string text;
    double share = 1;  ///< of the file; below 1 it was cut after a line
};

Result<TableText> beginningOf(const std::string& path, std::int64_t most, const Limits& limits) {
    std::error_code error;
    const auto size = static_cast<std::int64_t>(std::filesystem::file_size(path, error));
    if (error || size <= most) {
        std::string bytes = WEFT_TRY(readFile(path, limits));
        if (!isGzip(bytes)) { return TableText{std::move(bytes)}; }
        GzipReader reader(bytes);
        std::string text(static_cast<std::size_t>(most), '\0');
        const std::size_t got = WEFT_TRY(reader.read(text));
        text.resize(got);
        if (static_cast<std::int64_t>(got) < most) { return TableText{std::move(text)}; }
        const double share =
            static_cast<double>(reader.position()) / static_cast<double>(bytes.size());
        text.resize(text.find_last_of('\n') + 1);
        return TableText{std::move(text), std::min(share, 1.0)};
    }
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                               &std::fclose);
    if (file == nullptr) { return readFile(path, limits).status(); }
    std::string text(static_cast<std::size_t>(most), '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    if (isGzip(text)) {
        return resourceExhausted(concat("compressed table is too large to look into: got ", size,
                                        " bytes, want at most ", most, " (", path, ")"));
    }
    text.resize(text.find_last_of('\n') + 1);
    return TableText{text, static_cast<double>(text.size()) / static_cast<double>(size)};
}

Status previewTable(const FoundData& found, const Limits& limits, const PreviewOptions& options,
                    DataPreview& preview) {
    const TableText text = WEFT_TRY(beginningOf(found.path, options.tableBytes, limits));
    const CsvOptions csv{.header = CsvHeader::Detect, .cancellation = limits.cancellation};
    Result<DataSource> whole = dataFromCsv(text.text, found.path, csv);
    preview.check = WEFT_TRY(checkCsv(text.text, found.path, limits));
    preview.refusal = whole.status();
    if (!whole.ok()) {
        if (preview.check.badCount == 0 || preview.check.rows == 0) { return whole.status(); }
        whole = dataFromCsv(preview.check.goodText, found.path, csv);
        if (!whole.ok()) { return preview.refusal; }
    }
    preview.rows = whole->rows();
    if (text.share < 1) {
        preview.rowsEstimated = true;
        preview.rows = static_cast<std::int64_t>(static_cast<double>(preview.rows) / text.share);
    }
    preview.head = WEFT_TRY(withFeatures(WEFT_TRY(headOf(*std::move(whole), options.headRows))));
    return okStatus();
}

}  // namespace

Result<DataPreview> previewData(std::string_view name, const DataOptions& data,
                                const PreviewOptions& options) {
    const FoundData found = WEFT_TRY(findData(name, data));
    DataPreview preview;
    preview.path = found.path;
    if (found.kind == FoundData::Kind::Table) {
        preview.isTable = true;
        WEFT_TRY(previewTable(found, data.limits, options, preview));
        return preview;
    }
    const bool family = found.kind == FoundData::Kind::Family;
    for (const char* split : {family ? "train" : "", "test"}) {
        const DataSource part = WEFT_TRY(openData(name, split, data));
        if (preview.rows == 0) { preview.head = WEFT_TRY(headOf(part, options.headRows)); }
        preview.rows += part.rows();
        if (!family) { break; }
        preview.splits.emplace_back(split, part.rows());
    }
    return preview;
}

}  // namespace weft
