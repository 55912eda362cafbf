// SPDX-License-Identifier: Apache-2.0
/// @file
/// SoftmaxLoss, SquaredError, Accuracy: scalars over a batch, named as the item itself.

#include "engine/compose/recipes/common.h"

namespace weft {
namespace {

/// Integer labels [batch] take the sparse op, floating ones [batch, classes] the dense one.
Status expandSoftmaxLoss(RecipeContext& context) {
    WEFT_TRY(recipes::floatingInput(context, 0));
    const PartialShape& logits = context.inputInfo(0).shape;
    if (!logits.hasRank() || logits.rank() != 2) {
        return context.inputError(
            0, concat("SoftmaxLoss needs a row of scores an example: got shape ", logits,
                      ", want [batch, classes]"));
    }
    const OutputInfo& labels = context.inputInfo(1);
    const bool dense = isFloating(labels.type);
    const int wanted = dense ? 2 : 1;
    if (labels.shape.hasRank() && labels.shape.rank() != wanted) {
        return context.inputError(
            1, concat("labels of dtype ", labels.type, " have a wrong shape: got ", labels.shape,
                      ", want ", dense ? "[batch, classes]" : "[batch]"));
    }
    Endpoint each;
    if (dense) {
        const std::string op = "SoftmaxCrossEntropyWithLogits";
        // Labels are data: no gradient flows into them.
        const Endpoint fixed =
            WEFT_TRY(context.add("labels_stop_gradient", "StopGradient", {context.input(1)}));
        each = WEFT_TRY(context.add(op, op, {context.input(0), fixed}));
    } else {
        const std::string op = "SparseSoftmaxCrossEntropyWithLogits";
        const Endpoint classes = WEFT_TRY(recipes::integerLabels(context, 1, "Cast"));
        each = WEFT_TRY(context.add(op, op, {context.input(0), classes}));
    }
    context.setOutput(0, WEFT_TRY(recipes::meanOfAll(context, each)));
    return okStatus();
}

Status expandSquaredError(RecipeContext& context) {
    WEFT_TRY(recipes::floatingInput(context, 0));
    const Endpoint each = WEFT_TRY(context.add("SquaredDifference", "SquaredDifference",
                                               {context.input(0), context.input(1)}));
    context.setOutput(0, WEFT_TRY(recipes::meanOfAll(context, each)));
    return okStatus();
}

/// The share of examples whose largest score is at the label.
Status expandAccuracy(RecipeContext& context) {
    const PartialShape& logits = context.inputInfo(0).shape;
    if (!logits.hasRank() || logits.rank() != 2) {
        return context.inputError(0, concat("Accuracy needs a row of scores an example: got shape ",
                                            logits, ", want [batch, classes]"));
    }
    const Endpoint axis = WEFT_TRY(context.scalar("ArgMax/dimension", DType::Int32, 1));
    const OutputInfo& labels = context.inputInfo(1);
    const bool oneHot = labels.shape.hasRank() && labels.shape.rank() == 2;
    // ArgMax answers in the labels' dtype where it can, which spares a Cast.
    const DType type = !oneHot && labels.type == DType::Int32 ? DType::Int32 : DType::Int64;
    const Endpoint best = WEFT_TRY(
        context.add("ArgMax", "ArgMax", {context.input(0), axis}, {{"output_type", type}}));
    Endpoint wanted;
    if (oneHot) {
        const Endpoint labelAxis = WEFT_TRY(context.scalar("ArgMax_1/dimension", DType::Int32, 1));
        wanted = WEFT_TRY(context.add("ArgMax_1", "ArgMax", {context.input(1), labelAxis},
                                      {{"output_type", type}}));
    } else if (labels.type == type) {
        wanted = context.input(1);
    } else {
        wanted = WEFT_TRY(context.add("Cast_1", "Cast", {context.input(1)}, {{"DstT", type}}));
    }
    const Endpoint right = WEFT_TRY(context.add("Equal", "Equal", {best, wanted}));
    const Endpoint ones = WEFT_TRY(context.add("Cast", "Cast", {right}, {{"DstT", DType::Float}}));
    context.setOutput(0, WEFT_TRY(recipes::meanOfAll(context, ones)));
    return okStatus();
}

const RecipeRegistration softmaxLoss{
    {.name = "SoftmaxLoss",
     .defaultName = "loss",
     .summary = "Cross entropy between scores and the right classes, averaged over the batch.",
     .category = "nn",
     .inputs = {{"logits: T", "[batch, classes] scores"},
                {"labels: Tlabels", "[batch] classes, or [batch, classes] probabilities"}},
     .outputs = {{"loss: T", "scalar"}},
     .parameters = {},
     .isMetric = true,
     .expand = expandSoftmaxLoss}};

const RecipeRegistration squaredError{
    {.name = "SquaredError",
     .defaultName = "loss",
     .summary = "Mean of the squared differences.",
     .category = "nn",
     .inputs = {{"predictions: T", "any shape"}, {"targets: T", "the same shape"}},
     .outputs = {{"loss: T", "scalar"}},
     .parameters = {},
     .isMetric = true,
     .expand = expandSquaredError}};

const RecipeRegistration accuracy{
    {.name = "Accuracy",
     .defaultName = "accuracy",
     .summary = "Share of examples whose largest score is at the right class.",
     .category = "nn",
     .inputs = {{"logits: T", "[batch, classes] scores"},
                {"labels: Tlabels", "[batch] classes, or [batch, classes] one-hot"}},
     .outputs = {{"accuracy: float", "scalar in [0, 1]"}},
     .parameters = {},
     .isMetric = true,
     .expand = expandAccuracy}};

}  // namespace
}  // namespace weft
