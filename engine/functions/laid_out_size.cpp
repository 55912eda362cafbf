// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/laid_out_size.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/strings.h"
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

/// Calls `take` with the place of each function that a node calls, as often as it does, and the node.
template <class Take>
void eachCall(const Nodes& nodes, const Places& places, const Take& take) {
    for (const tensorflow::NodeDef& node : nodes) {
        const auto takeNamed = [&](const std::string& name) {
            if (const auto found = places.find(name); found != places.end()) {
                take(found->second, node);
            }
        };
        takeNamed(node.op());
        if (!callsNamedFunctions(node.op())) { continue; }
        for (const auto& [name, value] : node.attr()) {
            if (value.has_func()) { takeNamed(value.func().name()); }
            for (const auto& function : value.list().func()) { takeNamed(function.name()); }
        }
    }
}

/// The functions of a library in an order in which those come first that others are laid out by.
/// Behind their places stand their gradients: where the library names one, made of that, else of
/// the body and of the gradients of what it calls.
class LayoutOrder {
public:
    LayoutOrder(const tensorflow::FunctionDefLibrary& library, const Places& places)
        : m_count(library.function_size()) {
        std::unordered_map<int, int> named;
        for (const auto& gradient : library.gradient()) {
            const auto of = places.find(gradient.function_name());
            const auto by = places.find(gradient.gradient_func());
            if (of != places.end() && by != places.end()) { named[of->second] = by->second; }
        }
        for (int i = 0; i < m_count; ++i) {
            const auto gradient = named.find(i);
            const bool isDerived = gradient == named.end();
            needs(gradientAt(i), isDerived ? i : gradient->second);
            eachCall(library.function(i).node_def(), places, [&](int called, const auto& node) {
                needs(i, called);
                if (node.op() == "SymbolicGradient") { needs(i, gradientAt(called)); }
                if (isDerived) { needs(gradientAt(i), gradientAt(called)); }
            });
        }
        for (const auto& function : library.function()) {
            m_names.push_back(function.signature().name());
        }
        for (int i = 0; i < m_count; ++i) {
            m_names.push_back(concat("gradient of ", library.function(i).signature().name()));
        }
    }

    /// Errors: InvalidArgument for what comes back to itself.
    Result<std::vector<int>> functions() const {
        const std::vector<std::string_view> names(m_names.begin(), m_names.end());
        Result<std::vector<int>> order = creationOrder(2 * m_count, m_edges, names);
        if (!order.ok()) { return annotated(order.status(), "recursive functions: "); }
        std::erase_if(*order, [this](int place) { return place >= m_count; });
        return order;
    }

private:
    int gradientAt(int function) const { return m_count + function; }
    void needs(int one, int other) { m_edges.push_back({other, one}); }

    int m_count;
    std::vector<FileEdge> m_edges;
    std::vector<std::string> m_names;
};

}  // namespace

bool callsNamedFunctions(std::string_view op) {
    return std::find(kFunctional.begin(), kFunctional.end(), op) != kFunctional.end();
}

Result<std::int64_t> laidOutSize(const tensorflow::GraphDef& def, std::int64_t most) {
    const auto& functions = def.library().function();
    Places places;
    for (int i = 0; i < functions.size(); ++i) { places[functions[i].signature().name()] = i; }
    std::vector<std::int64_t> sizes(static_cast<std::size_t>(functions.size()), 0);
    const auto sizeOf = [&](const Nodes& nodes) {
        std::int64_t size = nodes.size();
        eachCall(nodes, places, [&](int called, const auto&) {
            size = std::min(size + sizes[static_cast<std::size_t>(called)], most + 1);
        });
        return std::min(size, most + 1);
    };
    for (const int i : WEFT_TRY(LayoutOrder(def.library(), places).functions())) {
        sizes[static_cast<std::size_t>(i)] = sizeOf(functions[i].node_def());
    }
    return sizeOf(def.node());
}

}  // namespace weft
