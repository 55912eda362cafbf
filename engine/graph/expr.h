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

    /// A sum of rows: zeros of the shape [rowCount, ...] with values[i] added to row indices[i], as
    /// the gradient of a gather is. The nodes that add up are made only if someone asks for the
    /// whole tensor.
    /// @param values [n, ...]. @param indices [n], int32 or int64. @param rowCount int32 scalar.
    static Expr ofRows(const Expr& values, const Expr& indices, const Expr& rowCount);

    bool valid() const { return m_scope != nullptr && (m_rows || m_endpoint.node.valid()); }
    /// The tensor; of a sum of rows the whole of it.
    const Endpoint& endpoint() const;
    const Scope& scope() const { return *m_scope; }
    DType dtype() const;
    PartialShape shape() const;
    /// The same in another scope: what is built with it lies there.
    Expr in(const Scope& scope) const;
    /// The parts of a sum of rows, or nullptr.
    const struct RowSum* rows() const { return m_rows.get(); }

private:
    std::shared_ptr<const Scope> m_scope;
    Endpoint m_endpoint;
    std::shared_ptr<RowSum> m_rows;
};

/// The parts of Expr::ofRows().
struct RowSum {
    Expr values;
    Expr indices;
    Expr rowCount;
    Endpoint whole = {};  ///< once someone asked for it
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
/// Conj of complex numbers; real ones are their own conjugates, and nothing is added.
Expr conj(const Expr& x);
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
