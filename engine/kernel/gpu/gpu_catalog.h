// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/graph/node.h"
#include "engine/kernel/gpu/gpu_call.h"

namespace weft {

/// How a node runs on a GPU.
struct GpuMatch {
    enum class Kind {
        None,     ///< not at all: `reason`
        Kernel,   ///< by `kernel`
        Handing,  ///< its CPU kernel, or the executor, only hands tensors on and looks at no element
    };
    Kind kind = Kind::None;
    const gpu::Kernel* kernel = nullptr;
    std::string reason;
};

/// What a backend has for a node. Nodes that hand values on go to a GPU where these are floating-point
/// numbers: whole numbers and strings mostly are shapes, counters and names, which are read on the host.
GpuMatch matchGpu(const Node& node, const gpu::Backend& backend);

/// Which inputs of a node on a GPU stay in host memory, by input. @param kernel may be null.
std::vector<bool> hostInputsOf(const Node& node, const gpu::Kernel* kernel);

/// Whether a node on the CPU looks only at the shapes of its inputs, wherever they lie.
bool readsOnlyShapes(const Node& node);

/// Whether a node keeps tensors for another or gives what is kept (stacks, TensorArrays, lists): it looks at no
/// element, and recordings need not do it again.
bool keepsTensors(const Node& node);
/// Whether an output of a node of a list lies in host memory though the node is on a GPU: all but elements do.
bool makesOnHost(const Node& node, std::size_t output);
/// A TensorArray's flow: a number that means nothing, wherever it lies, and only orders nodes.
bool makesFlow(const Node& node, std::size_t output);
bool takesFlow(const Node& node, std::size_t input);
/// Whether a node hands on one of its inputs, as Merge does, and not something made of all.
bool handsOnOneOf(const Node& node);

/// All kernels of a backend that are of ops of graphs, in its order.
std::vector<const gpu::Kernel*> kernelsOf(const gpu::Backend& backend);
/// One of those that several nodes become, "_Chain"; null where the backend has none for the type.
const gpu::Kernel* ownKernel(const gpu::Backend& backend, std::string_view name, std::int32_t type);

/// The attributes as a kernel sees them. They point into the node.
class GpuAttrs {
public:
    explicit GpuAttrs(const Node& node);
    const std::vector<gpu::Attr>& all() const { return m_attrs; }

private:
    std::vector<gpu::Attr> m_attrs;
};

}  // namespace weft
