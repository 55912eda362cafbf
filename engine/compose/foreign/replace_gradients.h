// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/compose/foreign/memory.h"

/// @file
/// Gradients, slots and updates that came as nodes, replaced by an optimizer that makes them of the
/// graph as it is drawn.

namespace weft {

/// An optimizer that would do what nodes of a graph do.
struct GradientReplacement {
    std::string recipe;  ///< "Adam"
    std::string name;    ///< path of its item: where its nodes were
    AttrMap parameters;
    PortRef loss;
    PortRef rate;              ///< what computes the learning rate; of no item: it is a number
    ItemId train;              ///< the op that trained until now
    std::vector<ItemId> gone;  ///< items that the optimizer stands for
    /// What it could not do: "half", which lies between a gradient and its update, "momentum that is
    /// computed". With any it is refused.
    std::vector<std::string> lost;
};
/// What would replace the gradients of a document. Errors: FailedPrecondition where its gradients
/// are not the work of one optimizer that is built, or are not there.
Result<GradientReplacement> replacementFor(const Document& document);
/// Does it. Slots have the names that they had, so that values and checkpoints stay; what read the
/// nodes that are gone (a saver, init, a metric) reads those of the optimizer. Returns its item.
/// A computed learning rate goes on being computed, gradients that were clipped by value, by norm or
/// by global norm go on being clipped. Errors: as replacementFor(); FailedPrecondition
/// where something would be lost; of Edit.
Result<ItemId> replaceGradients(Edit& edit);

}  // namespace weft
