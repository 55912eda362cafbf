// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/kernel_registry.h"

#include <algorithm>
#include <deque>
#include <map>

#include "engine/base/strings.h"

namespace weft {
namespace {

/// True when the kernel takes the types that the node's attributes say.
bool typesFit(const KernelDef& kernel, const Node& node) {
    return std::all_of(kernel.types.begin(), kernel.types.end(), [&](const auto& constraint) {
        const AttrValue* value = node.attrs.find(constraint.first);
        const DType* type = value == nullptr ? nullptr : std::get_if<DType>(value);
        return type != nullptr && std::find(constraint.second.begin(), constraint.second.end(),
                                            *type) != constraint.second.end();
    });
}

/// "T=float32, Tidx=int32": the type attributes of a node.
std::string typesOf(const Node& node) {
    std::vector<std::string> parts;
    for (const auto& [name, value] : node.attrs) {
        if (const DType* type = std::get_if<DType>(&value)) {
            parts.push_back(concat(name, "=", *type));
        }
    }
    return join(parts, ", ");
}

std::string describe(const KernelDef& kernel) {
    std::vector<std::string> parts;
    for (const auto& [attr, types] : kernel.types) {
        std::vector<std::string> names;
        for (const DType type : types) { names.emplace_back(dtypeName(type)); }
        parts.push_back(concat(attr, "=", join(names, "|")));
    }
    return concat(kernel.deviceType, " ", join(parts, " "));
}

}  // namespace

struct KernelRegistry::State {
    std::map<std::string, std::deque<KernelDef>, std::less<>> kernels;
    std::map<std::string, ParametersFunction, std::less<>> parameters;
};

KernelRegistry::KernelRegistry() : m_state(new State) {}

KernelRegistry& KernelRegistry::global() {
    static KernelRegistry* const instance = new KernelRegistry;
    return *instance;
}

void KernelRegistry::add(KernelDef def) { m_state->kernels[def.op].push_back(std::move(def)); }

Result<const KernelDef*> KernelRegistry::find(const Node& node, std::string_view deviceType) const {
    const auto known = m_state->kernels.find(node.opName);
    std::vector<std::string> declined;
    if (known != m_state->kernels.end()) {
        for (const KernelDef& kernel : known->second) {
            if (kernel.deviceType != deviceType || !typesFit(kernel, node)) { continue; }
            const std::string reason = kernel.decline ? kernel.decline(node) : std::string();
            if (reason.empty()) { return &kernel; }
            declined.push_back(concat(kernel.label, ": ", reason));
        }
    }
    std::vector<std::string> others;
    for (const KernelDef* kernel : of(node.opName)) {
        const bool fits = kernel->deviceType == deviceType && typesFit(*kernel, node);
        if (!fits) { others.push_back(describe(*kernel)); }
    }
    std::string text = concat("no kernel for op ", node.opName, ": got ", typesOf(node), " on ",
                              deviceType, ", want one of {", join(others, "; "), "}");
    if (!declined.empty()) { text += concat("; declined by ", join(declined, "; ")); }
    return invalidArgument(text);
}

std::vector<const KernelDef*> KernelRegistry::of(std::string_view op) const {
    std::vector<const KernelDef*> out;
    const auto found = m_state->kernels.find(op);
    if (found == m_state->kernels.end()) { return out; }
    for (const KernelDef& kernel : found->second) { out.push_back(&kernel); }
    return out;
}

void KernelRegistry::setParameters(const std::string& op, ParametersFunction parse) {
    m_state->parameters[op] = std::move(parse);
}

const ParametersFunction* KernelRegistry::parameters(std::string_view op) const {
    const auto found = m_state->parameters.find(op);
    return found == m_state->parameters.end() ? nullptr : &found->second;
}

}  // namespace weft
