// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/next_step.h"

#include <algorithm>
#include <set>

#include "ui/base/to_qt.h"
#include "ui/commands/data_commands.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/wire_commands.h"

namespace weft::ui {
namespace {

constexpr double kBeside = 248;  // from one column of nodes to the next
constexpr double kBelow = 136;

/// What is learnt from before what is to be learnt; of a wide table only what holds all its numbers
/// and, last of its columns, the classes. None where nobody knows which are meant.
std::vector<DataColumn> likelyColumns(const DataItem& data) {
    constexpr std::size_t kFew = 4;
    std::vector<DataColumn> columns = data.columns;
    const auto wide = [](const DataColumn& c) {
        return c.rowShape.hasRank() && c.rowShape.rank() > 0;
    };
    if (columns.size() > kFew) {
        if (columns.back().name != "features") { return {}; }
        columns.erase(columns.begin(), columns.end() - 2);
    }
    std::ranges::stable_partition(columns, wide);
    return columns;
}

/// Looks for the first thing that is still open, from data to training.
class StepFinder {
public:
    StepFinder(const EngineDocument& document, ItemId group)
        : m_document(document), m_project(*document.project), m_group(group) {
        for (const Item* item : m_project.children(group)) {
            if (item->as<NoteItem>() == nullptr) { m_items.push_back(item); }
        }
        for (const Wire* wire : m_project.all<Wire>()) {
            m_read.insert(wire->from);
            m_fed.insert(wire->to);
        }
    }

    std::vector<NextStep> steps() {
        std::vector<NextStep> found;
        for (auto find : {&StepFinder::data, &StepFinder::placeholder, &StepFinder::layer,
                          &StepFinder::loss, &StepFinder::minimiser}) {
            if (auto step = (this->*find)()) { found.push_back(*std::move(step)); }
        }
        return found;
    }

private:
    /// Only where nothing at all is drawn: who began otherwise needs no data.
    std::optional<NextStep> data() const {
        if (!m_items.empty() || m_group.valid()) { return std::nullopt; }
        return NextStep{NextStep::Kind::Data,
                        kDataEntry,
                        {0, 0},
                        {},
                        QStringLiteral("Begin with data: drop a file, or take a sample")};
    }

    /// Whether such an item lies there and waits for wires: whoever put it there draws them, and
    /// another one would only be in the way.
    bool waits(std::initializer_list<std::string_view> kinds) const {
        return std::ranges::any_of(m_items, [&](const Item* item) {
            const auto* op = item->as<OpItem>();
            const auto* recipe = item->as<RecipeItem>();
            if (op == nullptr && recipe == nullptr) { return false; }
            const std::string& kind = op != nullptr ? op->op : recipe->recipe;
            if (std::ranges::find(kinds, kind) == kinds.end()) { return false; }
            if (isPlaceholder(*item)) { return !m_fed.contains({item->id, kFeedPort}); }
            return std::ranges::any_of(
                inputPorts(m_project, *item), [&](const weft::PortInfo& port) {
                    return !port.isOptional && !m_fed.contains({item->id, port.port});
                });
        });
    }

    std::optional<NextStep> placeholder() const {
        if (waits({"Placeholder"})) { return std::nullopt; }
        for (const Item* item : m_items) {
            const auto* source = item->as<DataItem>();
            if (source == nullptr) { continue; }
            int row = 0;
            for (const DataColumn& column : likelyColumns(*source)) {
                const PortRef from{item->id, column.name};
                if (m_read.contains(from)) {
                    ++row;
                    continue;
                }
                return NextStep{NextStep::Kind::Placeholder,
                                kColumnEntry,
                                {item->x + kBeside, item->y + kBelow * row},
                                {{from, kFeedPort}},
                                QStringLiteral("Takes %1 into the graph, a batch at a time")
                                    .arg(toQt(column.name))};
            }
        }
        return std::nullopt;
    }

    const OutputInfo* infoOf(const PortRef& port) const {
        return m_document.expansion.outputAt(port);
    }

    /// Float rows that nothing reads yet, last drawn first.
    std::optional<NextStep> layer() const {
        if (waits({"Dense", "Flatten"})) { return std::nullopt; }
        for (const Item* item : m_items) {
            if (!isPlaceholder(*item)) { continue; }
            const PortRef from{item->id, "output"};
            const OutputInfo* info = infoOf(from);
            if (m_read.contains(from) || info == nullptr || !isFloating(info->type) ||
                !info->shape.hasRank() || info->shape.rank() < 2) {
                continue;
            }
            const bool flat = info->shape.rank() == 2;
            return NextStep{
                flat ? NextStep::Kind::Layer : NextStep::Kind::Flatten,
                flat ? "Dense" : "Flatten",
                {item->x + kBeside, item->y},
                {{from, "x"}},
                flat
                    ? QStringLiteral("A layer that learns from %1").arg(toQt(item->name))
                    : QStringLiteral("Rows of %1 as plain lists of numbers").arg(toQt(item->name))};
        }
        for (const Item* item : m_items) {
            const auto* recipe = item->as<RecipeItem>();
            const PortRef from{item->id, "y"};
            if (recipe == nullptr || recipe->recipe != "Flatten" || m_read.contains(from)) {
                continue;
            }
            return NextStep{NextStep::Kind::Layer,
                            "Dense",
                            {item->x + kBeside, item->y},
                            {{from, "x"}},
                            QStringLiteral("A layer that learns from %1").arg(toQt(item->name))};
        }
        return std::nullopt;
    }

