// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Findings as rows with repairs; declared with the repairs.

#include <QCoreApplication>
#include <algorithm>
#include <optional>

#include "engine/compose/foreign/gradient_age.h"
#include "engine/compose/foreign/replace_gradients.h"
#include "engine/compose/functions/gradient_function.h"
#include "ui/base/number_format.h"
#include "ui/base/to_qt.h"
#include "ui/commands/graph_problems.h"
#include "ui/commands/repairs.h"

namespace weft::ui {
namespace {

QString words(const char* text) { return QCoreApplication::translate("weft::ui::Repairs", text); }

int errorsOf(const Expansion& expansion) {
    int count = 0;
    for (const Finding& finding : expansion.findings) {
        // What waits for a wrong item is wrong as well.
        if (finding.severity == Finding::Severity::Error) { count += 1 + finding.followers; }
    }
    return count;
}

/// Tries repairs. An expansion each: a few ms for a thousand nodes.
class Trials {
public:
    explicit Trials(const EngineDocument& document) : m_document(document) {}

    /// Counts a finding; false when enough have been tried.
    bool next() { return ++m_findings <= kTriedFindings; }
    /// Whether fewer things are wrong after the repair.
    bool helps(ItemId item, const QString& repair) const {
        Edit edit(*m_document.project);
        if (!makeRepair(edit, m_document, item, repair).ok()) { return false; }
        if (!m_before) { m_before = errorsOf(expandForward(*m_document.project)); }
        return edit.finish().ok() && errorsOf(expandForward(edit.document())) < *m_before;
    }

private:
    const EngineDocument& m_document;
    mutable std::optional<int> m_before;  // found when a repair is tried first
    int m_findings = 0;
};

/// Nodes put before an input that make it fit: tried, since only the shape functions know.
std::vector<ProblemRepair> betweenRepairs(const EngineDocument& document, const Finding& finding,
                                          const Trials& trials) {
    struct Kind {
        const char* id;
        const char* label;
    };
    constexpr Kind kKinds[] = {
        {"cast", "Insert Cast"}, {"flatten", "Insert Flatten"}, {"reshape", "Insert Reshape"}};
    std::vector<ProblemRepair> repairs;
    for (const Wire* wire : document.project->all<Wire>()) {
        if (wire->to.item != finding.item || wire->to.port == kControlPort) { continue; }
        for (const Kind& kind : kKinds) {
            const QString id = QLatin1String(kind.id) + ':' + toQt(wire->to.port);
            if (!trials.helps(finding.item, id)) { continue; }
            repairs.push_back(
                {id, QStringLiteral("%1 (%2)").arg(words(kind.label), toQt(wire->to.port))});
            break;
        }
    }
    return repairs;
}

QString textOf(const Finding& finding, const QString& where) {
    switch (finding.kind) {
        case Finding::Kind::Unfed:
            return words("%1 has no data: runs that need it must be given a value").arg(where);
        case Finding::Kind::Unconnected:
            if (!finding.port.empty() && finding.port != kControlPort) {
                return words("%1 needs a wire at its input %2").arg(where, toQt(finding.port));
            }
            return toQt(finding.text);
        default:
            return toQt(finding.text);
    }
}

bool isBypassed(const Document& document, ItemId id) {
    const Item* item = document.item(id);
    return item != nullptr && item->leftOut == LeftOut::Bypassed;
}

std::vector<ProblemRepair> repairsOf(const EngineDocument& document, const Finding& finding,
                                     Trials& trials) {
    const QString port = ':' + toQt(finding.port);
    switch (finding.kind) {
        case Finding::Kind::Unfed:
            return {{QLatin1String(kDataRepair), words("Bind data...")},
                    {QStringLiteral("value"), words("Feed a value...")}};
        case Finding::Kind::Unconnected:
            if (finding.port.empty() || finding.port == kControlPort) { return {}; }
            return {{QLatin1String(kFindRepair) + port, words("Find what fits...")}};
        case Finding::Kind::Muted:
            return {{QLatin1String(kTakeInRepair), words("Take it back in")}};
        case Finding::Kind::Refused:
            if (isBypassed(*document.project, finding.item)) {
                return {{QLatin1String(kTakeInRepair), words("Take it back in")},
                        {QStringLiteral("mute"), words("Mute it instead")}};
            }
            if (gradientFunctionOf(*document.project, finding.item) != nullptr) {
                return {{QLatin1String(kFitGradientRepair), words("Fit the gradient to it")},
                        {QLatin1String(kDeriveGradientRepair), words("Derive it again")}};
            }
            if (!trials.next()) { return {}; }
            return betweenRepairs(document, finding, trials);
        case Finding::Kind::WrongBinding:
            if (!trials.next() || !trials.helps(finding.item, QStringLiteral("rebind") + port)) {
                return {};
            }
            return {{QStringLiteral("rebind") + port, words("Convert the column")}};
        case Finding::Kind::NoPlaceholder:
            return {{QStringLiteral("placeholder") + port, words("Insert Placeholder")}};
        case Finding::Kind::BadParameter:
            return {{QStringLiteral("defaults"), words("Use the default")}};
        case Finding::Kind::LostOverride:
        case Finding::Kind::LostKnob:
            return {{QStringLiteral("forget"), words("Forget it")}};
        case Finding::Kind::UnknownOp:
        case Finding::Kind::UnknownRecipe:
        case Finding::Kind::Cycle:
            return {};
    }
    return {};
}

void addLargeConstants(const Document& document, std::vector<ProblemRow>& rows) {
    for (const Item* item : document.all<Item>()) {
        const auto* op = item->as<OpItem>();
        if (op == nullptr || op->op != "Const") { continue; }
        const auto stored = op->attrs.getOr<StoredTensorPtr>("value", nullptr);
        if (stored == nullptr || stored->bytes().size() <= kLargeConstantBytes) { continue; }
        ProblemRow row;
        row.severity = ProblemRow::Severity::Warning;
        row.where = toQt(document.pathOf(item->id));
        row.item = item->id.value;
        row.text = words("%1 makes the graph %2 larger: each copy of it holds these numbers")
                       .arg(row.where, formatBytes(static_cast<qint64>(stored->bytes().size())));
        if (stored->dtype() == DType::Float || stored->dtype() == DType::Double) {
            row.repairs = {{QStringLiteral("variable"), words("Turn into Variable")}};
        }
        rows.push_back(std::move(row));
    }
}

void addEmptySources(const Document& document, std::vector<ProblemRow>& rows) {
    for (const Item* item : document.all<Item>()) {
        const auto* data = item->as<DataItem>();
        if (data == nullptr || !data->source.empty()) { continue; }
        ProblemRow row;
        row.severity = ProblemRow::Severity::Warning;
        row.where = toQt(document.pathOf(item->id));
        row.item = item->id.value;
        row.text = words("%1 has nothing to read yet").arg(row.where);
        row.repairs = {{QLatin1String(kChooseRepair), words("Choose file...")}};
        rows.push_back(std::move(row));
    }
}

/// Gradients that came as nodes and belong to the graph as it was.
void addStaleGradients(const Document& document, std::vector<ProblemRow>& rows) {
    const std::optional<StaleGradients> stale = staleGradients(document);
    if (!stale) { return; }
    ProblemRow row;
    row.where = toQt(document.pathOf(stale->changed));
    row.item = stale->changed.value;
    row.text = toQt(stale->text);
    const Result<GradientReplacement> plan = replacementFor(document);
    if (plan.ok() && plan->lost.empty()) {
        const QString label = words("Replace by an optimizer group (%1)").arg(toQt(plan->recipe));
        row.repairs = {{QStringLiteral("optimizer"), label}};
    } else if (plan.ok()) {
        row.text += words("; no optimizer group can replace them: it would leave out %1")
                        .arg(toQt(join(plan->lost, ", ")));
    }
    // First: nothing else that is wrong there matters before.
    rows.insert(rows.begin(), std::move(row));
}

}  // namespace

std::vector<ProblemRow> problemRows(const EngineDocument& document) {
    std::vector<ProblemRow> rows;
    if (!document.project) { return rows; }
    Trials trials(document);
    for (const Finding& finding : document.expansion.findings) {
        ProblemRow row;
        // What is only not finished is told apart from what is wrong.
        const bool wrong = finding.severity == Finding::Severity::Error &&
                           finding.kind != Finding::Kind::Unconnected;
        row.severity = wrong ? ProblemRow::Severity::Error : ProblemRow::Severity::Warning;
        row.where = toQt(document.project->pathOf(finding.item));
        row.item = finding.item.value;
        row.text = textOf(finding, row.where);
        if (finding.followers > 0) {
            row.text += (finding.kind == Finding::Kind::Muted ? words(" (%1 more left out with it)")
                                                              : words(" (%1 more wait for it)"))
                            .arg(finding.followers);
        }
        row.repairs = repairsOf(document, finding, trials);
        rows.push_back(std::move(row));
    }
    addLargeConstants(*document.project, rows);
    addEmptySources(*document.project, rows);
    for (ProblemRow& row : graphProblems(document)) { rows.push_back(std::move(row)); }
    addStaleGradients(*document.project, rows);
    return rows;
}

}  // namespace weft::ui
