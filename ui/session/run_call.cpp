// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_call.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <algorithm>

#include "engine/train/whole_rows.h"
#include "ui/base/to_qt.h"
#include "ui/session/tensor_stats.h"

namespace weft::ui {
namespace {

constexpr std::int64_t kRowsOfARun = 64;  // fed by a plain run where the run sheet names no batch
constexpr std::size_t kMostFetches = 24;  // of a run without a choice
constexpr std::int64_t kShownFeed = 16;   // elements; larger feeds are told by their shape

bool isFed(const Node& node) {
    return node.isOp("Placeholder") || node.isOp("PlaceholderWithDefault");
}

QStringList asQt(const std::vector<std::string>& names) {
    QStringList all;
    for (const std::string& name : names) { all.append(toQt(name)); }
    return all;
}

/// "x:0" for "x" too.
QString tensorName(const std::string& name) {
    const QString text = toQt(name);
    return text.contains(QLatin1Char(':')) ? text : text + QStringLiteral(":0");
}

QString feedText(const Tensor& value) {
    if (value.elements() <= kShownFeed) { return printedForm(value); }
    return QStringLiteral("<%1 %2>").arg(toQt(dtypeName(value.dtype())),
                                         toQt(value.shape().toString()));
}

/// `[1.0, 2.0]`: Python's lists have commas.
QString pythonValue(const Tensor& value) {
    QString text = toQt(formatTensor(value, {.threshold = 0, .lineWidth = 0})).simplified();
    text.replace(QStringLiteral("[ "), QStringLiteral("["));
    return text.replace(QLatin1Char(' '), QStringLiteral(", "));
}

QString quoted(const QStringList& names) {
    QStringList all;
    for (const QString& name : names) { all.append('"' + name + '"'); }
    return all.size() == 1 ? all.front() : '[' + all.join(QStringLiteral(", ")) + ']';
}

}  // namespace

std::set<NodeId> nodesBehind(const Graph& graph, const RunRequest& request) {
    std::set<NodeId> fed;
    for (const auto& [name, value] : request.feeds) {
        if (const Result<Endpoint> e = graph.endpoint(name); e.ok()) { fed.insert(e->node); }
    }
    std::vector<NodeId> open;
    for (const std::string& name : request.fetches) {
        if (const Result<Endpoint> e = graph.endpoint(name); e.ok()) { open.push_back(e->node); }
    }
    for (const std::string& name : request.targets) {
        if (const Node* node = graph.find(name)) { open.push_back(node->id); }
    }
    std::set<NodeId> seen(open.begin(), open.end());
    while (!open.empty()) {
        const Node& node = graph.node(open.back());
        open.pop_back();
        if (fed.contains(node.id)) { continue; }
        const auto visit = [&](NodeId id) {
            if (seen.insert(id).second) { open.push_back(id); }
        };
        for (const Endpoint& input : node.inputs) { visit(input.node); }
        for (const NodeId input : node.controlInputs) { visit(input); }
    }
    return seen;
}

QStringList missingFeeds(const EngineDocument& document, const QStringList& fetches,
                         const QStringList& fed) {
    RunRequest request;
    for (const QString& name : fetches) { request.fetches.push_back(name.toStdString()); }
    for (const QString& name : fed) { request.feeds.emplace_back(name.toStdString(), Tensor()); }
    const std::vector<ColumnBinding>& bindings = document.expansion.bindings;
    QStringList missing;
    for (const NodeId id : nodesBehind(document.graph(), request)) {
        const Node& node = document.graph().node(id);
        const QString name = toQt(node.name) + QStringLiteral(":0");
        const bool bound = std::ranges::any_of(
            bindings, [&](const ColumnBinding& binding) { return binding.placeholder == id; });
        if (node.isOp("Placeholder") && !bound && !fed.contains(name)) { missing.append(name); }
    }
    return missing;
}

QString whyNothingRuns(const EngineDocument& document) {
    if (!freeEnds(document.graph()).empty()) { return {}; }
    const auto words = [](const char* text) {
        return QCoreApplication::translate("weft::ui::RunCall", text);
    };
    for (const Finding& finding : document.expansion.findings) {
        if (finding.kind != Finding::Kind::Unconnected || !document.project) { continue; }
        return words("Nothing to run yet: %1 needs a wire at %2")
            .arg(toQt(document.project->pathOf(finding.item)), toQt(finding.port));
    }
    const bool empty =
        document.project ? document.project->all<Item>().empty() : document.graph().size() == 0;
    return empty ? words("Nothing to run yet: Space adds an op")
                 : words("Nothing runs by itself: select the node whose value is wanted");
}

Result<RunRequest> requestOf(const EngineDocument& document, const RunCall& call) {
    const Graph& graph = document.graph();
    RunRequest request;
    for (const QString& text : call.fetches) {
        const std::string name = text.toStdString();
        const Node* node = graph.find(name);
        const bool operation = node != nullptr && node->outputs.empty();
        (operation ? request.targets : request.fetches).push_back(name);
    }
    if (call.fetches.isEmpty()) { request.fetches = freeEnds(graph); }
    for (const auto& [tensor, text] : call.feeds) {
        const std::string name = tensor.toStdString();
        const Result<Endpoint> place = graph.endpoint(name);
        if (!place.ok()) { continue; }  // fed for a placeholder that is gone
        Result<Tensor> value = parseTensor(text.toStdString(), graph.output(*place).type);
        if (!value.ok()) { return annotated(value.status(), concat("feed of ", name, ": "), ""); }
        request.feeds.emplace_back(name, *std::move(value));
    }
    // A value typed for something else stays out of the call.
    const std::set<NodeId> needed = nodesBehind(graph, request);
    std::erase_if(request.feeds, [&](const auto& feed) {
        const Result<Endpoint> place = graph.endpoint(feed.first);
        return !place.ok() || !needed.contains(place->node);
    });
    return request;
}

QString tensorText(const Graph& graph, const QString& name) {
    const Result<Endpoint> place = graph.endpoint(name.toStdString());
    if (!place.ok()) { return {}; }
    const OutputInfo& info = graph.output(*place);
    QString shape = QStringLiteral("<unknown>");
    if (info.shape.hasRank()) {
        QStringList dims;
        for (const std::int64_t dim : info.shape.dims()) {
            dims.append(dim < 0 ? QStringLiteral("?") : QString::number(dim));
        }
        shape = '(' + dims.join(QStringLiteral(", ")) +
                (dims.size() == 1 ? QStringLiteral(",)") : QStringLiteral(")"));
    }
    return QStringLiteral("Tensor(\"%1\", shape=%2, dtype=%3%4)")
        .arg(toQt(graph.nameOf(*place)), shape, toQt(dtypeName(info.type)),
             info.isRef ? QStringLiteral("_ref") : QString());
}

QString literalCall(const RunRequest& request) {
    const QStringList asked = asQt(request.fetches) + asQt(request.targets);
    const bool one = request.fetches.size() == 1 && request.targets.empty();
    QString text = one ? asked.front() : '[' + asked.join(QStringLiteral(", ")) + ']';
    QStringList feeds;
    for (const auto& [name, value] : request.feeds) {
        feeds.append(tensorName(name) + QStringLiteral(": ") + feedText(value));
    }
    if (!feeds.isEmpty()) {
        text += QStringLiteral(", feed_dict={%1}").arg(feeds.join(QStringLiteral(", ")));
    }
    return QStringLiteral("run(%1)").arg(text);
}

QString pythonCall(const RunRequest& request) {
    QString text = quoted(asQt(request.fetches) + asQt(request.targets));
    QStringList feeds;
    for (const auto& [name, value] : request.feeds) {
        const QString tensor = tensorName(name);
        // Rows of a file are in a variable of the reader's program.
        const QString given =
            value.valid() && value.elements() <= kShownFeed
                ? pythonValue(value)
                : tensor.section(':', 0, 0).section('/', -1) + QStringLiteral("_batch");
        feeds.append(QStringLiteral("\"%1\": %2").arg(tensor, given));
    }
    if (!feeds.isEmpty()) {
        text += QStringLiteral(", feed_dict={%1}").arg(feeds.join(QStringLiteral(", ")));
    }
    return QStringLiteral("sess.run(%1)").arg(text);
}

/// Outputs that nothing reads and that depend on no placeholder: what a bare run shows.
std::vector<std::string> freeEnds(const Graph& graph) {
    std::vector<bool> needsFeed(graph.size(), false);
    std::vector<std::string> names;
    for (const Node& node : graph.nodes()) {
        bool needs = node.isOp("Placeholder") || node.op == nullptr;
        for (const Endpoint& input : node.inputs) {
            needs = needs || needsFeed[static_cast<std::size_t>(input.node.value)];
        }
        needsFeed[static_cast<std::size_t>(node.id.value)] = needs;
        const bool changes = node.op != nullptr && node.op->isStateful;
        const bool end = graph.uses(node.id).empty() && !node.outputs.empty();
        if (end && !needs && !changes && !node.isOp("Assign") && names.size() < kMostFetches) {
            names.push_back(graph.nameOf({node.id, 0}));
        }
    }
    return names;
}

Status addDataFeeds(const EngineDocument& document, const Cancellation* cancellation,
                    RunRequest& request) {
    const std::set<NodeId> needed = nodesBehind(document.graph(), request);
    const bool feeds =
        std::ranges::any_of(needed, [&](NodeId id) { return isFed(document.graph().node(id)); });
    if (!feeds || !document.project) { return okStatus(); }
    const Result<TrainingPlan> plan = makeTrainingPlan(*document.project, document.expansion);
    if (!plan.ok()) { return okStatus(); }  // the run itself names the placeholder that lacks data
    std::string split = "test";
    std::int64_t rows = kRowsOfARun;
    for (const PlanRow& row : plan->rows) {
        if (!row.training) { split = row.split; }
        if (row.batch > 0) { rows = row.batch; }
    }
    const SplitOpener open =
        dataOpener(QFileInfo(document.path).absolutePath().toStdString(), cancellation);
    for (const PlanFeed& feed : plan->feeds) {
        const Result<Endpoint> tensor = document.graph().endpoint(feed.tensor);
        const bool byHand = std::ranges::any_of(request.feeds, [&](const auto& given) {
            const Result<Endpoint> place = document.graph().endpoint(given.first);
            return place.ok() && tensor.ok() && *place == *tensor;
        });
        if (!tensor.ok() || byHand || !needed.contains(tensor->node)) { continue; }
        const DataSource source =
            WEFT_TRY(open(plan->sources[static_cast<std::size_t>(feed.source)], split));
        const Tensor column = WEFT_TRY(source.column(feed.column));
        const Tensor batch = column.rows(0, std::min(rows, source.rows()));
        Tensor value = WEFT_TRY(converted(batch, feed.conversions));
        value = WEFT_TRY(feedOf(std::move(value), document.graph().output(*tensor).shape));
        request.feeds.emplace_back(feed.tensor, std::move(value));
    }
    for (const PlanKnob& knob : plan->knobs) {
        request.feeds.emplace_back(knob.tensor, knob.value);
    }
    return okStatus();
}

}  // namespace weft::ui
