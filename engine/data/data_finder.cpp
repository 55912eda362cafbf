// SPDX-License-Identifier: Apache-2.0
#include "engine/data/data_finder.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

#include "engine/base/strings.h"

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
    if (std::string own = userDataFolder(); !own.empty()) { folders.emplace_back(std::move(own)); }
    addOwnFolders(folders);
    const char* given = std::getenv("XDG_DATA_DIRS");
    const bool set = given != nullptr && *given != '\0';
    for (const std::string& folder : split(set ? given : "/usr/local/share:/usr/share", ':')) {
        // The specification asks to ignore relative paths.
        if (folder.starts_with('/')) { folders.push_back(fs::path(folder) / "datasets"); }
    }
    return folders;
}

std::optional<FoundData> findIn(const fs::path& folder, const std::string& name) {
    using Kind = FoundData::Kind;
    const std::string at = (folder / name).string();
    if (!plainOrGzip(at + "/train-images-idx3-ubyte").empty()) {
        return FoundData{Kind::Family, at};
    }
    std::string table = plainOrGzip(at + ".csv");
    if (table.empty() && name.find(".csv") != std::string::npos) { table = plainOrGzip(at); }
    if (!table.empty()) { return FoundData{Kind::Table, table}; }
    for (const std::string& array : {at + ".npy", name.ends_with(".npy") ? at : std::string()}) {
        if (!array.empty() && isFile(array)) { return FoundData{Kind::Array, array}; }
    }
    std::string images = plainOrGzip(at + "-images-idx3-ubyte");
    if (images.empty()) { return std::nullopt; }
    return FoundData{Kind::Pair, std::move(images), plainOrGzip(at + "-labels-idx1-ubyte")};
}

}  // namespace

std::string plainOrGzip(const std::string& path) {
    for (const std::string& candidate : {path, path + ".gz"}) {
        if (isFile(candidate)) { return candidate; }
    }
    return {};
}

std::string userDataFolder() {
    const char* given = std::getenv("XDG_DATA_HOME");
    // The specification asks to ignore relative paths.
    if (given != nullptr && *given == '/') { return (fs::path(given) / "datasets").string(); }
    const char* home = std::getenv("HOME");
    if (home == nullptr || *home != '/') { return {}; }
    return (fs::path(home) / ".local/share/datasets").string();
}

Result<FoundData> findData(std::string_view name, const DataOptions& options) {
    if (name.empty() || name.front() == '.' ||
        name.find_first_of(std::string_view("/\\\0", 3)) != std::string_view::npos) {
        return invalidArgument(concat("name of data: got '", escaped(name),
                                      "', want a name without folders, as fashion-mnist"));
    }
    const std::vector<fs::path> folders = searchFolders(options);
    for (const fs::path& folder : folders) {
        if (std::optional<FoundData> found = findIn(folder, std::string(name))) {
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

std::vector<std::string> knownDataNames() {
    std::vector<std::string> names;
    for (const Known& known : kKnown) { names.emplace_back(known.name); }
    return names;
}

}  // namespace weft
