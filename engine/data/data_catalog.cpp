// SPDX-License-Identifier: Apache-2.0
#include "engine/data/data_catalog.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

#include "engine/base/strings.h"
#include "engine/data/csv.h"
#include "engine/data/idx.h"

namespace weft {
namespace {

namespace fs = std::filesystem;

/// Where known data comes from.
struct Known {
    std::string_view name;
    std::string_view package;  ///< of Debian
};
constexpr std::array<Known, 5> kKnown = {{{"fashion-mnist", "dataset-fashion-mnist"},
                                          {"digits", "weft"},
                                          {"iris", "weft"},
                                          {"wine", "weft"},
                                          {"breast-cancer", "weft"}}};

bool isFile(const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path, error);
}

/// The file of this name, or its gzip.
std::optional<std::string> plainOrGzip(const fs::path& path) {
    for (const fs::path& candidate : {path, fs::path(path.string() + ".gz")}) {
        if (isFile(candidate)) { return candidate.string(); }
    }
    return std::nullopt;
}

/// The tables that come with Weft: `share/weft/data` beside the program when installed,
/// `resources/data` in a folder above it when run from where it was built.
void addOwnFolders(std::vector<fs::path>& folders) {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (error) { return; }
    constexpr int kMostLevels = 5;
    fs::path folder = program.parent_path();
    folders.push_back(folder.parent_path() / "share" / "weft" / "data");
    for (int level = 0; level < kMostLevels && folder.has_relative_path(); ++level) {
        const fs::path own = folder / "resources" / "data";
        if (isFile(own / "iris.csv")) {
            folders.push_back(own);
            return;
        }
        folder = folder.parent_path();
    }
}

std::vector<fs::path> searchFolders(const DataOptions& options) {
    std::vector<fs::path> folders;
    const char* chosen = std::getenv("WEFT_DATA");
    if (chosen != nullptr && *chosen != '\0') { folders.emplace_back(chosen); }
    if (!options.folder.empty()) { folders.emplace_back(options.folder); }
    addOwnFolders(folders);
    const char* given = std::getenv("XDG_DATA_DIRS");
    const bool set = given != nullptr && *given != '\0';
    for (const std::string& folder : split(set ? given : "/usr/local/share:/usr/share", ':')) {
        // The specification asks to ignore relative paths.
        if (folder.starts_with('/')) { folders.push_back(fs::path(folder) / "datasets"); }
    }
    return folders;
}

/// Data that was found: a table, or a folder of IDX files.
struct Found {
    std::string table;
    fs::path idxFolder;
};

std::optional<Found> findIn(const fs::path& folder, const std::string& name) {
    if (plainOrGzip(folder / name / "train-images-idx3-ubyte")) { return Found{{}, folder / name}; }
    std::optional<std::string> table = plainOrGzip(folder / (name + ".csv"));
    if (!table && name.find(".csv") != std::string::npos) { table = plainOrGzip(folder / name); }
    if (table) { return Found{*table, {}}; }
    return std::nullopt;
}

Result<Found> find(std::string_view name, const DataOptions& options) {
    if (name.empty() || name.front() == '.' ||
        name.find_first_of(std::string_view("/\\\0", 3)) != std::string_view::npos) {
        return invalidArgument(concat("name of data: got '", escaped(name),
                                      "', want a name without folders, as fashion-mnist"));
    }
    const std::vector<fs::path> folders = searchFolders(options);
    for (const fs::path& folder : folders) {
        if (std::optional<Found> found = findIn(folder, std::string(name))) {
            return *std::move(found);
        }
    }
    for (const Known& known : kKnown) {
        if (known.name == name) {
            return notFound(concat("data '", name, "' is not on this machine: install the package ",
                                   known.package, " (apt install ", known.package, ")"));
        }
    }
    std::vector<std::string> looked;
    for (const fs::path& folder : folders) { looked.push_back(folder.string()); }
    const std::vector<std::string> near = nearest(name, knownDataNames());
    return notFound(concat("no such data: got '", escaped(name), "', want one of ",
                           join(near.empty() ? knownDataNames() : near, ", "),
                           ", or a table of that name in ", join(looked, ", ")));
}

Status unknownSplit(std::string_view name, std::string_view split, std::string_view wanted) {
    return notFound(
        concat("no such split of '", name, "': got '", escaped(split), "', want ", wanted));
}

Result<DataSource> openIdx(const fs::path& folder, std::string_view name, std::string_view split,
                           const Limits& limits) {
    if (split != "train" && split != "test") { return unknownSplit(name, split, "train or test"); }
    const std::string prefix = split == "train" ? "train" : "t10k";
    std::vector<NamedColumn> columns;
    for (const auto& [column, suffix] :
         {std::pair{"images", "-images-idx3-ubyte"}, std::pair{"labels", "-labels-idx1-ubyte"}}) {
        const fs::path path = folder / (prefix + suffix);
        const std::optional<std::string> file = plainOrGzip(path);
        if (!file) {
            return notFound(concat("file of data '", name, "' is absent (", path.string(), ")"));
        }
        columns.push_back({column, WEFT_TRY(readIdx(*file, limits))});
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

Result<DataSource> openTable(const std::string& path, const Limits& limits) {
    const CsvOptions options{.header = CsvHeader::Detect, .cancellation = limits.cancellation};
    DataSource table = WEFT_TRY(readCsv(path, options, limits));
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

}  // namespace

Result<DataSource> openData(std::string_view name, std::string_view split,
                            const DataOptions& options) {
    const Found found = WEFT_TRY(find(name, options));
    if (found.table.empty()) { return openIdx(found.idxFolder, name, split, options.limits); }
    DataSource table = WEFT_TRY(openTable(found.table, options.limits));
    if (split.empty() || split == "all") { return table; }
    if (split != "train" && split != "test") {
        return unknownSplit(name, split, "train, test or all");
    }
    auto parts = WEFT_TRY(table.split(options.trainFraction, options.splitSeed));
    return split == "train" ? std::move(parts.first) : std::move(parts.second);
}

Result<std::vector<std::string>> dataSplits(std::string_view name, const DataOptions& options) {
    const Found found = WEFT_TRY(find(name, options));
    if (found.table.empty()) { return std::vector<std::string>{"train", "test"}; }
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

std::vector<std::string> knownDataNames() {
    std::vector<std::string> names;
    for (const Known& known : kKnown) { names.emplace_back(known.name); }
    return names;
}

}  // namespace weft
