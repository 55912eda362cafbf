// SPDX-License-Identifier: Apache-2.0
#include "engine/data/data_catalog.h"

#include "engine/base/strings.h"
#include "engine/data/csv.h"
#include "engine/data/data_finder.h"
#include "engine/data/idx.h"
#include "engine/data/npy.h"

namespace weft {
namespace {

Status unknownSplit(std::string_view name, std::string_view split, std::string_view wanted) {
    return notFound(
        concat("no such split of '", name, "': got '", escaped(split), "', want ", wanted));
}

Result<DataSource> openIdx(const std::string& folder, std::string_view name, std::string_view split,
                           const Limits& limits) {
    if (split != "train" && split != "test") { return unknownSplit(name, split, "train or test"); }
    const std::string prefix = split == "train" ? "train" : "t10k";
    std::vector<NamedColumn> columns;
    for (const auto& [column, suffix] :
         {std::pair{"images", "-images-idx3-ubyte"}, std::pair{"labels", "-labels-idx1-ubyte"}}) {
        const std::string path = folder + '/' + prefix + suffix;
        const std::string file = plainOrGzip(path);
        if (file.empty()) {
            return notFound(concat("file of data '", name, "' is absent (", path, ")"));
        }
        columns.push_back({column, WEFT_TRY(readIdx(file, limits))});
    }
    return DataSource::make(std::move(columns));
}

/// A matrix of all number columns but the last, which is what is to be learnt.
Result<Tensor> featuresOf(const DataSource& table, const std::vector<const NamedColumn*>& numbers) {
    const auto width = static_cast<std::int64_t>(numbers.size());
    Tensor matrix = WEFT_TRY(Tensor::allocate(DType::Float, Shape{table.rows(), width}));
    std::span<float> out = matrix.mutableValues<float>();
    for (std::size_t c = 0; c < numbers.size(); ++c) {
        const Tensor& values = numbers[c]->values;
        for (std::size_t r = 0; r < static_cast<std::size_t>(table.rows()); ++r) {
            out[r * numbers.size() + c] =
                values.dtype() == DType::Float
                    ? values.values<float>()[r]
                    : static_cast<float>(values.values<std::int64_t>()[r]);
        }
    }
    return matrix;
}

/// What has no splits of its own, as a whole.
Result<DataSource> openWhole(const FoundData& found, const Limits& limits) {
    if (found.kind == FoundData::Kind::Array) {
        return DataSource::make({{"values", WEFT_TRY(readNpy(found.path, limits))}});
    }
    if (found.kind == FoundData::Kind::Pair) {
        if (found.labels.empty()) {
            return notFound(
                concat("images without their labels: want a file of the same name "
                       "with labels-idx1-ubyte (",
                       found.path, ")"));
        }
        return DataSource::make({{"images", WEFT_TRY(readIdx(found.path, limits))},
                                 {"labels", WEFT_TRY(readIdx(found.labels, limits))}});
    }
    const CsvOptions options{.header = CsvHeader::Detect, .cancellation = limits.cancellation};
    return withFeatures(WEFT_TRY(readCsv(found.path, options, limits)));
}

}  // namespace

Result<DataSource> withFeatures(DataSource table) {
    std::vector<const NamedColumn*> numbers;
    for (std::size_t c = 0; c + 1 < table.columns().size(); ++c) {
        const NamedColumn& column = table.columns()[c];
        if (column.name == "features") { return table; }
        if (column.values.dtype() != DType::String) { numbers.push_back(&column); }
    }
    if (numbers.empty()) { return table; }
    std::vector<NamedColumn> columns = table.columns();
    columns.push_back({"features", WEFT_TRY(featuresOf(table, numbers))});
    return DataSource::make(std::move(columns));
}

Result<DataSource> openData(std::string_view name, std::string_view split,
                            const DataOptions& options) {
    const FoundData found = WEFT_TRY(findData(name, options));
    if (found.kind == FoundData::Kind::Family) {
        return openIdx(found.path, name, split, options.limits);
    }
    DataSource table = WEFT_TRY(openWhole(found, options.limits));
    if (split.empty() || split == "all") { return table; }
    if (split != "train" && split != "test") {
        return unknownSplit(name, split, "train, test or all");
    }
    auto parts = WEFT_TRY(table.split(options.trainFraction, options.splitSeed));
    return split == "train" ? std::move(parts.first) : std::move(parts.second);
}

Result<std::vector<std::string>> dataSplits(std::string_view name, const DataOptions& options) {
    const FoundData found = WEFT_TRY(findData(name, options));
    if (found.kind == FoundData::Kind::Family) { return std::vector<std::string>{"train", "test"}; }
    return std::vector<std::string>{"train", "test", "all"};
}

Result<DataName> parseDataName(std::string_view text) {
    const std::vector<std::string> parts = split(text, '/');
    const bool whole = parts.size() == 3 && !parts[1].empty();
    if ((parts.size() != 2 && !whole) || parts.front().empty() || parts.back().empty()) {
        return invalidArgument(concat("name of a data column: got '", escaped(text),
                                      "', want NAME/SPLIT/COLUMN or NAME/COLUMN"));
    }
    return DataName{parts[0], whole ? parts[1] : std::string(), parts.back()};
}

}  // namespace weft
