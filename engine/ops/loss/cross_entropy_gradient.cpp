// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/loss/cross_entropy_gradient.h"

namespace weft::loss {

Expr spreadOverRows(const Expr& lossGradient, const Expr& rows) {
    return op("ExpandDims", {lossGradient, intConstant(rows, -1)}) * rows;
}

Expr logitsGradient(const GradientContext& context) {
    const Expr first = spreadOverRows(context.outputGradient(0), context.output(1));
    if (!context.hasOutputGradient(1)) { return first; }
    const Expr dBackprop = context.outputGradient(1);
    const Expr p = op("Softmax", {context.input(0)});
    const Expr second = (dBackprop - reduceSum(dBackprop * p, /*axis=*/-1, KeepDims::Yes)) * p;
    return context.hasOutputGradient(0) ? first + second : second;
}

}  // namespace weft::loss