    /// The last layer's output against labels that nothing reads.
    std::optional<NextStep> loss() const {
        if (waits({"SoftmaxLoss", "SquaredError"})) { return std::nullopt; }
        const Item* scores = nullptr;
        for (const Item* item : m_items) {
            const auto* recipe = item->as<RecipeItem>();
            if (recipe != nullptr && recipe->recipe == "Dense" &&
                !m_read.contains({item->id, "y"}) && m_fed.contains({item->id, "x"})) {
                scores = item;
            }
        }
        if (scores == nullptr) { return std::nullopt; }
        for (const Item* item : m_items) {
            const PortRef from{item->id, "output"};
            if (!isPlaceholder(*item) || m_read.contains(from)) { continue; }
            const OutputInfo* info = infoOf(from);
            if (info == nullptr || !info->shape.hasRank()) { continue; }
            const bool classes = isInteger(info->type) && info->shape.rank() == 1;
            const bool oneHot =
                isFloating(info->type) && info->shape.rank() == 2 && info->shape[1] > 1;
            const std::string entry = classes || oneHot ? "SoftmaxLoss" : "SquaredError";
            return NextStep{
                NextStep::Kind::Loss,
                entry,
                {scores->x + kBeside, scores->y},
                {{{scores->id, "y"}, entry == "SoftmaxLoss" ? "logits" : "predictions"},
                 {from, entry == "SoftmaxLoss" ? "labels" : "targets"}},
                QStringLiteral("How far %1 is from %2").arg(toQt(scores->name), toQt(item->name))};
        }
        return std::nullopt;
    }

    std::optional<NextStep> minimiser() const {
        for (const Item* item : m_items) {
            const auto* recipe = item->as<RecipeItem>();
            const RecipeDef* def = recipe == nullptr ? nullptr : findRecipe(recipe->recipe);
            if (def != nullptr && def->isOptimizer) { return std::nullopt; }
        }
        for (const Item* item : m_items) {
            const PortRef from{item->id, "loss"};
            const OutputInfo* info = infoOf(from);
            if (info == nullptr || !info->shape.hasRank() || info->shape.rank() != 0) { continue; }
            return NextStep{NextStep::Kind::Minimise,
                            "Adam",
                            {item->x + kBeside, item->y},
                            {{from, "loss"}},
                            QStringLiteral("Minimise %1").arg(toQt(item->name))};
        }
        return std::nullopt;
    }

    const EngineDocument& m_document;
    const Document& m_project;
    ItemId m_group;
    std::vector<const Item*> m_items;
    std::set<PortRef> m_read;
    std::set<PortRef> m_fed;
};

/// How many classes the labels of a loss have, where they are counted nowhere else: the last layer
/// must have one score each.
std::int64_t classesOf(const EngineDocument& document, const PortRef& labels) {
    const auto tensor = document.expansion.tensorAt(labels);
    if (!tensor) { return 0; }
    const PartialShape& shape = document.graph().output(*tensor).shape;
    return shape.hasRank() && shape.rank() == 2 ? shape[1] : 0;
}

}  // namespace

QString nameOf(NextStep::Kind kind) {
    static const QStringList kNames = {"data",  "placeholder", "flatten",
                                       "layer", "loss",        "minimise"};
    return kNames.value(static_cast<int>(kind));
}

std::optional<NextStep> nextStep(const EngineDocument& document, ItemId group,
                                 const std::vector<NextStep::Kind>& hidden) {
    if (!document.project) { return std::nullopt; }
    for (NextStep& step : StepFinder(document, group).steps()) {
        if (std::find(hidden.begin(), hidden.end(), step.kind) == hidden.end()) {
            return std::move(step);
        }
    }
    return std::nullopt;
}

Result<ItemId> takeStep(Edit& edit, const EngineDocument& document, ItemId group,
                        const NextStep& step) {
    if (step.kind == NextStep::Kind::Minimise) {
        const ItemId made =
            WEFT_TRY(minimise(edit, document, step.wires.front().first, step.entry));
        moveItems(edit, {{made.value, step.at}});
        return made;
    }
    if (step.kind == NextStep::Kind::Placeholder) {
        return placeholderForColumn(edit, step.wires.front().first, group, step.at);
    }
    const ItemId made = WEFT_TRY(addEntry(edit, step.entry, group, step.at));
    for (const auto& [from, port] : step.wires) {
        WEFT_TRY(connectSockets(edit, from, {made, port}).status());
    }
    if (step.kind == NextStep::Kind::Loss && step.wires.size() == 2) {
        const std::int64_t classes = classesOf(document, step.wires[1].first);
        if (classes > 1) {
            WEFT_TRY(setAttribute(edit, step.wires[0].first.item, "units", classes));
        }
    }
    return made;
}

}  // namespace weft::ui
