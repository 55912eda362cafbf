// SPDX-License-Identifier: Apache-2.0
/// @file
/// `weft gradients GRAPH --of T --by T... --out FILE`: adds symbolic gradients as nodes.

#include <cstdio>

#include "app/weft/graph_file.h"
#include "app/weft/options.h"
#include "app/weft/output.h"
#include "engine/autodiff/backprop.h"
#include "engine/base/strings.h"

namespace weft::app {
namespace {

struct GradientsFlags {
    CommonOptions common;
    std::string graph;
    std::vector<std::string> of, by;
    std::string out;
};

Result<int> gradients(const GradientsFlags& flags) {
    WEFT_TRY(flags.common.apply());
    MetaGraph meta = WEFT_TRY(readMetaGraph(flags.graph));
    Graph& graph = meta.graph;
    std::vector<Endpoint> ys;
    std::vector<Endpoint> xs;
    for (const std::string& name : flags.of) { ys.push_back(WEFT_TRY(graph.endpoint(name))); }
    for (const std::string& name : flags.by) { xs.push_back(WEFT_TRY(graph.endpoint(name))); }
    const auto found = WEFT_TRY(addGradients(graph, ys, xs, {}, {}));
    WEFT_TRY(writeGraph(meta, flags.out));
    nlohmann::json json = nlohmann::json::object();
    for (std::size_t i = 0; i < found.size(); ++i) {
        const std::string name = found[i] ? graph.nameOf(*found[i]) : "";
        json[flags.by[i]] = found[i] ? nlohmann::json(name) : nlohmann::json();
        if (!flags.common.json) {
            std::printf("%s: %s\n", flags.by[i].c_str(), found[i] ? name.c_str() : "not connected");
        }
    }
    if (flags.common.json) { printJson({{"gradients", json}}); }
    return 0;
}

}  // namespace

VerbRunner declareGradients(CLI::App& app) {
    const auto flags = std::make_shared<GradientsFlags>();
    app.add_option("graph", flags->graph, "Graph to read")->required();
    app.add_option("--of", flags->of, "What is differentiated")
        ->required()
        ->allow_extra_args(false);
    app.add_option("--by", flags->by, "By what")->required();
    app.add_option("--out", flags->out, "Graph to write")->required();
    flags->common.declare(app);
    return [flags] { return gradients(*flags); };
}

}  // namespace weft::app
