// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/linalg/einsum_equation.h"

#include <algorithm>

#include "engine/base/strings.h"

namespace weft {
namespace {

Result<EinsumLabels> parseLabels(std::string_view text, std::string_view equation) {
    constexpr std::string_view kDots = "...";
    EinsumLabels labels;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '.') {
            labels.push_back(static_cast<unsigned char>(text[i]));
            continue;
        }
        if (text.substr(i, kDots.size()) != kDots || hasEllipsis(labels)) {
            return invalidArgument(concat("subscripts may hold one ellipsis (...): got '", text,
                                          "' in '", equation, "'"));
        }
        labels.push_back(kEllipsis);
        i += kDots.size() - 1;
    }
    return labels;
}

bool contains(const EinsumLabels& labels, EinsumLabel label) {
    return std::ranges::find(labels, label) != labels.end();
}

}  // namespace

bool hasEllipsis(const EinsumLabels& labels) { return contains(labels, kEllipsis); }

Result<EinsumEquation> parseEinsum(std::string_view equation, int inputs) {
    constexpr std::string_view kArrow = "->";
    const std::size_t arrow = equation.find(kArrow);
    if (arrow == std::string_view::npos ||
        equation.find(kArrow, arrow + 1) != std::string_view::npos) {
        return invalidArgument(
            concat("Expecting exactly one '->' in einsum equation: got '", equation, "'"));
    }
    std::vector<std::string> left = split(equation.substr(0, arrow), ',');
    if (left.empty()) { left.emplace_back(); }  // "->" has one operand, a scalar
    if (left.size() > 2) {
        return invalidArgument(concat("Expecting 1 or 2 input subscripts in equation '", equation,
                                      "' but got: ", left.size()));
    }
    if (static_cast<int>(left.size()) != inputs) {
        return invalidArgument(concat("Expected ", left.size(), " inputs but got: ", inputs));
    }
    EinsumEquation parsed;
    for (const std::string& text : left) {
        parsed.inputs.push_back(WEFT_TRY(parseLabels(text, equation)));
    }
    parsed.output = WEFT_TRY(parseLabels(equation.substr(arrow + kArrow.size()), equation));
    for (const EinsumLabel label : parsed.output) {
        const bool isKnown = std::ranges::any_of(
            parsed.inputs, [&](const EinsumLabels& labels) { return contains(labels, label); });
        if (!isKnown && label != kEllipsis) {
            return invalidArgument(
                concat("labels of the output must be labels of an input: got '", equation, "'"));
        }
    }
    return parsed;
}

Result<EinsumLabels> spellOut(const EinsumLabels& labels, int rank, int operand) {
    const int named = static_cast<int>(labels.size()) - (hasEllipsis(labels) ? 1 : 0);
    if (hasEllipsis(labels) ? rank < named : rank != named) {
        return invalidArgument(concat("Expected input ", operand, " to have rank ",
                                      hasEllipsis(labels) ? "at least " : "", named,
                                      " but got: ", rank));
    }
    EinsumLabels axes;
    for (const EinsumLabel label : labels) {
        if (label != kEllipsis) {
            axes.push_back(label);
            continue;
        }
        for (int k = rank - named; k-- > 0;) { axes.push_back(kBroadcastLabel + k); }
    }
    return axes;
}

Result<EinsumAxes> axesOf(const EinsumEquation& equation, const std::vector<int>& ranks) {
    EinsumAxes axes;
    int broadcast = 0;
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        const EinsumLabels& labels = equation.inputs[i];
        axes.inputs.push_back(WEFT_TRY(spellOut(labels, ranks[i], static_cast<int>(i))));
        broadcast = std::max(
            broadcast, ranks[i] - static_cast<int>(labels.size()) + (hasEllipsis(labels) ? 1 : 0));
    }
    if (broadcast > 0 && !hasEllipsis(equation.output)) {
        return invalidArgument(
            concat("Output contains ", broadcast,
                   " broadcasting dimension(s) but no ellipsis (...) was found in the output "
                   "subscripts"));
    }
    for (const EinsumLabel label : equation.output) {
        if (label != kEllipsis) {
            axes.output.push_back(label);
            continue;
        }
        for (int k = broadcast; k-- > 0;) { axes.output.push_back(kBroadcastLabel + k); }
    }
    return axes;
}

Status addSizes(const EinsumLabels& labels, const PartialShape& shape, EinsumSizes& sizes) {
    for (std::size_t axis = 0; axis < labels.size(); ++axis) {
        const std::int64_t size = shape[static_cast<int>(axis)];
        const auto [found, isNew] = sizes.emplace(labels[axis], size);
        std::int64_t& known = found->second;
        const bool isBroadcast = labels[axis] >= kBroadcastLabel;
        if (isNew || known == size || (isBroadcast && size == 1)) { continue; }
        if (known == kUnknownDim || (isBroadcast && known == 1)) {
            known = size;
        } else if (size != kUnknownDim) {
            return invalidArgument(concat("Expected dimension ", known, " at axis ", axis,
                                          " of the input shaped ", shape, " but got dimension ",
                                          size));
        }
    }
    return okStatus();
}

}  // namespace weft
