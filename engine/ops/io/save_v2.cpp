// SPDX-License-Identifier: Apache-2.0
/// @file
/// SaveV2: writes tensors as a checkpoint of TensorFlow's format "V2".
///
/// Shapes   prefix []; tensor_names and shape_and_slices [n], one of each a tensor.
/// Errors   InvalidArgument for lists of other lengths, names that are empty or come twice, parts
///          that do not fit; NotFound, PermissionDenied, ResourceExhausted of the disk. Whatever
///          fails, the checkpoint that was there before stays.
/// Source   Op contract of TensorFlow "SaveV2".

#include "engine/checkpoint/bundle_writer.h"
#include "engine/checkpoint/part_spec.h"
#include "engine/kernel/op_builder.h"
#include "engine/ops/io/saver_inputs.h"

namespace weft {
namespace {

Status saveCpu(KernelContext& context) {
    const int tensors = context.inputs() - kSaverInputs;
    const SaverInputs inputs = WEFT_TRY(saverInputs(context, tensors));
    BundleWriter writer = WEFT_TRY(BundleWriter::create(inputs.prefix));
    for (int i = 0; i < tensors; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const Tensor& tensor = context.input(i + kSaverInputs);
        if (inputs.parts[at].empty()) {
            WEFT_TRY(writer.add(inputs.names[at], tensor));
        } else {
            const PartSpec part = WEFT_TRY(parsePartSpec(inputs.parts[at]));
            WEFT_TRY(writer.addPart(inputs.names[at], part.whole, part.slice, tensor));
        }
        WEFT_TRY(context.cancellation().check());
    }
    return writer.commit();
}

Result<std::vector<PartialShape>> saveShape(const ShapeContext& context) {
    WEFT_TRY(checkSaverShapes(context, context.inputs() - kSaverInputs));
    return std::vector<PartialShape>{};
}

WEFT_OP("SaveV2")
    .summary("Writes tensors to a checkpoint.")
    .category("io")
    .attr("dtypes: list(type) >= 1")
    .input("prefix: string", "scalar: the checkpoint's path without suffix")
    .input("tensor_names: string", "[n] a name each")
    .input("shape_and_slices: string", "[n] '' or what part of a variable it is: '4 16 0,2:-'")
    .input("tensors: dtypes", "n tensors")
    .stateful()
    .shape(saveShape)
    .noGradient("it has no outputs")
    .cpuKernel(saveCpu);

}  // namespace
}  // namespace weft
