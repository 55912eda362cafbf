// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "engine/ops/update/update_call.h"

namespace weft::update {

/// An input of an update op.
struct Argument {
    std::string_view name;
    std::string_view text;
};

/// What the ops of one optimizer have in common, TensorFlow's ApplyX, ResourceApplyX, SparseApplyX
/// and ResourceSparseApplyX: inputs beside the variable, in the order of the dense op.
struct Family {
    std::vector<Argument> slots = {};          ///< variables beside it, of its shape
    std::vector<Argument> inputs = {};         ///< scalars and "grad"
    std::vector<std::string_view> attrs = {};  ///< beside T, Tindices, use_locking
};

/// Dtypes with kernels.
template <class... T>
struct Types {};
inline constexpr Types<float, double> kFloatAndDouble;
inline constexpr Types<float, double, Half> kNotBFloat16;
inline constexpr Types<float, double, Half, BFloat16> kReal;
inline constexpr Types<float, double, Half, std::complex<float>, std::complex<double>>
    kComplexNotBFloat16;
inline constexpr Types<float, double, Half, BFloat16, std::complex<float>, std::complex<double>>
    kComplex;

/// Declares one op of a family, all but its kernels. Its name says whether it takes handles
/// ("Resource...") and whether it updates only the rows that `indices` name ("...Sparse...").
OpBuilder declaration(std::string_view name, std::string_view summary, const Family& family);

/// Declares one op of a family. The same kernel, `static Status Kernel::run<T>(KernelContext&)`,
/// serves all its ops.
template <class Kernel, class... T>
OpBuilder declare(std::string_view name, std::string_view summary, const Family& family,
                  Types<T...> /*types*/) {
    OpBuilder op = declaration(name, summary, family);
    (op.cpuKernel<T>(Kernel::template run<T>), ...);
    return op;
}

}  // namespace weft::update
