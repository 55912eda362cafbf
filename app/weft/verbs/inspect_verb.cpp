// SPDX-License-Identifier: Apache-2.0
/// @file
/// `weft inspect FILE`: says what a file holds. Reads all of it, so the first damage is the error.

#include <algorithm>
#include <cstdio>
#include <map>

#include "app/weft/graph_file.h"
#include "app/weft/options.h"
#include "app/weft/output.h"
#include "engine/base/strings.h"
#include "engine/checkpoint/bundle_reader.h"
#include "engine/compose/expansion.h"
#include "engine/compose/file/project_io.h"
#include "engine/data/csv.h"
#include "engine/data/idx.h"
#include "engine/data/npy.h"

namespace weft::app {
namespace {

struct InspectFlags {
    CommonOptions common;
    std::string file;
    std::string expect;
};

nlohmann::json inspectGraph(const Graph& graph) {
    std::map<std::string, int> ops;
    nlohmann::json variables = nlohmann::json::array();
    nlohmann::json feeds = nlohmann::json::array();
    nlohmann::json problems = nlohmann::json::array();
    for (const Node& node : graph.nodes()) {
        ++ops[node.opName];
        const auto described = [&] {
            const OutputInfo& out = node.outputs.front();
            return nlohmann::json{{"name", node.name},
                                  {"dtype", dtypeName(out.type)},
                                  {"shape", out.shape.toString()}};
        };
        if (node.op == nullptr) {
            problems.push_back(
                concat("unknown op type ", node.opName, " (node '", node.name, "')"));
        }
        if (node.isOp("VariableV2")) { variables.push_back(described()); }
        if (node.isOp("Placeholder") || node.isOp("PlaceholderWithDefault")) {
            feeds.push_back(described());
        }
    }
    return {{"kind", "graph"},     {"nodes", graph.size()},
            {"ops", ops},          {"variables", variables},
            {"feeds", feeds},      {"functions", graph.libraryBytes.empty() ? 0 : 1},
            {"problems", problems}};
}

nlohmann::json inspectProject(const Document& document) {
    const Expansion expansion = expandDocument(document);
    nlohmann::json json = inspectGraph(expansion.graph);
    json["kind"] = "project";
    nlohmann::json items = nlohmann::json::array();
    for (const Item* item : document.all<Item>()) { items.push_back(document.pathOf(item->id)); }
    json["items"] = items;
    for (const Finding& finding : expansion.findings) {
        json["problems"].push_back(concat(document.pathOf(finding.item), ": ", finding.text));
    }
    return json;
}

/// Reads every tensor, so that damage anywhere is found.
Result<nlohmann::json> inspectCheckpoint(const std::string& prefix) {
    const BundleReader reader = WEFT_TRY(BundleReader::open(prefix));
    nlohmann::json tensors = nlohmann::json::array();
    for (const std::string& name : reader.names()) {
        const Tensor tensor = WEFT_TRY(reader.read(name));
        tensors.push_back({{"name", isUtf8(name) ? name : escaped(name)},
                           {"dtype", dtypeName(tensor.dtype())},
                           {"shape", tensor.shape().toString()}});
    }
    return nlohmann::json{{"kind", "checkpoint"}, {"tensors", tensors}};
}

nlohmann::json inspectColumns(const DataSource& data) {
    nlohmann::json columns = nlohmann::json::array();
    for (const NamedColumn& column : data.columns()) {
        columns.push_back({{"name", column.name}, {"dtype", dtypeName(column.values.dtype())}});
    }
    return {{"kind", "csv"}, {"rows", data.rows()}, {"columns", columns}};
}

nlohmann::json inspectTensor(const char* kind, const Tensor& tensor) {
    return {
        {"kind", kind}, {"dtype", dtypeName(tensor.dtype())}, {"shape", tensor.shape().toString()}};
}

Result<std::vector<DType>> columnTypes(const std::string& expect) {
    std::vector<DType> types;
    for (const std::string& name : split(expect, ',')) {
        const auto type = dtypeFromName(trimmed(name));
        if (!type) {
            return invalidArgument(
                concat("--expect: got '", name, "', want dtypes like int32,float,string"));
        }
        types.push_back(*type);
    }
    return types;
}

Result<nlohmann::json> inspectFile(const InspectFlags& flags) {
    const std::string& file = flags.file;
    const auto endsWith = [&](std::initializer_list<const char*> endings) {
        return std::any_of(endings.begin(), endings.end(),
                           [&](const char* ending) { return file.ends_with(ending); });
    };
    if (isProject(file)) { return inspectProject(WEFT_TRY(readProject(file))); }
    if (graphKindOf(file) != GraphKind::Unknown) {
        return inspectGraph(WEFT_TRY(readGraph(file, UnknownOps::Keep)));
    }
    if (endsWith({".index"})) {
        return inspectCheckpoint(file.substr(0, file.size() - std::string_view(".index").size()));
    }
    if (endsWith({".csv", ".csv.gz"})) {
        CsvOptions options;
        options.header = flags.expect.empty() ? CsvHeader::Detect : CsvHeader::No;
        options.types = WEFT_TRY(columnTypes(flags.expect));
        return inspectColumns(WEFT_TRY(readCsv(file, options)));
    }
    if (endsWith({".npy"})) { return inspectTensor("npy", WEFT_TRY(readNpy(file))); }
    if (file.find("idx") != std::string::npos || file.find("-ubyte") != std::string::npos) {
        return inspectTensor("idx", WEFT_TRY(readIdx(file)));
    }
    return unimplemented(concat("inspecting files of this kind is not built yet (", file, ")"));
}

void printPlain(const nlohmann::json& json) {
    for (const auto& [key, value] : json.items()) {
        if (value.is_array() && !value.empty()) {
            std::printf("%s:\n", key.c_str());
            for (const auto& item : value) { std::printf("  %s\n", item.dump().c_str()); }
        } else {
            std::printf(
                "%s: %s\n", key.c_str(),
                value.is_string() ? value.get<std::string>().c_str() : value.dump().c_str());
        }
    }
}

Result<int> inspect(const InspectFlags& flags) {
    WEFT_TRY(flags.common.apply());
    const nlohmann::json json = WEFT_TRY(inspectFile(flags));
    if (flags.common.json) {
        printJson(json);
    } else {
        printPlain(json);
    }
    return 0;
}

}  // namespace

VerbRunner declareInspect(CLI::App& app) {
    const auto flags = std::make_shared<InspectFlags>();
    app.add_option("file", flags->file, "Graph, project, checkpoint (.index), CSV, IDX or NPY file")
        ->required();
    app.add_option("--expect", flags->expect, "Types of a CSV file's columns")->type_name("SPEC");
    flags->common.declare(app);
    flags->common.declareUnbuilt(app, "--compression", 1);
    return [flags] { return inspect(*flags); };
}

}  // namespace weft::app
