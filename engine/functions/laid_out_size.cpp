// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/laid_out_size.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/graph/io/graph_order.h"
#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

constexpr std::array<std::string_view, 11> kFunctional = {
    "PartitionedCall", "StatefulPartitionedCall",
    "RemoteCall",      "If",
    "StatelessIf",     "Case",
    "StatelessCase",   "While",
    "StatelessWhile",  "For",
    "SymbolicGradient"};

using Nodes = google::protobuf::RepeatedPtrField<tensorflow::NodeDef>;
using Places = std::unordered_map<std::string_view, int>;

/// Calls `take` with the place of each function that a node calls, as often as it does.
template <class Take>
void eachCall(const Nodes& nodes, const Places& places, const Take& take) {
    const auto takeNamed = [&](const std::string& name) {
        if (const auto found = places.find(name); found != places.end()) { take(found->second); }
    };
    for (const tensorflow::NodeDef& node : nodes) {
        takeNamed(node.op());
        if (!callsNamedFunctions(node.op())) { continue; }
        for (const auto& [name, value] : node.attr()) {
            if (value.has_func()) { takeNamed(value.func().name()); }
            for (const auto& function : value.list().func()) { takeNamed(function.name()); }
        }
    }
}

}  // namespace

bool callsNamedFunctions(std::string_view op) {
    return std::find(kFunctional.begin(), kFunctional.end(), op) != kFunctional.end();
}

Result<std::int64_t> laidOutSize(const tensorflow::GraphDef& def, std::int64_t most) {
    const auto& functions = def.library().function();
    Places places;
    std::vector<std::string_view> names;
    for (int i = 0; i < functions.size(); ++i) {
        places[functions[i].signature().name()] = i;
        names.push_back(functions[i].signature().name());
    }
    std::vector<FileEdge> calls;
    for (int i = 0; i < functions.size(); ++i) {
        eachCall(functions[i].node_def(), places, [&](int called) {
            calls.push_back({called, i});
        });
    }
    std::vector<std::int64_t> sizes(static_cast<std::size_t>(functions.size()), 0);
    const auto sizeOf = [&](const Nodes& nodes) {
        std::int64_t size = nodes.size();
        eachCall(nodes, places, [&](int called) {
            size = std::min(size + sizes[static_cast<std::size_t>(called)], most + 1);
        });
        return std::min(size, most + 1);
    };
    for (const int i : WEFT_TRY(creationOrder(functions.size(), calls, names))) {
        sizes[static_cast<std::size_t>(i)] = sizeOf(functions[i].node_def());
    }
    return sizeOf(def.node());
}

}  // namespace weft
