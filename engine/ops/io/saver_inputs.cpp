// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/io/saver_inputs.h"

#include "engine/base/strings.h"

namespace weft {

Result<SaverInputs> saverInputs(const KernelContext& context, int tensors) {
    const Tensor& prefix = context.input(0);
    if (prefix.elements() != 1) {
        return invalidArgument(concat("Input prefix should have a single element, got ",
                                      prefix.elements(), " instead: want a scalar"));
    }
    const SaverInputs inputs{prefix.values<std::string>()[0], context.inputValues<std::string>(1),
                             context.inputValues<std::string>(2)};
    for (const int i : {1, 2}) {
        if (context.input(i).rank() != 1 || context.input(i).elements() != tensors) {
            return invalidArgument(concat(i == 1 ? "tensor_names" : "shape_and_slices", ": got ",
                                          context.input(i).shape(), ", want [", tensors, "]"));
        }
    }
    return inputs;
}

Status checkSaverShapes(const ShapeContext& context, int tensors) {
    WEFT_TRY(context.input(0).withRank(0));
    for (const int i : {1, 2}) { WEFT_TRY(context.input(i).merge(PartialShape{tensors})); }
    return okStatus();
}

}  // namespace weft
