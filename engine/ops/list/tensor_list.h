// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/kernel/op_builder.h"
#include "engine/tensor/variant.h"

/// @file
/// The list that a variant holds, and how the TensorList ops read and write it.

namespace weft::lists {

/// A list of tensors of one dtype, passed by value. Elements share their buffers with the tensors
/// that were put in; one that was never set is an invalid tensor and reads as zeros.
class TensorList final : public VariantPayload {
public:
    /// @param most elements at most; negative: any number.
    TensorList(DType type, PartialShape elementShape, std::int64_t most = -1)
        : m_type(type), m_elementShape(std::move(elementShape)), m_most(most) {}

    DType type() const { return m_type; }
    /// What each element has.
    const PartialShape& elementShape() const { return m_elementShape; }
    std::int64_t most() const { return m_most; }
    std::int64_t size() const { return std::ssize(m_tensors); }
    const std::vector<Tensor>& tensors() const { return m_tensors; }
    /// An element; an invalid tensor where it was not set. @param index in [0, size()).
    const Tensor& at(std::int64_t index) const {
        return m_tensors[static_cast<std::size_t>(index)];
    }
    /// Errors: InvalidArgument for variants that lie too deep within each other.
    Status set(std::int64_t index, Tensor value);
    Status push(Tensor value);
    void pop();
    /// Drops elements, or adds ones that are not set. Errors: ResourceExhausted.
    Status resize(std::int64_t size);
    /// elementShape(), narrowed by the elements there are. Errors: InvalidArgument where two differ.
    Result<PartialShape> commonShape() const;

    std::string typeName() const override { return "tensorflow::TensorList"; }
    std::string describe() const override;
    int depth() const override { return m_depth; }
    std::int64_t count() const override { return size() + m_within; }
    Result<std::shared_ptr<VariantPayload>> zerosLike(Allocator& allocator) const override;
    Result<std::shared_ptr<VariantPayload>> sum(const VariantPayload& other,
                                                Allocator& allocator) const override;

private:
    Status takeIn(const Tensor& value, std::int64_t sizeThen);

    DType m_type;
    PartialShape m_elementShape;
    std::int64_t m_most;
    int m_depth = 1;            // of its deepest element so far
    std::int64_t m_within = 0;  // tensors in variants among its elements
    std::vector<Tensor> m_tensors;
};

/// The list at an input. Errors: InvalidArgument for a tensor that is no scalar or no list.
Result<const TensorList*> listAt(KernelContext& context, int input);
/// As listAt(), with elements of the dtype that the node's attribute says.
Result<const TensorList*> typedListAt(KernelContext& context, int input);
/// The list at input 0, to be changed and given as output 0: the very one where nobody else has it,
/// else a copy that shares the elements.
Result<TensorList*> changedList(KernelContext& context);
/// Gives a list as an output.
void giveList(KernelContext& context, int output, std::shared_ptr<TensorList> list);
/// An element shape that an input says: a vector of sizes, -1 not known; the scalar -1: nothing
/// known. Errors: InvalidArgument.
Result<PartialShape> shapeAt(const KernelContext& context, int input);
/// An int32 scalar. Errors: InvalidArgument. @param what how TensorFlow's words name it.
Result<std::int64_t> scalarAt(const KernelContext& context, int input, std::string_view what);
/// Zeros of a dtype, empty strings. Errors: InvalidArgument for dtypes without zeros.
Result<Tensor> zerosOf(KernelContext& context, DType type, const Shape& shape);

/// Shapes of ops that give a list, then what is known of nothing.
Result<std::vector<PartialShape>> listShape(const ShapeContext& context);

/// In gradient functions: the shape of x's rows, int32.
Expr rowShapeOf(const Expr& x);
/// The element shape of a list.
Expr elementShapeOf(const Expr& list);
/// A list of as many elements of this dtype, which are not set.
Expr reserveLike(const Expr& list, DType type);

}  // namespace weft::lists
