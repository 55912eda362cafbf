// SPDX-License-Identifier: Apache-2.0
/// @file
/// RestoreV2: reads tensors from a checkpoint of TensorFlow's format "V2".
///
/// Shapes   prefix []; tensor_names and shape_and_slices [n]; an output is as large as the checkpoint
///          says, or as the part that is asked for.
/// Errors   NotFound for a checkpoint or a tensor that is not there; InvalidArgument for another
///          dtype or shape than stored, and lists of other lengths; DataLoss for damaged files.
/// Source   Op contract of TensorFlow "RestoreV2".

#include "engine/checkpoint/bundle_reader.h"
#include "engine/checkpoint/part_spec.h"
#include "engine/kernel/op_builder.h"
#include "engine/ops/io/saver_inputs.h"

namespace weft {
namespace {

Result<Tensor> restored(const BundleReader& reader, const std::string& name,
                        const std::string& part, DType type) {
    if (part.empty()) { return reader.readAs(name, type, PartialShape::unknown()); }
    const PartSpec spec = WEFT_TRY(parsePartSpec(part));
    const BundleEntry stored = WEFT_TRY(reader.entry(name));
    if (stored.dtype != type || !(stored.shape == spec.whole)) {
        return invalidArgument(concat("tensor '", escaped(name), "': got ", stored.dtype,
                                      stored.shape, " stored, want ", type, spec.whole));
    }
    return reader.readPart(name, spec.slice);
}

Status restoreCpu(KernelContext& context) {
    const SaverInputs inputs = WEFT_TRY(saverInputs(context, context.outputs()));
    const auto types = WEFT_TRY(context.attrs().get<std::vector<DType>>("dtypes"));
    Limits limits = defaultLimits();
    limits.cancellation = &context.cancellation();
    const BundleReader reader = WEFT_TRY(BundleReader::open(inputs.prefix, limits));
    for (int i = 0; i < context.outputs(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        WEFT_TRY(limits.checkCancelled());
        context.setOutput(
            i, WEFT_TRY(restored(reader, inputs.names[at], inputs.parts[at], types[at])));
    }
    return okStatus();
}

/// Only parts say how large they are; what is stored is known when it is read.
Result<std::vector<PartialShape>> restoreShape(const ShapeContext& context) {
    WEFT_TRY(checkSaverShapes(context, context.outputs()));
    std::vector<PartialShape> shapes(static_cast<std::size_t>(context.outputs()));
    const std::optional<Tensor> parts = context.value(2);
    if (!parts || parts->elements() != context.outputs()) { return shapes; }
    const auto texts = parts->values<std::string>();
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        if (!texts[i].empty()) { shapes[i] = WEFT_TRY(parsePartSpec(texts[i])).shape; }
    }
    return shapes;
}

WEFT_OP("RestoreV2")
    .summary("Reads tensors from a checkpoint.")
    .category("io")
    .attr("dtypes: list(type) >= 1")
    .input("prefix: string", "scalar: the checkpoint's path without suffix")
    .input("tensor_names: string", "[n] a name each")
    .input("shape_and_slices: string", "[n] '' or what part of a variable is wanted: '4 16 0,2:-'")
    .output("tensors: dtypes", "n tensors")
    .stateful()
    .hostInput("shape_and_slices")
    .shape(restoreShape)
    .dynamicOutputs()
    .noGradient("what is read depends on no tensor")
    .cpuKernel(restoreCpu);

}  // namespace
}  // namespace weft
