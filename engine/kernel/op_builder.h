// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "engine/graph/gradient_context.h"
#include "engine/graph/op_registry.h"
#include "engine/graph/shape_context.h"
#include "engine/graph/shape_rules.h"
#include "engine/kernel/kernel_registry.h"

namespace weft {

/// Declares an op: contract, shape function, gradient, kernels. Used through WEFT_OP at namespace
/// scope:
///
///     WEFT_OP("Softmax")
///         .summary("Turns each row of logits into probabilities that sum to 1.")
///         .attr("T: {half, bfloat16, float, double}")
///         .input("logits: T", "[..., classes] unnormalised log probabilities")
///         .output("softmax: T", "[..., classes] probabilities")
///         .shape(softmaxShape)
///         .gradient(softmaxGradient)
///         .cpuKernel<float>(softmaxCpu<float>);
///
/// A malformed declaration is a programmer's error and stops the process (WEFT_CHECK).
class OpBuilder {
public:
    explicit OpBuilder(std::string_view name);

    OpBuilder& summary(std::string_view text);
    /// "math", "array", "nn", "state", "data", "train", "control", "io".
    OpBuilder& category(std::string_view name);
    OpBuilder& attr(std::string_view signature);
    OpBuilder& input(std::string_view signature, std::string_view description);
    OpBuilder& output(std::string_view signature, std::string_view description);
    OpBuilder& stateful();
    OpBuilder& commutative();
    OpBuilder& aggregate();
    OpBuilder& allowsUninitializedInput();
    OpBuilder& deprecated(int since, std::string_view text);

    /// For ops with one output.
    OpBuilder& shape(Result<PartialShape> (*function)(const ShapeContext&));
    OpBuilder& shape(Result<std::vector<PartialShape>> (*function)(const ShapeContext&));
    OpBuilder& partialValue(PartialValueFunction function);
    /// What the resource handle at output 0 points to.
    OpBuilder& handle(HandleFunction function);
    /// What the op does with the variables behind its references and handles.
    OpBuilder& variables(VariableAccess access);
    /// The shape function sees the value of this input, which stays in CPU memory on every device.
    OpBuilder& hostInput(std::string_view inputName);
    /// The kernel allocates output i itself (size known only after computing).
    OpBuilder& dynamicOutput(int i);
    /// It allocates all of its outputs.
    OpBuilder& dynamicOutputs();
    /// Output 0 is a reference to the variable of ref input i.
    OpBuilder& forwardsRef(int input);
    /// Output 0 is the buffer of this input under the shape that the shape function gives
    /// (Identity, Reshape, ...). The executor passes it on; give passThrough as the kernel.
    OpBuilder& aliases(int input);
    /// Output 0 may be computed in the buffer of this input when nobody else needs it.
    OpBuilder& inPlace(int input);
    OpBuilder& gradient(Result<std::vector<Expr>> (*function)(const GradientContext&));
    OpBuilder& noGradient(std::string_view reason);

    /// Says what a family of ops has in common: `.apply(floatingUnary<...>)`, a function of the
    /// builder.
    template <class F>
    OpBuilder& apply(F family) {
        family(*this);
        return *this;
    }

    /// Attributes read once a node: `Result<P> parse(const AttrMap&)`.
    template <class P>
    OpBuilder& parameters(Result<P> (*parse)(const AttrMap&)) {
        return setParameters([parse](const Node& node) -> Result<std::shared_ptr<const void>> {
            return std::shared_ptr<const void>(
                std::make_shared<const P>(WEFT_TRY(parse(node.attrs))));
        });
    }

    /// A CPU kernel for one value of the op's first type attribute.
    template <class T>
    OpBuilder& cpuKernel(KernelFunction run, std::string_view label = "reference") {
        return addKernel({kDTypeOf<T>}, run, label);
    }
    /// A CPU kernel for any dtypes.
    OpBuilder& cpuKernel(KernelFunction run, std::string_view label = "reference");
    /// A CPU kernel for several values of the op's first type attribute.
    OpBuilder& cpuKernelFor(std::vector<DType> types, KernelFunction run,
                            std::string_view label = "reference");
    /// A CPU kernel with full control (several type attributes, decline). op and deviceType are
    /// filled in.
    OpBuilder& kernel(KernelDef def);

private:
    friend struct OpRegistration;
    OpBuilder& addKernel(std::vector<DType> types, KernelFunction run, std::string_view label);
    OpBuilder& setParameters(ParametersFunction parse);
    OpDef m_def;
    std::vector<KernelDef> m_kernels;
    ParametersFunction m_parameters;
};

/// The kernel of ops that only pass a buffer on (OpBuilder::aliases): never called.
inline Status passThrough(KernelContext&) { return okStatus(); }

/// Registers what a builder collected, when the library loads.
struct OpRegistration {
    OpRegistration(
        const OpBuilder& builder);  // NOLINT: conversion wanted, it is what WEFT_OP assigns
};

#define WEFT_OP_NAME2(counter) weftOpRegistration##counter
#define WEFT_OP_NAME(counter) WEFT_OP_NAME2(counter)
/// Declares and registers an op type; see OpBuilder.
#define WEFT_OP(name) \
    const ::weft::OpRegistration WEFT_OP_NAME(__COUNTER__) = ::weft::OpBuilder(name)

}  // namespace weft
