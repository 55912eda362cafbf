// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/kernel/kernel_context.h"

namespace weft {

/// Computes a node's outputs. Messages: `what is wrong: got X, want Y`; the caller adds op, node,
/// device.
using KernelFunction = Status (*)(KernelContext& context);
/// Reads attributes once when a node is compiled. The pointer is what KernelContext::parameters()
/// gives.
using ParametersFunction = std::function<Result<std::shared_ptr<const void>>(const Node& node)>;
/// Says why a kernel does not take a node ("" = it does); it sees attributes and static shapes of
/// the graph.
using DeclineFunction = std::function<std::string(const Node& node)>;

/// One implementation of an op for a device type and some dtypes.
struct KernelDef {
    std::string op;
    std::string deviceType = "CPU";
    std::string label;  ///< "simd", "dnnl", "reference"; shown by tools
    std::vector<std::pair<std::string, std::vector<DType>>>
        types;  ///< type attribute -> dtypes it takes
    KernelFunction run = nullptr;
    DeclineFunction decline;  ///< may be empty
};

/// All kernels of this process, in order of registration: of those that fit, the first that does
/// not decline is used. Filled while libraries load, then only read.
class KernelRegistry {
public:
    static KernelRegistry& global();
    void add(KernelDef def);
    /// The kernel for a node. Errors: InvalidArgument "no kernel for [Op] with T=..., on CPU; there
    /// are ...".
    Result<const KernelDef*> find(const Node& node, std::string_view deviceType) const;
    /// All kernels of an op, in order.
    std::vector<const KernelDef*> of(std::string_view op) const;
    /// Attribute parser of an op; empty when it has none.
    void setParameters(const std::string& op, ParametersFunction parse);
    const ParametersFunction* parameters(std::string_view op) const;

private:
    KernelRegistry();
    struct State;
    State* m_state;  // never freed
};

/// Runs the CPU kernel of a stateless node outside any session (constant folding, eager values).
/// Errors: those of the shape function and the kernel.
Result<std::vector<Tensor>> evaluateNode(const Node& node, const std::vector<Tensor>& inputs);

}  // namespace weft
