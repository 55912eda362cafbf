// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/gradient_context.h"

namespace weft::loss {

/// The gradient by the logits of an op with outputs loss [batch] and backprop [batch, classes]
/// (= dloss/dlogits), whose input 0 is the logits. With p = softmax(logits):
///
///     dlogits = dloss * backprop + (dbackprop - sum(dbackprop * p)) * p,
///
/// the second part only where a gradient arrived at backprop (a second derivative).
Expr logitsGradient(const GradientContext& context);

/// A gradient by each row's loss, spread over the row: dloss[:, None] * rows.
Expr spreadOverRows(const Expr& lossGradient, const Expr& rows);

}  // namespace weft::loss
