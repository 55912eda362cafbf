// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/run_plan.h"

#include <algorithm>

#include "engine/compose/ports.h"
#include "engine/train/whole_rows.h"

namespace weft {
namespace {

constexpr std::int64_t kDefaultBatch = 64;
/// Evaluation needs no gradients, so larger batches fit.
constexpr std::int64_t kEvaluationBatch = 500;

const RecipeDef* recipeOf(const Item& item) {
    const auto* recipe = item.as<RecipeItem>();
    return recipe == nullptr ? nullptr : findRecipe(recipe->recipe);
}

const Wire* wireInto(const Document& document, const PortRef& port) {
    for (const Wire* wire : document.all<Wire>()) {
        if (wire->to == port) { return wire; }
    }
    return nullptr;
}

/// Makes the plan of one document and expansion.
class Planner {
public:
    Planner(const Document& document, const Expansion& expansion)
        : m_document(document), m_expansion(expansion) {}

    Result<TrainingPlan> run() {
        const Settings& settings = m_document.settings();
        m_plan.epochs = std::max<std::int64_t>(settings.epochs, 1);
        m_plan.steps = settings.steps;
        m_plan.seed = settings.seed;
        if (m_expansion.init.valid()) {
            m_plan.init = m_expansion.graph.node(m_expansion.init).name;
        }
        WEFT_TRY(addRows());
        addFeeds();
        WEFT_TRY(addModeFeeds());
        WEFT_TRY(addKnobs());
        return std::move(m_plan);
    }

private:
    /// Why an item could not be made, in the words of its finding.
    Status notMade(const std::string& row, ItemId item) const {
        std::string why;
        for (const Finding& finding : m_expansion.findings) {
            if (finding.severity != Finding::Severity::Error) { continue; }
            if (finding.item == item || why.empty()) { why = ": " + finding.text; }
            if (finding.item == item) { break; }
        }
        return failedPrecondition(concat("row '", row, "' needs '", m_document.pathOf(item),
                                         "', which cannot be made", why));
    }

    Status addRows() {
        std::vector<RunRow> rows;
        for (const RunRow* row : m_document.rows()) { rows.push_back(*row); }
        if (rows.empty()) { rows = defaultRows(m_document); }
        for (const RunRow& row : rows) {
            if (!row.disabled) { WEFT_TRY(addRow(row)); }
        }
        if (m_plan.rows.empty() && m_leftOut.valid()) {
            return failedPrecondition(concat(
                "nothing is left to train: '", m_document.pathOf(m_leftOut), "' is ",
                m_document.item(m_leftOut)->leftOut == LeftOut::Muted ? "muted" : "bypassed"));
        }
        if (m_plan.rows.empty()) {
            return invalidArgument("the project has nothing to train: no rows in its run sheet");
        }
        return okStatus();
    }

    Status addRow(const RunRow& row) {
        PlanRow made;
        made.name = row.name;
        made.split = row.split;
        made.training = row.mode == RunRow::Mode::Training;
        made.every = row.every;
        made.unit = row.unit == RunRow::Unit::Epoch ? PlanRow::Unit::Epoch : PlanRow::Unit::Step;
        made.times = row.times;
        made.batch = row.batch;
        for (const ItemId target : row.targets) {
            const auto operation = m_expansion.operations.find(target);
            if (operation == m_expansion.operations.end() && leaveOut(target)) { continue; }
            if (operation == m_expansion.operations.end()) { return notMade(row.name, target); }
            made.targets.push_back(m_expansion.graph.node(operation->second).name);
        }
        for (const PortRef& fetch : row.fetches) {
            const std::optional<Endpoint> tensor = m_expansion.tensorAt(fetch);
            if (!tensor && leaveOut(fetch.item)) { continue; }
            if (!tensor) { return notMade(row.name, fetch.item); }
            made.fetches.push_back(m_expansion.graph.nameOf(*tensor));
            const std::string& op = m_expansion.graph.node(tensor->node).name;
            made.labels.push_back(tensor->index == 0 ? op : made.fetches.back());
        }
        // A row whose targets are left out does nothing of what it is for.
        const bool lost = made.targets.empty() && !row.targets.empty();
        const bool empty = made.targets.empty() && made.fetches.empty() && !row.fetches.empty();
        if (!lost && !empty) { m_plan.rows.push_back(std::move(made)); }
        return okStatus();
    }

