// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <span>
#include <utility>
#include <vector>

#include "engine/base/cancellation.h"
#include "engine/device/device.h"
#include "engine/runtime/plan.h"
#include "engine/runtime/step_stats.h"

/// @file
/// What it takes to call one node, whichever executor chose it: shapes, aliases, the kernel, and the
/// words of errors.

namespace weft {

/// What one run needs beside what was compiled.
struct RunContext {
    const DeviceSet* devices = nullptr;
    ResourceStore* resources = nullptr;
    const Cancellation* run = nullptr;    ///< of this run: deadline, cancelAll()
    const Cancellation* asked = nullptr;  ///< the caller's own, may be null
    std::int64_t seed = 0;
    StepStatistics* statistics = nullptr;  ///< null: off

    /// Errors: Cancelled, DeadlineExceeded.
    Status check() const {
        WEFT_TRY(run->check());
        return asked != nullptr ? asked->check() : okStatus();
    }
};

/// Now, for statistics.
inline std::int64_t nowNs() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// What a node works on, an entry an input.
struct NodeOperands {
    std::span<const Tensor* const> inputs;  ///< null where it gets the variable itself
    std::span<Variable* const> variables;   ///< else null
};

/// Shapes of an instruction's outputs, valid while its inputs have these shapes and values.
struct ShapeMemo {
    bool valid = false;
    std::vector<Shape> inputs;
    std::vector<std::pair<int, Tensor>> values;  ///< of inputs that the shape function looked at
    std::vector<Shape> outputs;
    std::vector<Shape> members;    ///< of Fused: of each of its nodes
    std::vector<ShapeMemo> parts;  ///< of Updates: of each of them
    bool tiles = false;  ///< of Fused: all of it has one shape, so it is computed in tiles
};

/// Fills the memo, unless it holds: from the node's shape function. Errors: those of it;
/// InvalidArgument for shapes of 2^63 elements and more.
Status updateShapes(const Instruction& instruction, const NodeOperands& operands, ShapeMemo& memo);
/// Output 0 of an Alias: the buffer of its operand.
Result<Tensor> aliasOf(const Tensor& source, const ShapeMemo& memo);
/// Where an instruction's outputs are allocated: what the processor's kernel fills for a node on a GPU
/// (whether a variable has a value, say) is host memory.
std::int32_t outputDevice(const DeviceSet& devices, const Instruction& instruction);
/// Calls the kernel, unless all it would fill is empty. @param outputs allocated, but for dynamic
/// ones.
Status callNode(const RunContext& context, const Instruction& instruction,
                const NodeOperands& operands, const ShapeMemo& memo, std::span<Tensor> outputs);

/// Whether a node may run on a variable that has no value yet. Errors: FailedPrecondition and
/// NotFound, in TensorFlow's words.
Status checkEmpty(const Variable& variable, const Instruction& instruction, bool byReference,
                  bool byHandle);
/// Which output of a Switch is alive. Errors: InvalidArgument for a predicate that is no scalar.
Result<int> wayTaken(const Tensor& predicate);
/// A fetched value in the caller's memory: nothing that a later step writes shows through, and it
/// outlives the session. A tensor of the caller that fits is written again.
Status handOut(const Tensor& value, Tensor& fetched);
/// The error as a caller sees it. @param node where it happened; null for a copy.
Status described(const RunContext& context, const Instruction& instruction, const Node* node,
                 const Status& status);

/// Whether a tensor's buffer can be written as another value of this type and shape.
inline bool canReuse(const Tensor& tensor, DType type, const Shape& shape) {
    return tensor.valid() && tensor.dtype() == type && tensor.shape() == shape && tensor.unique();
}

}  // namespace weft
