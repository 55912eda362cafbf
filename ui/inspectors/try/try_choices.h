// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "ui/document/engine_document.h"

namespace weft::ui {

/// A placeholder of the graph, and the column bound to it.
struct TryInput {
    std::string tensor;  ///< "x:0"
    QString name;        ///< "x"
    DType type = DType::Invalid;
    PartialShape shape;
    int source = -1;  ///< index into TryChoices::sources; -1: nothing is bound
    std::string column;
    DType columnType = DType::Invalid;
    PartialShape rowShape;  ///< of the column
    std::vector<Conversion> conversions;
};
/// A tensor that can be asked for.
struct TryOutput {
    std::string tensor;
    QString name;
    bool scores = false;  ///< what a softmax loss compares: shown as probabilities
};
/// A scalar that tells how good the graph is, by the run sheet's rows and the metrics' recipes.
struct TryMetric {
    std::string tensor;
    QString name;
};

/// What a graph can be asked with trained values.
struct TryChoices {
    std::vector<TryInput> inputs;
    std::vector<PlanSource> sources;
    std::vector<TryOutput> outputs;
    int output = -1;     ///< the one before the loss, or the last end of the graph; -1: none
    int label = -1;      ///< the input that the output is compared with
    std::string loss;    ///< empty: none
    std::string losses;  ///< one loss a row, [batch]; empty: none found
    std::vector<TryMetric> metrics;
    std::vector<std::pair<std::string, Tensor>> standing;  ///< knobs: fed in every call
};

/// Errors: none; a graph that cannot be asked anything has no outputs.
TryChoices tryChoicesOf(const EngineDocument& document);
/// Indices of the inputs that these tensors depend on.
std::vector<int> neededInputs(const EngineDocument& document, const TryChoices& choices,
                              const std::vector<std::string>& tensors);

}  // namespace weft::ui
