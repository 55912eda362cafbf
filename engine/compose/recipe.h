// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/compose/training/optimizers.h"
#include "engine/compose/variables.h"
#include "engine/graph/op_registry.h"

namespace weft {

/// A scalar that is fed one value while training, and has the inference value by itself.
struct ModeFeed {
    std::string tensor;  ///< "dropout/rate:0"
    double training = 0;
};

/// What a recipe sees of its item while it writes its part of the graph: it writes nodes under the
/// item's path ("hidden1/kernel" for role "kernel", the path itself for role "") with the item's
/// device. Valid during the call only.
class RecipeContext : public NodeWriter {
public:
    /// @param nodes writes under the item's path.
    /// @param inputs what is wired to each port. @param outputs how many ports there are.
    RecipeContext(NodeWriter nodes, AttrMap parameters, std::vector<std::optional<Endpoint>> inputs,
                  std::size_t outputs);

    /// A parameter, complete with its default. Errors: InvalidArgument for another kind.
    template <class T>
    Result<T> parameter(std::string_view parameterName) const {
        return m_parameters.get<T>(parameterName);
    }
    bool hasInput(int port) const { return m_inputs[static_cast<std::size_t>(port)].has_value(); }
    /// The tensor at a port; only when hasInput(), which holds for all ports that are not optional.
    Endpoint input(int port) const { return *m_inputs[static_cast<std::size_t>(port)]; }
    const OutputInfo& inputInfo(int port) const { return graph().output(input(port)); }
    /// InvalidArgument that also says at which input port.
    Status inputError(int port, std::string_view message);

    /// Whether an optimizer may update the variable of this role: what the recipe says, unless the
    /// document overrides it.
    Trainable trainable(std::string_view role, Trainable byRecipe = Trainable::Yes) const;
    void overrideTrainable(std::string role, Trainable value) {
        m_trainable.emplace_back(std::move(role), value);
    }

    void setOutput(int port, Endpoint value) { m_outputs[static_cast<std::size_t>(port)] = value; }
    /// What runs when the item is a target, or when something waits for it.
    void setOperation(NodeId node) { m_operation = node; }
    void addModeFeed(ModeFeed feed) { m_modeFeeds.push_back(std::move(feed)); }
    void setMinimized(Minimized minimized) { m_minimized = std::move(minimized); }

    // What the expansion takes away.
    const std::vector<std::optional<Endpoint>>& outputs() const { return m_outputs; }
    NodeId operation() const { return m_operation; }
    const std::vector<ModeFeed>& modeFeeds() const { return m_modeFeeds; }
    const std::optional<Minimized>& minimized() const { return m_minimized; }
    int failedInput() const { return m_failedInput; }

private:
    AttrMap m_parameters;
    std::vector<std::optional<Endpoint>> m_inputs;
    std::vector<std::optional<Endpoint>> m_outputs;
    std::vector<std::pair<std::string, Trainable>> m_trainable;
    NodeId m_operation;
    std::vector<ModeFeed> m_modeFeeds;
    std::optional<Minimized> m_minimized;
    int m_failedInput = -1;
};

/// When a recipe is expanded: with the ops, or after all of them because it differentiates.
enum class Stage { Forward, Backward };

/// A maker of graph parts from a few parameters: on screen a locked group.
struct RecipeDef {
    /// What it looks like from outside, in the words of ops: name, summary, category, inputs,
    /// outputs, attributes (its parameters). Dtypes of arguments are only hints.
    OpDef signature;
    std::string defaultName;            ///< of a new item: "Dense" gives "dense"
    std::vector<std::string> optional;  ///< names of inputs that may stay unconnected
    Stage stage = Stage::Forward;
    bool isMetric = false;     ///< a scalar worth a validation row
    bool isOptimizer = false;  ///< its operation trains
    /// What it asks of the value of a parameter besides its kind; null: nothing.
    Status (*check)(std::string_view name, const AttrValue& value) = nullptr;
    Status (*expand)(RecipeContext&) = nullptr;
};

/// All recipes, in name order.
std::vector<const RecipeDef*> allRecipes();
/// The recipe, or nullptr.
const RecipeDef* findRecipe(std::string_view name);

/// Whether a recipe takes the value for its parameter of that name.
/// Errors: InvalidArgument that names the parameter.
Status checkParameter(const RecipeDef& recipe, const AttrDef& parameter, const AttrValue& value);
/// Adds the defaults of parameters that are not there. Errors: as checkParameter().
Status completeParameters(const RecipeDef& recipe, AttrMap& parameters);

/// What a recipe file declares.
struct RecipeText {
    std::string name;
    std::string defaultName;
    std::string summary;
    std::string category;
    std::vector<std::pair<std::string, std::string>> inputs;   ///< "x: T", description
    std::vector<std::pair<std::string, std::string>> outputs;  ///< "y: T", description
    std::vector<std::string> parameters;                       ///< "units: int >= 1 = 10"
    std::vector<std::string> optional = {};
    Stage stage = Stage::Forward;
    bool isMetric = false;
    bool isOptimizer = false;
    Status (*check)(std::string_view name, const AttrValue& value) = nullptr;
    Status (*expand)(RecipeContext&) = nullptr;
};
/// Registers a recipe when the library loads; a malformed declaration stops the process.
struct RecipeRegistration {
    explicit RecipeRegistration(const RecipeText& text);
};

}  // namespace weft
