// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "engine/graph/node.h"

namespace weft {

/// Where a shape function finds the values of inputs: constants of the graph at import, tensors at
/// run.
class ValueSource {
public:
    virtual ~ValueSource() = default;
    /// The whole value, or nothing where it is not known.
    virtual std::optional<Tensor> value(int input) const = 0;
    /// Known elements of a small integer input, or nothing.
    virtual std::optional<PartialValue> partialValue(int input) const = 0;
    /// What a resource input points to, or nothing.
    virtual std::optional<HandleInfo> handle(int) const { return std::nullopt; }
};

/// What a shape function sees of a node: input shapes, attributes, and values of host inputs where
/// known. The same function runs at import (partial shapes), in the editor and before each kernel
/// (full shapes). Valid during the call only.
class ShapeContext {
public:
    ShapeContext(const OpDef& op, const AttrMap& attrs, std::span<const PartialShape> inputs,
                 std::span<const DType> inputTypes, int outputs, const ValueSource& values)
        : m_op(op),
          m_attrs(attrs),
          m_inputs(inputs),
          m_types(inputTypes),
          m_outputs(outputs),
          m_values(values) {}

    const OpDef& op() const { return m_op; }
    int inputs() const { return static_cast<int>(m_inputs.size()); }
    int outputs() const { return m_outputs; }
    const PartialShape& input(int i) const { return m_inputs[static_cast<std::size_t>(i)]; }
    DType inputType(int i) const { return m_types[static_cast<std::size_t>(i)]; }
    const AttrMap& attrs() const { return m_attrs; }
    template <class T>
    Result<T> attr(std::string_view name) const {
        return m_attrs.get<T>(name);
    }

    /// The value of input i, or nothing where it is not known yet.
    std::optional<Tensor> value(int i) const { return m_values.value(i); }
    /// What is known of a small integer input i.
    std::optional<PartialValue> partialValue(int i) const;
    /// What the resource handle at input i points to. At run the variables themselves stand in the
    /// places of their handles: input(i) is the shape of the value.
    std::optional<HandleInfo> handle(int i) const { return m_values.handle(i); }
    /// Input i (int32 or int64 vector, or the scalar -1 for "unknown") read as a shape: unknown
    /// rank when nothing is known, unknown sizes where elements are not known or -1. Errors:
    /// InvalidArgument for a wrong rank, elements below -1, or overflow.
    Result<PartialShape> valueAsShape(int i) const;
    /// Input i as a scalar integer. Errors: InvalidArgument when it is not a scalar. Nothing: not
    /// known.
    Result<std::optional<std::int64_t>> valueAsInt(int i) const;
    /// Input i as integers (scalar or vector). Nothing: not all known.
    Result<std::optional<std::vector<std::int64_t>>> valueAsInts(int i) const;

private:
    const OpDef& m_op;
    const AttrMap& m_attrs;
    std::span<const PartialShape> m_inputs;
    std::span<const DType> m_types;
    int m_outputs;
    const ValueSource& m_values;
};

}  // namespace weft
