// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/graph/attr.h"

/// @file
/// Gradients of ops against finite differences, as rows of a table.

namespace weft::test {

/// A list of whole numbers as an attribute.
using Ints = std::vector<std::int64_t>;

/// Whether a gradient can be built only where the graph knows the shapes, in TensorFlow too.
enum class Shapes { Any, Static };

/// An op at one point, and what is to be differentiated there.
struct GradientCase {
    std::string op;
    /// Literals as of op_runner.h ("int32 [0,1]", always constants), or random numbers of a shape:
    /// "any [2,3]" of both signs, away from 0; "pos [2]" in (0.4, 2); "unit [2]" in (0.1, 0.9);
    /// "single [2]" as any, in single precision; "complex [2]" as any, both parts; "spd [3,3]" x x^T + 2 for any x.
    std::vector<std::string> inputs;
    AttrMap attrs = {};
    std::vector<int> outputs = {0};  ///< those that are differentiated
    /// Inputs that no gradient reaches although they are numbers.
    std::vector<int> unconnected = {};
    /// Why the gradient is not differentiated once more; "": it is.
    std::string once = {};
    Shapes shapes = Shapes::Any;
};

/// The tables, by family of ops.
std::vector<GradientCase> pointwiseCases();
std::vector<GradientCase> binaryCases();
std::vector<GradientCase> arrayCases();
std::vector<GradientCase> indexCases();
std::vector<GradientCase> reductionCases();
std::vector<GradientCase> linalgCases();
std::vector<GradientCase> windowCases();
std::vector<GradientCase> nnCases();

/// Checks the gradients of all `outputs` by all numbers among the inputs, with and without static
/// shapes, then the gradients of those gradients.
/// @return "" when they agree with finite differences, else what does not.
std::string checkGradients(const GradientCase& row);

}  // namespace weft::test
