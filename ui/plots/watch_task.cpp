// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/watch_task.h"

#include <algorithm>

#include "ui/session/run_call.h"

namespace weft::ui {
namespace {

constexpr int kBins = 40;

QString textOf(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// Nodes with a seed move a random stream each time they run.
bool movesStreams(const Graph& graph, const std::set<NodeId>& nodes) {
    return std::ranges::any_of(nodes, [&](NodeId id) {
        const Node& node = graph.node(id);
        return node.op != nullptr && node.op->isStateful && node.attrs.has("seed");
    });
}

}  // namespace

WatchTask::WatchTask(QStringList variables, QObject* receiver,
                     std::function<void(HistogramSample)> done)
    : m_variables(std::move(variables)), m_back(receiver), m_done(std::move(done)) {}

bool WatchTask::slice(const Place& place) {
    HistogramSample sample;
    sample.step = place.step;
    addVariables(place, sample);
    const Status gradients = addGradients(place, sample);
    if (!gradients.ok()) {
        sample.note = QStringLiteral("without gradients: ") +
                      textOf(messageOf(gradients)).section('\n', 0, 0);
    }
    answer(std::move(sample));
    return false;
}

void WatchTask::drop(const Status& why) {
    HistogramSample sample;
    sample.note = textOf(messageOf(why));
    answer(std::move(sample));
}

void WatchTask::addVariables(const Place& place, HistogramSample& sample) const {
    for (const QString& name : m_variables) {
        const Node* node = place.session.graph().find(name.toStdString());
        if (node == nullptr || !isVariable(*node)) { continue; }
        const auto variable = variableOf(*node, place.session.resources());
        if (!variable.ok()) { continue; }
        Tensor value;
        {
            const MutexLock lock((*variable)->mutex());
            value = (*variable)->value();
        }
        if (std::optional<TensorStats> stats = statsOf(value, kBins)) {
            sample.tensors.emplace_back(name, *std::move(stats));
        }
    }
}

Status WatchTask::addGradients(const Place& place, HistogramSample& sample) {
    const Graph& graph = place.document.graph();
    RunRequest request;
    QStringList names;
    for (const auto& [item, made] : place.document.expansion.trained) {
        for (const Minimized::Update& update : made.updates) {
            const QString name = textOf(graph.node(update.variable).name);
            if (!m_variables.contains(name)) { continue; }
            request.fetches.push_back(graph.nameOf(update.gradient));
            names.append(QStringLiteral("gradient of ") + name);
        }
    }
    if (request.fetches.empty()) { return okStatus(); }
    if (movesStreams(graph, nodesBehind(graph, request))) {
        return failedPrecondition("they would move the run's random streams");
    }
    WEFT_TRY(addDataFeeds(place.document, &m_cancellation, request));
    RunOptions options;
    options.cancellation = &m_cancellation;
    const std::vector<Tensor> values = WEFT_TRY(place.session.run(request, options));
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::optional<TensorStats> stats = statsOf(values[i], kBins)) {
            sample.tensors.emplace_back(names[static_cast<qsizetype>(i)], *std::move(stats));
        }
    }
    return okStatus();
}

void WatchTask::answer(HistogramSample sample) const {
    m_back.send([done = m_done, sample = std::move(sample)] { done(sample); });
}

}  // namespace weft::ui
