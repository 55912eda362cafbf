// SPDX-License-Identifier: Apache-2.0
/// @file
/// `weft freeze GRAPH --restore PREFIX --outputs A,B OUT.pb`: a trained graph as one file, its
/// variables constants, without what training needed.

#include <cstdio>

#include "app/weft/graph_file.h"
#include "app/weft/options.h"
#include "app/weft/output.h"
#include "engine/base/strings.h"
#include "engine/checkpoint/bundle_reader.h"
#include "engine/checkpoint/checkpoint_state.h"
#include "engine/train/freeze.h"

namespace weft::app {
namespace {

struct FreezeFlags {
    CommonOptions common;
    std::string graph;
    std::string restore;
    std::vector<std::string> outputs;
    std::string out;
};

Result<int> freeze(const FreezeFlags& flags) {
    WEFT_TRY(flags.common.apply());
    const Graph graph = WEFT_TRY(readGraph(flags.graph));
    const BundleReader checkpoint =
        WEFT_TRY(BundleReader::open(WEFT_TRY(findCheckpoint(flags.restore))));
    const auto read = [&](const Node& variable) {
        const OutputInfo& output = variable.outputs.front();
        return checkpoint.readAs(variable.name, output.type, output.shape);
    };
    const Graph made = WEFT_TRY(frozen(graph, flags.outputs, read));
    WEFT_TRY(writeGraph({made, {}}, flags.out));
    if (flags.common.json) {
        printJson({{"nodes", made.size()}});
    } else {
        std::printf("%s: %zu of %zu nodes\n", flags.out.c_str(), made.size(), graph.size());
    }
    return 0;
}

}  // namespace

VerbRunner declareFreeze(CLI::App& app) {
    const auto flags = std::make_shared<FreezeFlags>();
    app.add_option("graph", flags->graph, "Graph to freeze")->required();
    app.add_option("out", flags->out, "File to write")->required();
    app.add_option("--restore", flags->restore, "Checkpoint, or a folder for its newest")
        ->type_name("PREFIX")
        ->required();
    app.add_option("--outputs", flags->outputs, "What shall still be computed")
        ->type_name("A,B")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->required();
    flags->common.declare(app);
    return [flags] { return freeze(*flags); };
}

}  // namespace weft::app
