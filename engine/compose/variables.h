// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/compose/node_writer.h"

/// @file
/// Variables as TF-1 writes them. Of a writer that shares (NodeWriter::sharingWith()) the variables
/// are there already: those of their names are used, and nothing is written; InvalidArgument where
/// one is not there, or has another dtype or shape.

namespace weft {

/// How the first value of a variable is made.
enum class InitKind {
    Zeros,
    Ones,
    Constant,
    RandomUniform,
    RandomNormal,
    TruncatedNormal,
    GlorotUniform
};

/// An initializer with its numbers.
struct Initializer {
    InitKind kind = InitKind::Zeros;
    double first = 0;   ///< Constant: the value; RandomUniform: minimum; normals: mean
    double second = 1;  ///< RandomUniform: maximum; normals: standard deviation
};

/// Writes the nodes that make a first value, as TF-1's `get_variable` does: SCOPE/zeros,
/// SCOPE/Const, SCOPE/random_uniform... Zeros and ones of 1,000 elements or more become a Fill.
/// Glorot: uniform in +-sqrt(6 / (fan in + fan out)); of a convolution filter [h, w, in, out] the
/// fans are h w in and h w out. Returns the value. Errors: as Graph::add().
Result<Endpoint> addInitialValue(const NodeWriter& writer, const std::string& scope,
                                 const Initializer& initializer, DType type, const Shape& shape);

/// What addVariable() makes.
struct VariableNodes {
    NodeId variable;  ///< VariableV2 `NAME`
    NodeId assign;    ///< Assign `NAME/Assign`, the initializer
    Endpoint read;    ///< Identity `NAME/read`
};

/// Whether an optimizer updates a variable by default.
enum class Trainable { No, Yes };

/// Writes `NAME`, `NAME/Assign`, `NAME/read` around an initial value that is there already, and
/// adds the variable to the graph's collections. Assign and read are colocated with the variable
/// (or with what the writer is colocated with, as TF-1's slots are). Errors: as Graph::add();
/// InvalidArgument for an initial value without a full shape.
Result<VariableNodes> addVariable(const NodeWriter& writer, const std::string& name,
                                  Endpoint initialValue, Trainable trainable);

/// A variable as `tf.Variable(value)` makes it: `NAME/initial_value`, `NAME`, `NAME/Assign`,
/// `NAME/read`.
Result<VariableNodes> addVariableOfValue(const NodeWriter& writer, const std::string& name,
                                         const Tensor& value, Trainable trainable);

/// A variable as `tf.get_variable` makes it: initial value under `NAME/Initializer`, all nodes
/// colocated with the variable.
Result<VariableNodes> addVariableOfInitializer(const NodeWriter& writer, const std::string& name,
                                               const Initializer& initializer, DType type,
                                               const Shape& shape, Trainable trainable);

}  // namespace weft