    /// Whether an item is not made because a person wants it so.
    bool leaveOut(ItemId item) {
        const auto found = m_expansion.leftOut.find(item);
        if (found == m_expansion.leftOut.end()) { return false; }
        m_leftOut = found->second;
        return true;
    }

    void addFeeds() {
        for (const ColumnBinding& binding : m_expansion.bindings) {
            const auto& data = *m_document.item(binding.data)->as<DataItem>();
            const PlanSource source{data.source, data.trainFraction, data.splitSeed};
            const auto known = std::find(m_plan.sources.begin(), m_plan.sources.end(), source);
            const auto index = static_cast<int>(known - m_plan.sources.begin());
            if (known == m_plan.sources.end()) { m_plan.sources.push_back(source); }
            m_plan.feeds.push_back({m_expansion.graph.nameOf({binding.placeholder, 0}), index,
                                    binding.column, binding.conversions});
            feedRowByRow(binding, data);
        }
    }

    /// A placeholder that has no room for a batch gets one row a call, and so do all others.
    void feedRowByRow(const ColumnBinding& binding, const DataItem& data) {
        for (const DataColumn& column : data.columns) {
            if (column.name != binding.column) { continue; }
            const Result<RowType> row =
                convertedType({column.type, column.rowShape}, binding.conversions);
            const PartialShape& fed = m_expansion.graph.output({binding.placeholder, 0}).shape;
            if (!row.ok() || !feedsWholeRows(fed, *row)) { continue; }
            for (PlanRow& each : m_plan.rows) { each.batch = 1; }
        }
    }

    Result<Tensor> scalarFor(const std::string& tensor, double value) const {
        const Endpoint endpoint = WEFT_TRY(m_expansion.graph.endpoint(tensor));
        const std::vector<Conversion> toType{
            Conversion::cast(m_expansion.graph.output(endpoint).type)};
        return converted(Tensor::scalar(value), toType);
    }

    Status addModeFeeds() {
        for (const ModeFeed& feed : m_expansion.modeFeeds) {
            m_plan.modeFeeds.push_back(
                {feed.tensor, WEFT_TRY(scalarFor(feed.tensor, feed.training))});
        }
        return okStatus();
    }

    Status addKnobs() {
        for (const Knob* knob : m_document.all<Knob>()) {
            const std::optional<NodeId> node = m_expansion.nodeOf(knob->item, knob->role);
            if (!node) { continue; }  // a finding says so
            const std::string tensor = m_expansion.graph.nameOf({*node, 0});
            m_plan.knobs.push_back({knob->name, tensor, WEFT_TRY(scalarFor(tensor, knob->value))});
        }
        return okStatus();
    }

    const Document& m_document;
    const Expansion& m_expansion;
    TrainingPlan m_plan;
    ItemId m_leftOut;  // by which something of a row is left out; none: nothing is
};

}  // namespace

std::vector<RunRow> defaultRows(const Document& document) {
    std::vector<RunRow> rows;
    RunRow validate;
    validate.name = "validate";
    validate.split = "test";
    validate.unit = RunRow::Unit::Epoch;
    validate.batch = kEvaluationBatch;
    bool trains = false;
    for (const Item* item : document.all<Item>()) {
        const RecipeDef* recipe = recipeOf(*item);
        if (recipe == nullptr) { continue; }
        if (recipe->isMetric) {
            validate.fetches.push_back({item->id, recipe->signature.outputs.front().name});
        }
        if (!recipe->isOptimizer) { continue; }
        RunRow train;
        // The first is "train"; further ones are told apart by their optimizer.
        train.name = trains ? "train " + document.pathOf(item->id) : "train";
        train.split = "train";
        train.mode = RunRow::Mode::Training;
        train.batch = kDefaultBatch;
        train.targets = {item->id};
        const Wire* loss = wireInto(document, {item->id, "loss"});
        if (loss != nullptr) { train.fetches = {loss->from}; }
        rows.push_back(std::move(train));
        trains = true;
    }
    if (trains && !validate.fetches.empty()) { rows.push_back(std::move(validate)); }
    return rows;
}

Result<TrainingPlan> makeTrainingPlan(const Document& document, const Expansion& expansion) {
    return Planner(document, expansion).run();
}

}  // namespace weft
