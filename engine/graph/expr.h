// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <memory>
#include <vector>

#include "engine/graph/scope.h"

/// @file
/// Formulas as code: an Expr is an output of a graph, and arithmetic on Exprs adds nodes to it.
/// Ops used here are TensorFlow's (Mul, AddV2, ...), looked up by name when a formula is built.

namespace weft {

/// An output of a graph under construction, or nothing ("no gradient"). Cheap to copy.
class Expr {
public:
    /// Nothing.
    Expr() = default;
    Expr(const Scope& scope, Endpoint endpoint)
        : m_scope(std::make_shared<Scope>(scope)), m_endpoint(endpoint) {}

    bool valid() const { return m_scope != nullptr && m_endpoint.node.valid(); }
    const Endpoint& endpoint() const { return m_endpoint; }
    const Scope& scope() const { return *m_scope; }
    DType dtype() const;
    const PartialShape& shape() const;

private:
    std::shared_ptr<const Scope> m_scope;
    Endpoint m_endpoint;
};

enum class KeepDims { No, Yes };
enum class TransposeArg { No, Yes };

Expr operator+(const Expr& a, const Expr& b);  ///< AddV2
Expr operator-(const Expr& a, const Expr& b);  ///< Sub
Expr operator*(const Expr& a, const Expr& b);  ///< Mul
Expr operator/(const Expr& a, const Expr& b);  ///< RealDiv
Expr operator-(const Expr& a);                 ///< Neg

/// A scalar constant of the dtype of `like`.
Expr constantLike(const Expr& like, double value);
/// Constants of int32, in the scope of `at`.
Expr intConstant(const Expr& at, std::int32_t value);
Expr intVector(const Expr& at, const std::vector<std::int32_t>& values);

/// Any op with one result (or the first of several), in the scope of the first input that is
/// something.
Expr op(std::string_view name, const std::vector<Expr>& inputs, AttrMap attrs = {});
/// Any op with several results.
std::vector<Expr> opList(std::string_view name, const std::vector<Expr>& inputs,
                         AttrMap attrs = {});

Expr shapeOf(const Expr& x);  ///< Shape, int32
Expr sizeOf(const Expr& x);   ///< Size, int32
Expr rankOf(const Expr& x);   ///< Rank
Expr reshape(const Expr& x, const Expr& shape);
Expr cast(const Expr& x, DType type);  ///< nothing added when it has that dtype already
Expr zerosLike(const Expr& x);
Expr onesLike(const Expr& x);
Expr matMul(const Expr& a, const Expr& b, TransposeArg ta = TransposeArg::No,
            TransposeArg tb = TransposeArg::No);
Expr reduceSum(const Expr& x, const Expr& axes, KeepDims keep = KeepDims::No);
Expr reduceSum(const Expr& x, int axis, KeepDims keep = KeepDims::No);
/// Sums a gradient over the axes along which `x` was broadcast against `other`, and gives it x's
/// shape. Adds nothing where static shapes show that no broadcast happened.
Expr sumToShapeOf(const Expr& gradient, const Expr& x, const Expr& other);

}  // namespace weft
