// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/update/update_family.h"

#include "engine/base/strings.h"

namespace weft::update {
namespace {

constexpr std::string_view kTypes =
    "T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, "
    "bfloat16, qint16, quint16, uint16, complex128, half, uint32, uint64}";

void addInput(OpBuilder& op, const Argument& argument, bool isSparse) {
    const bool isGradient = argument.name == "grad" || argument.name == "delta";
    const bool isStep = argument.name == "global_step";
    // Only the dense op of plain gradient descent says delta.
    const std::string_view name = isGradient && isSparse ? "grad" : argument.name;
    op.input(concat(name, isStep ? ": int64" : ": T"),
             !isGradient ? concat("scalar: ", argument.text)
             : isSparse  ? "[indices, ...] the gradient by these rows"
                         : "the gradient, shape of var");
    if (isGradient && isSparse) {
        op.input("indices: Tindices", "[n] rows of var; one that comes twice is updated twice");
    }
}

}  // namespace

OpBuilder declaration(std::string_view name, std::string_view summary, const Family& family) {
    const bool byHandle = name.starts_with("Resource");
    const bool isSparse = name.find("Sparse") != std::string_view::npos;
    OpBuilder op(name);
    op.summary(summary).category("train").attr(kTypes);
    if (isSparse) { op.attr("Tindices: {int32, int64}"); }
    op.attr("use_locking: bool = false");
    for (const std::string_view attr : family.attrs) { op.attr(attr); }
    const std::string_view variable = byHandle ? ": resource" : ": Ref(T)";
    op.input(concat("var", variable), isSparse ? "[rows, ...] the variable" : "the variable");
    for (const Argument& slot : family.slots) {
        op.input(concat(slot.name, variable), concat(slot.text, ", shape of var"));
    }
    for (const Argument& input : family.inputs) { addInput(op, input, isSparse); }
    op.variables(VariableAccess::Update).noGradient("an update is a step, not a value");
    if (byHandle) {
        op.stateful().shape(checkedUpdate);
    } else {
        op.output("out: Ref(T)", "the variable").forwardsRef(0).shape(updateShape);
    }
    return op;
}

}  // namespace weft::update
