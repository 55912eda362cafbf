// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the optimizers are made of: arguments, slots, constants and the op of an update. The
/// arithmetic is in the Apply... kernels.

#include "engine/compose/training/optimizers.h"

#include <limits>

#include "engine/base/strings.h"
#include "engine/compose/training/minimizer.h"

namespace weft {
namespace {

constexpr double kRequired = std::numeric_limits<double>::quiet_NaN();
constexpr HyperParameter kUseLocking{"use_locking", 0, true};

OptimizerKind adadelta() {
    return {.className = "AdadeltaOptimizer",
            .defaultName = "Adadelta",
            .summary = "Steps scaled by past updates over past gradients.",
            .hyper = {{"learning_rate", 0.001, false},
                      {"rho", 0.95, false},
                      {"epsilon", 1e-8, false},
                      kUseLocking},
            .constants = {{"lr", "learning_rate"}, {"rho", "rho"}, {"epsilon", "epsilon"}},
            .rule = {.op = "Adadelta",
                     .slotRules = {{"accum"}, {"accum_update"}},
                     .inputs = {":accum", ":accum_update", "lr", "rho", "epsilon", "grad"}}};
}

OptimizerKind adagrad() {
    return {.className = "AdagradOptimizer",
            .defaultName = "Adagrad",
            .summary = "Steps that shrink with the sum of squared gradients.",
            .hyper = {{"learning_rate", kRequired, false},
                      {"initial_accumulator_value", 0.1, false},
                      kUseLocking},
            .constants = {{"learning_rate", "learning_rate"}},
            .rule = {.op = "Adagrad",
                     .slotRules = {{"accumulator", SlotRule::Start::Constant,
                                    "initial_accumulator_value"}},
                     .inputs = {":accumulator", "learning_rate", "grad"}}};
}

OptimizerKind adam() {
    return {
        .className = "AdamOptimizer",
        .defaultName = "Adam",
        .summary = "Adaptive moments: steps scaled by running mean and variance of the gradient.",
        .hyper = {{"learning_rate", 0.001, false},
                  {"beta1", 0.9, false},
                  {"beta2", 0.999, false},
                  {"epsilon", 1e-8, false},
                  kUseLocking},
        .constants = {{"learning_rate", "learning_rate"},
                      {"beta1", "beta1"},
                      {"beta2", "beta2"},
                      {"epsilon", "epsilon"}},
        .rule = {.op = "Adam",
                 .slotRules = {{"m"}, {"v"}},
                 .inputs = {":m", ":v", "beta1_power", "beta2_power", "learning_rate", "beta1",
                            "beta2", "epsilon", "grad"}}};
}

OptimizerKind ftrl() {
    const std::vector<SlotRule> slots{
        {"accum", SlotRule::Start::ScaledOnes, "initial_accumulator_value"}, {"linear"}};
    return {
        .className = "FtrlOptimizer",
        .defaultName = "Ftrl",
        .summary = "Follows the regularized leader: sparse weights.",
        .hyper = {{"learning_rate", kRequired, false},
                  {"learning_rate_power", -0.5, false},
                  {"initial_accumulator_value", 0.1, false},
                  {"l1_regularization_strength", 0, false},
                  {"l2_regularization_strength", 0, false},
                  {"l2_shrinkage_regularization_strength", 0, false},
                  {"beta", 0, false},
                  kUseLocking},
        .constants = {{"learning_rate", "learning_rate"},
                      {"l1_regularization_strength", "l1_regularization_strength"},
                      {"beta", "beta"},
                      {"l2_shrinkage_regularization_strength",
                       "l2_shrinkage_regularization_strength"},
                      {"learning_rate_power", "learning_rate_power"}},
        .rule = {.op = "Ftrl",
                 .slotRules = slots,
                 .inputs = {":accum", ":linear", "grad", "learning_rate",
                            "l1_regularization_strength", "adjusted_l2", "learning_rate_power"}},
        .variant = {.op = "FtrlV2",
                    .slotRules = slots,
                    .inputs = {":accum", ":linear", "grad", "learning_rate",
                               "l1_regularization_strength", "adjusted_l2",
                               "l2_shrinkage_regularization_strength", "learning_rate_power"}},
        .variantFlag = "l2_shrinkage_regularization_strength"};
}

OptimizerKind gradientDescent() {
    return {
        .className = "GradientDescentOptimizer",
        .defaultName = "GradientDescent",
        .summary = "variable -= learning_rate * gradient.",
        .hyper = {{"learning_rate", kRequired, false}, kUseLocking},
        .constants = {{"learning_rate", "learning_rate"}},
        .rule = {.op = "GradientDescent", .slotRules = {}, .inputs = {"learning_rate", "grad"}}};
}

OptimizerKind momentum() {
    return {.className = "MomentumOptimizer",
            .defaultName = "Momentum",
            .summary = "Gradient descent on a running sum of gradients.",
            .hyper = {{"learning_rate", kRequired, false},
                      {"momentum", kRequired, false},
                      kUseLocking,
                      {"use_nesterov", 0, true}},
            .constants = {{"learning_rate", "learning_rate"}, {"momentum", "momentum"}},
            .rule = {.op = "Momentum",
                     .slotRules = {{"momentum"}},
                     .inputs = {":momentum", "learning_rate", "grad", "momentum"}}};
}

/// The proximal optimizers: strengths of both norms behind the rate.
OptimizerKind proximal(std::string_view className, std::string_view name,
                       std::string_view summary) {
    return {.className = className,
            .defaultName = name,
            .summary = summary,
            .hyper = {{"learning_rate", kRequired, false},
                      {"l1_regularization_strength", 0, false},
                      {"l2_regularization_strength", 0, false},
                      kUseLocking},
            .constants = {{"learning_rate", "learning_rate"},
                          {"l1_regularization_strength", "l1_regularization_strength"},
                          {"l2_regularization_strength", "l2_regularization_strength"}},
            .rule = {.op = name,
                     .slotRules = {},
                     .inputs = {"learning_rate", "l1_regularization_strength",
                                "l2_regularization_strength", "grad"}}};
}

OptimizerKind proximalAdagrad() {
    OptimizerKind kind = proximal("ProximalAdagradOptimizer", "ProximalAdagrad",
                                  "Adagrad that pulls weights to zero.");
    kind.hyper.insert(kind.hyper.begin() + 1, {"initial_accumulator_value", 0.1, false});
    kind.rule.slotRules = {
        {"accumulator", SlotRule::Start::OuterConstant, "initial_accumulator_value"}};
    kind.rule.inputs.insert(kind.rule.inputs.begin(), ":accumulator");
    return kind;
}

OptimizerKind rmsProp() {
    return {.className = "RMSPropOptimizer",
            .defaultName = "RMSProp",
            .summary = "Steps scaled by the running mean of squared gradients.",
            .hyper = {{"learning_rate", kRequired, false},
                      {"decay", 0.9, false},
                      {"momentum", 0, false},
                      {"epsilon", 1e-10, false},
                      kUseLocking,
                      {"centered", 0, true}},
            .constants = {{"learning_rate", "learning_rate"},
                          {"decay", "decay"},
                          {"momentum", "momentum"},
                          {"epsilon", "epsilon"}},
            .rule = {.op = "RMSProp",
                     .slotRules = {{"rms", SlotRule::Start::Ones}, {"momentum"}},
                     .inputs = {":rms", ":momentum", "learning_rate", "decay", "momentum",
                                "epsilon", "grad"}},
            .variant = {.op = "CenteredRMSProp",
                        .slotRules = {{"rms", SlotRule::Start::Ones}, {"mg"}, {"momentum"}},
                        .inputs = {":mg", ":rms", ":momentum", "learning_rate", "decay", "momentum",
                                   "epsilon", "grad"}},
            .variantFlag = "centered"};
}

}  // namespace

const std::vector<OptimizerKind>& optimizerKinds() {
    static const std::vector<OptimizerKind> kinds{
        adadelta(),
        adagrad(),
        adam(),
        ftrl(),
        gradientDescent(),
        momentum(),
        proximalAdagrad(),
        proximal("ProximalGradientDescentOptimizer", "ProximalGradientDescent",
                 "Gradient descent that pulls weights to zero."),
        rmsProp()};
    return kinds;
}

const OptimizerKind* findOptimizer(std::string_view className) {
    for (const OptimizerKind& kind : optimizerKinds()) {
        if (kind.className == className) { return &kind; }
    }
    return nullptr;
}

Result<Minimized> minimize(Graph& graph, Endpoint loss, const OptimizerSpec& spec) {
    const OptimizerKind* kind = findOptimizer(spec.optimizer);
    if (kind == nullptr) {
        return unimplemented(concat("optimizer not built: got ", spec.optimizer));
    }
    return Minimizer(graph, loss, spec, *kind).run();
}

}  // namespace weft
