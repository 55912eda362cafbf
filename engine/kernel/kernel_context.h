// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>

#include "engine/base/check.h"
#include "engine/device/device.h"
#include "engine/graph/node.h"
#include "engine/base/cancellation.h"
#include "engine/kernel/parallel.h"
#include "engine/kernel/resource_store.h"
#include "engine/tensor/tensor.h"

namespace weft {

/// A tensor seen as rows: all axes but the last folded into one. A scalar is one row of one column.
template <class T>
struct RowsView {
    T* data = nullptr;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::span<T> row(std::int64_t r) const {
        return {data + r * columns, static_cast<std::size_t>(columns)};
    }
};

/// What a kernel works on. The executor has checked dtypes, read the inputs and allocated the
/// outputs from the shape function; the kernel only computes. Kernels keep nothing between calls:
/// what is fixed for the node is in parameters(), what lasts is in resources(). Threading: one call
/// at a time uses a context; parallelFor may spread its work.
class KernelContext {
public:
    /// Filled by the executor; kernels use the members below.
    struct State {
        const Node* node = nullptr;
        const void* parameters = nullptr;
        std::span<const Tensor* const> inputs;  ///< null for a ref input
        std::span<Tensor> outputs;
        std::span<Variable* const>
            variables;  ///< one an input: the variable of a ref input, else null
        Device* device = nullptr;
        ResourceStore* resources = nullptr;  ///< of the session
        const Cancellation* cancellation = nullptr;
        std::int64_t defaultSeed = 0;   ///< of random nodes whose two seeds are 0; 0: unpredictable
        std::int64_t defaultSeed2 = 0;  ///< rank of this node among those
    };
    explicit KernelContext(const State& state) : m(state) {}
    /// For wrappers that run a kernel on other tensors (viaFloat).
    const State& state() const { return m; }

    int inputs() const { return static_cast<int>(m.inputs.size()); }
    int outputs() const { return static_cast<int>(m.outputs.size()); }
    const Tensor& input(int i) const { return *m.inputs[static_cast<std::size_t>(i)]; }
    template <class T>
    std::span<const T> inputValues(int i) const {
        return input(i).values<T>();
    }
    /// The tensor to fill; allocated unless the output is dynamic.
    Tensor& output(int i) { return m.outputs[static_cast<std::size_t>(i)]; }
    template <class T>
    std::span<T> outputValues(int i) {
        return output(i).mutableValues<T>();
    }
    /// Gives output i this tensor instead: dynamic outputs, or an input passed on (Identity,
    /// Reshape).
    void setOutput(int i, Tensor tensor) { output(i) = std::move(tensor); }
    /// Memory for a dynamic output or scratch, accounted to the device. Errors: ResourceExhausted.
    Result<Tensor> allocate(DType type, const Shape& shape) {
        return Tensor::allocate(type, shape, m.device->allocator());
    }
    template <class T>
    RowsView<const T> inputRows(int i) const {
        return rowsOf<const T>(input(i).shape(), input(i).values<T>().data());
    }
    template <class T>
    RowsView<T> outputRows(int i) {
        return rowsOf<T>(output(i).shape(), output(i).mutableValues<T>().data());
    }

    /// The variable of ref input i.
    Variable& variable(int i) const {
        WEFT_CHECK(m.variables[static_cast<std::size_t>(i)] != nullptr, "input is no reference");
        return *m.variables[static_cast<std::size_t>(i)];
    }

    /// What the op's `.parameters<P>(parse)` made from the attributes.
    template <class P>
    const P& parameters() const {
        return *static_cast<const P*>(m.parameters);
    }
    const Node& node() const { return *m.node; }
    const AttrMap& attrs() const { return m.node->attrs; }
    Device& device() const { return *m.device; }
    ResourceStore& resources() const { return *m.resources; }
    const Cancellation& cancellation() const { return *m.cancellation; }
    std::int64_t defaultSeed() const { return m.defaultSeed; }
    std::int64_t defaultSeed2() const { return m.defaultSeed2; }

private:
    template <class T>
    static RowsView<T> rowsOf(const Shape& shape, T* data) {
        const std::int64_t columns = shape.rank() == 0 ? 1 : shape[shape.rank() - 1];
        return {data, columns == 0 ? 0 : shape.elements() / columns, columns};
    }
    State m;
};

}  // namespace weft
