// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/expr.h"

#include <algorithm>

namespace weft {
namespace {

/// The scope a formula continues in; nullptr when all inputs are nothing.
const Scope* scopeOf(const std::vector<Expr>& inputs) {
    const auto found =
        std::find_if(inputs.begin(), inputs.end(), [](const Expr& e) { return e.valid(); });
    return found == inputs.end() ? nullptr : &found->scope();
}

template <class T>
Tensor scalarOf(double value) {
    return Tensor::scalar<T>(static_cast<T>(value));
}

template <class T>
Tensor lowPrecisionScalar(double value) {
    return Tensor::scalar<T>(T(static_cast<float>(value)));
}

/// A scalar of the dtype, or an invalid tensor for dtypes without arithmetic.
Tensor scalarOfType(DType type, double value) {
    switch (type) {
        case DType::Float:
            return scalarOf<float>(value);
        case DType::Double:
            return scalarOf<double>(value);
        case DType::Half:
            return lowPrecisionScalar<Half>(value);
        case DType::BFloat16:
            return lowPrecisionScalar<BFloat16>(value);
        case DType::Int8:
            return scalarOf<std::int8_t>(value);
        case DType::Int16:
            return scalarOf<std::int16_t>(value);
        case DType::Int32:
            return scalarOf<std::int32_t>(value);
        case DType::Int64:
            return scalarOf<std::int64_t>(value);
        case DType::UInt8:
            return scalarOf<std::uint8_t>(value);
        case DType::UInt16:
            return scalarOf<std::uint16_t>(value);
        case DType::UInt32:
            return scalarOf<std::uint32_t>(value);
        case DType::UInt64:
            return scalarOf<std::uint64_t>(value);
        case DType::Complex64:
            return Tensor::scalar<std::complex<float>>(static_cast<float>(value));
        case DType::Complex128:
            return Tensor::scalar<std::complex<double>>(value);
        case DType::Bool:
            return Tensor::scalar<bool>(value != 0.0);
        default:
            return {};
    }
}

/// How x was broadcast against another operand, as far as static shapes tell.
struct Reduction {
    bool isKnown = false;
    std::vector<std::int32_t> missing;  // axes of the result that x does not have
    std::vector<std::int32_t> ones;     // axes along which x has size 1
};

Reduction reductionOf(const PartialShape& x, const PartialShape& other) {
    Reduction out;
    if (!x.hasRank() || !other.hasRank()) { return out; }
    const int rank = std::max(x.rank(), other.rank());
    for (int axis = 0; axis < rank; ++axis) {
        const int xAxis = axis - (rank - x.rank());
        const int otherAxis = axis - (rank - other.rank());
        if (xAxis < 0) {
            out.missing.push_back(axis);
            continue;
        }
        const std::int64_t otherSize = otherAxis < 0 ? 1 : other[otherAxis];
        if (x[xAxis] == 1) {
            // Where the other size is unknown too, a sum along the axis is right in any case.
            if (otherSize != 1) { out.ones.push_back(axis); }
        } else if (x[xAxis] == kUnknownDim && otherSize != 1) {
            return out;
        }
    }
    out.isKnown = true;
    return out;
}

}  // namespace

Expr Expr::ofRows(const Expr& values, const Expr& indices, const Expr& rowCount) {
    if (!values.valid() || !indices.valid() || !rowCount.valid()) { return {}; }
    Expr sum(values.scope(), {});
    sum.m_rows = std::make_shared<RowSum>(RowSum{values, indices, rowCount});
    return sum;
}

const Endpoint& Expr::endpoint() const {
    if (!m_rows) { return m_endpoint; }
    if (!m_rows->whole.node.valid()) {
        m_rows->whole =
            op("UnsortedSegmentSum", {m_rows->values, m_rows->indices, m_rows->rowCount})
                .endpoint();
    }
    return m_rows->whole;
}

Expr Expr::in(const Scope& scope) const {
    if (!valid()) { return {}; }
    Expr moved = *this;
    moved.m_scope = std::make_shared<Scope>(scope);
    return moved;
}

DType Expr::dtype() const {
    if (m_rows) { return m_rows->values.dtype(); }
    return valid() ? m_scope->graph().output(m_endpoint).type : DType::Invalid;
}

PartialShape Expr::shape() const {
    if (m_rows) {
        const PartialShape values = m_rows->values.shape();
        return values.hasRank() && values.rank() > 0 ? values.withDim(0, kUnknownDim) : values;
    }
    return valid() ? m_scope->graph().output(m_endpoint).shape : PartialShape();
}

Expr op(std::string_view name, const std::vector<Expr>& inputs, AttrMap attrs) {
    const Scope* scope = scopeOf(inputs);
    return scope == nullptr ? Expr() : scope->op(name, inputs, std::move(attrs));
}

std::vector<Expr> opList(std::string_view name, const std::vector<Expr>& inputs, AttrMap attrs) {
    const Scope* scope = scopeOf(inputs);
    return scope == nullptr ? std::vector<Expr>() : scope->opList(name, inputs, std::move(attrs));
}

Expr operator+(const Expr& a, const Expr& b) { return op("AddV2", {a, b}); }
Expr operator-(const Expr& a, const Expr& b) { return op("Sub", {a, b}); }
Expr operator*(const Expr& a, const Expr& b) { return op("Mul", {a, b}); }
Expr operator/(const Expr& a, const Expr& b) { return op("RealDiv", {a, b}); }
Expr operator-(const Expr& a) { return op("Neg", {a}); }

Expr constantLike(const Expr& like, double value) {
    if (!like.valid()) { return {}; }
    const Tensor scalar = scalarOfType(like.dtype(), value);
    if (!scalar.valid()) {
        like.scope().fail(
            invalidArgument(concat("no number can be written in this type: got ", like.dtype())));
        return {};
    }
    return like.scope().constant(scalar);
}

Expr intConstant(const Expr& at, std::int32_t value) {
    return at.valid() ? at.scope().constant(Tensor::scalar<std::int32_t>(value)) : Expr();
}

Expr intVector(const Expr& at, const std::vector<std::int32_t>& values) {
    if (!at.valid()) { return {}; }
    return at.scope().constant(Tensor::ofValues<std::int32_t>(
        Shape{std::ssize(values)}, std::span<const std::int32_t>(values)));
}

Expr shapeOf(const Expr& x) { return op("Shape", {x}); }
Expr sizeOf(const Expr& x) { return op("Size", {x}); }
Expr rankOf(const Expr& x) { return op("Rank", {x}); }
Expr reshape(const Expr& x, const Expr& shape) { return op("Reshape", {x, shape}); }

Expr cast(const Expr& x, DType type) {
    if (x.dtype() == type) { return x; }
    return op("Cast", {x}, {{"DstT", type}});
}

Expr conj(const Expr& x) { return isComplex(x.dtype()) ? op("Conj", {x}) : x; }

Expr zerosLike(const Expr& x) { return op("ZerosLike", {x}); }
Expr onesLike(const Expr& x) { return op("OnesLike", {x}); }

Expr matMul(const Expr& a, const Expr& b, TransposeArg ta, TransposeArg tb) {
    return op("MatMul", {a, b},
              {{"transpose_a", ta == TransposeArg::Yes}, {"transpose_b", tb == TransposeArg::Yes}});
}

Expr reduceSum(const Expr& x, const Expr& axes, KeepDims keep) {
    return op("Sum", {x, axes}, {{"keep_dims", keep == KeepDims::Yes}});
}

Expr reduceSum(const Expr& x, int axis, KeepDims keep) {
    return reduceSum(x, intConstant(x, axis), keep);
}

Expr sumToShapeOf(const Expr& gradient, const Expr& x, const Expr& other) {
    const Reduction reduction = reductionOf(x.shape(), other.shape());
    if (!reduction.isKnown) {
        const Expr shape = shapeOf(x);
        const std::vector<Expr> axes = opList("BroadcastGradientArgs", {shape, shapeOf(other)});
        if (axes.empty()) { return {}; }
        return reshape(reduceSum(gradient, axes[0]), shape);
    }
    if (reduction.missing.empty() && reduction.ones.empty()) { return gradient; }
    if (reduction.ones.empty()) {
        return reduceSum(gradient, intVector(gradient, reduction.missing));
    }
    if (reduction.missing.empty()) {
        return reduceSum(gradient, intVector(gradient, reduction.ones), KeepDims::Yes);
    }
    // Two sums keep the sizes of 1 without asking for the shape of x.
    const Expr kept = reduceSum(gradient, intVector(gradient, reduction.ones), KeepDims::Yes);
    return reduceSum(kept, intVector(gradient, reduction.missing));
}

}  // namespace weft
