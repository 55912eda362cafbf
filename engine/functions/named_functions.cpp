// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/named_functions.h"

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

using Nodes = google::protobuf::RepeatedPtrField<tensorflow::NodeDef>;

class Named {
public:
    Named(const tensorflow::FunctionDefLibrary& library, const Nodes& nodes) : m_library(library) {
        for (const auto& function : library.function()) {
            m_functions[function.signature().name()] = &function;
        }
        for (const auto& gradient : library.gradient()) {
            m_gradients[gradient.function_name()] = gradient.gradient_func();
        }
        take(nodes);
        while (!m_waiting.empty()) {
            const tensorflow::FunctionDef& function = *m_waiting.back();
            m_waiting.pop_back();
            take(function.node_def());
            const auto gradient = m_gradients.find(function.signature().name());
            if (gradient != m_gradients.end()) { take(gradient->second); }
        }
    }

    tensorflow::FunctionDefLibrary kept() const {
        tensorflow::FunctionDefLibrary kept;
        for (const auto& function : m_library.function()) {
            if (!m_names.contains(function.signature().name())) { continue; }
            *kept.add_function() = function;
        }
        for (const auto& gradient : m_library.gradient()) {
            if (m_names.contains(gradient.function_name())) { *kept.add_gradient() = gradient; }
        }
        return kept;
    }

private:
    void take(const Nodes& nodes) {
        for (const tensorflow::NodeDef& node : nodes) {
            take(node.op());
            for (const auto& [attr, value] : node.attr()) {
                take(value.func().name());
                for (const auto& function : value.list().func()) { take(function.name()); }
            }
        }
    }

    void take(const std::string& name) {
        const auto found = m_functions.find(name);
        if (found == m_functions.end() || !m_names.insert(name).second) { return; }
        m_waiting.push_back(found->second);
    }

    const tensorflow::FunctionDefLibrary& m_library;
    std::unordered_map<std::string, const tensorflow::FunctionDef*> m_functions;
    std::unordered_map<std::string, std::string> m_gradients;  // of functions
    std::set<std::string> m_names;
    std::vector<const tensorflow::FunctionDef*> m_waiting;
};

}  // namespace

tensorflow::FunctionDefLibrary namedFunctions(const tensorflow::FunctionDefLibrary& library,
                                              const tensorflow::GraphDef& graph) {
    return Named(library, graph.node()).kept();
}

}  // namespace weft
