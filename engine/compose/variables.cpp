// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/variables.h"

#include <algorithm>
#include <cmath>

namespace weft {
namespace {

/// A part of the variable of that name; the name may be "", the writer's prefix.
std::string partOf(const std::string& name, const char* part) {
    return name.empty() ? part : concat(name, "/", part);
}

/// The variable that is used in place of a new one, as a scope with reuse gives it.
Result<VariableNodes> sharedVariable(const NodeWriter& writer, const std::string& name, DType type,
                                     const PartialShape& shape) {
    const Graph& graph = writer.graph();
    const std::string shared = writer.sharedName(name);
    const Node* variable = graph.find(shared);
    const Node* assign = graph.find(shared + "/Assign");
    const Node* read = graph.find(shared + "/read");
    if (variable == nullptr || assign == nullptr || read == nullptr) {
        return invalidArgument(
            concat("variable to share is not there: got none, want '", shared, "'"));
    }
    const OutputInfo& info = graph.output({variable->id, 0});
    if (info.type != type || !info.shape.compatibleWith(shape)) {
        return invalidArgument(concat("shared variable '", shared, "' does not fit: got ",
                                      info.type, " ", info.shape, ", want ", type, " ", shape));
    }
    return VariableNodes{variable->id, assign->id, {read->id, 0}};
}

bool isShared(const NodeWriter& writer, const std::string& name) {
    return !writer.sharedName(name).empty();
}

/// From this many elements TF-1 writes a Fill instead of a constant.
constexpr std::int64_t kFillFrom = 1000;

Result<Endpoint> filled(const NodeWriter& writer, const std::string& name, double value, DType type,
                        const Shape& shape) {
    const Tensor one = WEFT_TRY(numberTensor(type, value));
    if (shape.elements() >= kFillFrom) {
        const Endpoint dims = WEFT_TRY(
            writer.ints(name + "/shape_as_tensor", {shape.dims().begin(), shape.dims().end()}));
        const Endpoint scalar = WEFT_TRY(writer.constant(name + "/Const", one));
        return writer.add(name, "Fill", {dims, scalar});
    }
    Tensor all = WEFT_TRY(Tensor::allocate(type, shape));
    const std::size_t width = elementBytes(type);
    for (std::size_t at = 0; at < all.bytes(); at += width) {
        std::copy_n(one.data(), width, all.mutableData() + at);
    }
    return writer.constant(name, all);
}

/// NAME = RandomUniform * (max - min) + min.
Result<Endpoint> uniform(const NodeWriter& writer, const std::string& name, double min, double max,
                         DType type, const Shape& shape) {
    const Endpoint dims =
        WEFT_TRY(writer.ints(name + "/shape", {shape.dims().begin(), shape.dims().end()}));
    const Endpoint low = WEFT_TRY(writer.scalar(name + "/min", type, min));
    const Endpoint high = WEFT_TRY(writer.scalar(name + "/max", type, max));
    const Endpoint unit =
        WEFT_TRY(writer.add(name + "/RandomUniform", "RandomUniform", {dims}, {{"dtype", type}}));
    const Endpoint range = WEFT_TRY(writer.add(name + "/sub", "Sub", {high, low}));
    const Endpoint wide = WEFT_TRY(writer.add(name + "/mul", "Mul", {unit, range}));
    return writer.add(name, "AddV2", {wide, low});
}

/// NAME = op * stddev + mean.
Result<Endpoint> normal(const NodeWriter& writer, const std::string& name, const std::string& op,
                        const Initializer& init, DType type, const Shape& shape) {
    const Endpoint dims =
        WEFT_TRY(writer.ints(name + "/shape", {shape.dims().begin(), shape.dims().end()}));
    const Endpoint mean = WEFT_TRY(writer.scalar(name + "/mean", type, init.first));
    const Endpoint stddev = WEFT_TRY(writer.scalar(name + "/stddev", type, init.second));
    const Endpoint unit =
        WEFT_TRY(writer.add(concat(name, "/", op), op, {dims}, {{"dtype", type}}));
    const Endpoint wide = WEFT_TRY(writer.add(name + "/mul", "Mul", {unit, stddev}));
    return writer.add(name, "AddV2", {wide, mean});
}

/// sqrt(6 / (fan in + fan out)); the fans of a vector or scalar are its size.
double glorotLimit(const Shape& shape) {
    const int rank = shape.rank();
    if (rank == 0) { return std::sqrt(3.0); }
    double receptive = 1;
    for (int axis = 0; axis + 2 < rank; ++axis) { receptive *= static_cast<double>(shape[axis]); }
    const double in = receptive * static_cast<double>(shape[std::max(rank - 2, 0)]);
    const double out = receptive * static_cast<double>(shape[rank - 1]);
    return std::sqrt(3.0 / std::max(1.0, (in + out) / 2));
}

}  // namespace

Result<Endpoint> addInitialValue(const NodeWriter& writer, const std::string& scope,
                                 const Initializer& initializer, DType type, const Shape& shape) {
    switch (initializer.kind) {
        case InitKind::Zeros:
            return filled(writer, scope + "/zeros", 0, type, shape);
        case InitKind::Ones:
            return filled(writer, scope + "/ones", 1, type, shape);
        case InitKind::Constant:
            return filled(writer, scope + "/Const", initializer.first, type, shape);
        case InitKind::RandomUniform:
            return uniform(writer, scope + "/random_uniform", initializer.first, initializer.second,
                           type, shape);
        case InitKind::GlorotUniform: {
            const double limit = glorotLimit(shape);
            return uniform(writer, scope + "/random_uniform", -limit, limit, type, shape);
        }
        case InitKind::RandomNormal:
            return normal(writer, scope + "/random_normal", "RandomStandardNormal", initializer,
                          type, shape);
        case InitKind::TruncatedNormal:
            return normal(writer, scope + "/truncated_normal", "TruncatedNormal", initializer, type,
                          shape);
    }
    return internalError("initializer without a case");
}

Result<VariableNodes> addVariable(const NodeWriter& writer, const std::string& name,
                                  Endpoint initialValue, Trainable trainable) {
    Graph& graph = writer.graph();
    const OutputInfo value = graph.output(initialValue);
    if (isShared(writer, name)) { return sharedVariable(writer, name, value.type, value.shape); }
    if (!value.shape.isFull()) {
        return invalidArgument(concat("initial value of a variable has an unknown shape: got ",
                                      value.shape, ", want all sizes (node '", writer.named(name),
                                      "')"));
    }
    VariableNodes nodes;
    nodes.variable = WEFT_TRY(writer.add(name, "VariableV2", {},
                                         {{"dtype", value.type}, {"shape", value.shape}}))
                         .node;
    // A writer with a colocation keeps it: a slot's nodes all follow the slot's variable.
    const NodeWriter beside =
        writer.isColocated() ? writer : writer.colocatedWith(writer.named(name));
    const Endpoint ref{nodes.variable, 0};
    nodes.assign = WEFT_TRY(beside.add(partOf(name, "Assign"), "Assign", {ref, initialValue},
                                       {{"use_locking", true}, {"validate_shape", true}}))
                       .node;
    nodes.read = WEFT_TRY(beside.add(partOf(name, "read"), "Identity", {ref}));
    graph.collections().addVariable({.variable = graph.nameOf(ref),
                                     .initializer = graph.node(nodes.assign).name,
                                     .snapshot = graph.nameOf(nodes.read),
                                     .initialValue = graph.nameOf(initialValue),
                                     .trainable = trainable == Trainable::Yes,
                                     .extraBytes = {}});
    return nodes;
}

Result<VariableNodes> addVariableOfValue(const NodeWriter& writer, const std::string& name,
                                         const Tensor& value, Trainable trainable) {
    if (isShared(writer, name)) {
        return sharedVariable(writer, name, value.dtype(), PartialShape(value.shape()));
    }
    return addVariable(writer, name,
                       WEFT_TRY(writer.constant(partOf(name, "initial_value"), value)), trainable);
}

Result<VariableNodes> addVariableOfInitializer(const NodeWriter& writer, const std::string& name,
                                               const Initializer& initializer, DType type,
                                               const Shape& shape, Trainable trainable) {
    if (isShared(writer, name)) { return sharedVariable(writer, name, type, PartialShape(shape)); }
    const NodeWriter beside =
        writer.isColocated() ? writer : writer.colocatedWith(writer.named(name));
    const Endpoint value =
        WEFT_TRY(addInitialValue(beside, partOf(name, "Initializer"), initializer, type, shape));
    return addVariable(beside, name, value, trainable);
}

}  // namespace weft
