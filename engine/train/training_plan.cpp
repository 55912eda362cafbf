// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training_plan.h"

#include "engine/base/strings.h"

namespace weft {
namespace {

Result<Tensor> scalarOf(DType type, double value) {
    const Tensor wide = Tensor::scalar(value);
    const std::vector<Conversion> steps{Conversion::cast(type)};
    return converted(wide, steps);
}

}  // namespace

Status setKnob(TrainingPlan& plan, const Graph& graph, const std::string& name, double value) {
    std::vector<std::string> names;
    for (PlanKnob& knob : plan.knobs) {
        if (knob.name == name || knob.tensor == name || knob.tensor == name + ":0") {
            knob.value = WEFT_TRY(scalarOf(knob.value.dtype(), value));
            return okStatus();
        }
        names.push_back(knob.name);
    }
    const Result<Endpoint> tensor = graph.endpoint(name);
    if (!tensor.ok()) {
        return notFound(concat("nothing to set: got '", name, "', want a knob (",
                               names.empty() ? "there are none" : join(names, ", "),
                               ") or a scalar of the graph"));
    }
    const OutputInfo& info = graph.output(*tensor);
    if (!info.shape.compatibleWith(PartialShape::scalar()) || info.isRef) {
        return invalidArgument(
            concat("only a scalar can be set: got '", name, "' of shape ", info.shape));
    }
    plan.knobs.push_back({name, graph.nameOf(*tensor), WEFT_TRY(scalarOf(info.type, value))});
    return okStatus();
}

}  // namespace weft
