// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/graph/attr.h"
#include "engine/tensor/tensor.h"

/// @file
/// One op on literal tensors, results as text: tests of ops read as tables of strings.
///
/// A tensor is written "float [[1,2],[3,4]]", "int32 7", "string [\"a\"]", "float zeros [0,3]"; its
/// text is "float32[2,2]: 1 2 3 4", several outputs are joined by "; ".

namespace weft::test {

/// The tensor a literal stands for; stops the test program when it is malformed.
Tensor literal(const std::string& text);
/// "float32[2,2]: 1 2 3 4".
std::string textOf(const Tensor& tensor);

/// Runs the op in a session. Its inputs are fed, their shapes unknown to the graph.
/// @return the outputs as text, or "CODE: message".
std::string runOp(const std::string& op, const std::vector<std::string>& inputs,
                  const AttrMap& attrs = {});

/// Checks that the op fails with the code and the words, both with fed inputs (the kernel's call
/// must see it) and with constant inputs (at import or at run).
/// @return "" when it does, else what happened instead.
std::string expectFailure(const std::string& op, const std::vector<std::string>& inputs,
                          const std::string& words, const AttrMap& attrs = {},
                          const std::string& code = "INVALID_ARGUMENT");

/// Static shapes of the outputs: "[2,?]; <unknown>". An input is "float [?,3]", "float ?" (unknown
/// rank), or a constant "= int32 [1,2]".
/// @return the shapes, or "CODE: message".
std::string inferOp(const std::string& op, const std::vector<std::string>& inputs,
                    const AttrMap& attrs = {});

/// What the graph knows of the int32 vector or scalar that a chain of ops gives: the op is applied
/// to Shape(placeholder of this shape) and the other inputs (as inferOp()), and the known elements
/// come back as "2 ? 3".
std::string partialOp(const std::string& op, const std::string& shape,
                      const std::vector<std::string>& others, const AttrMap& attrs = {});

/// Largest relative difference between the symbolic and the numeric gradient of sum(w * output 0)
/// by input `by`, once with static shapes and once without; 1e9 when there is none. Use doubles;
/// integer inputs are constants, as axes and indices mostly are.
double gradientErrorOf(const std::string& op, const std::vector<std::string>& inputs,
                       const AttrMap& attrs = {}, int by = 0);

}  // namespace weft::test
