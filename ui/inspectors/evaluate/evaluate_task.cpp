// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/evaluate/evaluate_task.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/base/row_image.h"

namespace weft::ui {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kTellPace = std::chrono::milliseconds(100);
constexpr auto kSlice = std::chrono::milliseconds(30);
constexpr std::int64_t kSmallestBatch = 4;
constexpr std::int64_t kLargestBatch = 2048;
constexpr int kMostClasses = 1000;  // of a confusion matrix

}  // namespace

std::vector<EvaluatedRow> Evaluation::worst(std::size_t most) const {
    std::vector<EvaluatedRow> found;
    for (const EvaluatedRow& row : looked) {
        const bool judged = row.label >= 0 && row.predicted >= 0;
        if (!judged || row.label != row.predicted) { found.push_back(row); }
    }
    // NaN is the worst of all.
    const auto badness = [](const EvaluatedRow& row) {
        return std::isnan(row.loss) ? std::numeric_limits<double>::infinity() : row.loss;
    };
    std::ranges::stable_sort(found, [&](const EvaluatedRow& a, const EvaluatedRow& b) {
        return badness(a) > badness(b);
    });
    found.resize(std::min(found.size(), most));
    return found;
}

std::vector<EvaluatedRow> Evaluation::inCell(int label, int predicted, std::size_t most) const {
    std::vector<EvaluatedRow> found;
    for (const EvaluatedRow& row : looked) {
        if (row.label == label && row.predicted == predicted && found.size() < most) {
            found.push_back(row);
        }
    }
    return found;
}

EvaluateTask::EvaluateTask(Question question, QObject* receiver, Receiver tell)
    : m_question(std::move(question)), m_back(receiver), m_tell(std::move(tell)) {
    if (!m_question.sources.empty()) { m_result.rows = m_question.sources.front().rows(); }
}

bool EvaluateTask::slice(const Place& place) {
    const auto began = Clock::now();
    Status status = cancelled() ? m_cancellation.check() : okStatus();
    if (status.ok() && m_fetches.empty()) { status = prepare(place); }
    if (status.ok()) { status = lookAtBatch(place); }
    m_result.step = place.step;
    if (!status.ok() || m_result.done >= m_result.rows) {
        finish(std::move(status));
        return false;
    }
    const auto took = Clock::now() - began;
    m_batch = took < kSlice / 2 ? m_batch * 2 : took > kSlice ? m_batch / 2 : m_batch;
    m_batch = std::clamp(m_batch, kSmallestBatch, kLargestBatch);
    if (Clock::now() - m_told > kTellPace) {
        m_told = Clock::now();
        Evaluation partial;
        partial.rows = m_result.rows;
        partial.done = m_result.done;
        tell(std::move(partial));
    }
    return true;
}

Status EvaluateTask::prepare(const Place& place) {
    const TryChoices& choices = m_question.choices;
    if (m_result.rows == 0) { return invalidArgument("the split has no rows"); }
    for (const TryMetric& metric : choices.metrics) { m_fetches.push_back(metric.tensor); }
    m_sums.assign(m_fetches.size(), 0);
    if (choices.output >= 0) {
        m_scores = static_cast<int>(m_fetches.size());
        m_fetches.push_back(choices.outputs[static_cast<std::size_t>(choices.output)].tensor);
    }
    if (!choices.losses.empty()) {
        m_losses = static_cast<int>(m_fetches.size());
        m_fetches.push_back(choices.losses);
    }
    if (m_fetches.empty()) { return invalidArgument("the graph has nothing to evaluate"); }
    m_inputs = neededInputs(place.document, choices, m_fetches);
    return okStatus();
}

Status EvaluateTask::lookAtBatch(const Place& place) {
    const TryChoices& choices = m_question.choices;
    const std::int64_t many = std::min(m_batch, m_result.rows - m_result.done);
    std::vector<std::int64_t> rows(static_cast<std::size_t>(many));
    for (std::int64_t i = 0; i < many; ++i) {
        rows[static_cast<std::size_t>(i)] = m_result.done + i;
    }
    RunRequest request;
    request.fetches = m_fetches;
    request.feeds = WEFT_TRY(feedsOfRows(choices, m_inputs, m_question.sources, rows));
    for (const auto& knob : choices.standing) { request.feeds.push_back(knob); }
    const std::vector<Tensor> fetched =
        WEFT_TRY(place.session.run(request, {.cancellation = &m_cancellation}));
    std::vector<int> labels;
    if (choices.label >= 0) {
        const auto fed = feedsOfRows(choices, {choices.label}, m_question.sources, rows);
        if (fed.ok() && !isFloating(fed->front().second.dtype())) {
            labels = labelClasses(fed->front().second);
        } else if (fed.ok() && fed->front().second.rank() == 2) {
            labels = bestClasses(fed->front().second);
        }
    }
    note(rows, fetched, labels);
    m_result.done += many;
    return okStatus();
}

void EvaluateTask::note(std::span<const std::int64_t> rows, const std::vector<Tensor>& fetched,
                        const std::vector<int>& labels) {
    const auto many = static_cast<double>(rows.size());
    for (std::size_t i = 0; i < m_sums.size(); ++i) {
        const std::vector<double> values = numbersOf(fetched[i]);
        double sum = 0;
        for (const double value : values) { sum += value; }
        m_sums[i] += values.empty() ? 0 : sum / static_cast<double>(values.size()) * many;
    }
    std::vector<int> best;
    if (m_scores >= 0) { best = bestClasses(fetched[static_cast<std::size_t>(m_scores)]); }
    std::vector<double> losses;
    if (m_losses >= 0) { losses = numbersOf(fetched[static_cast<std::size_t>(m_losses)]); }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EvaluatedRow row{.row = rows[i]};
        if (best.size() == rows.size()) { row.predicted = best[i]; }
        if (labels.size() == rows.size() && row.predicted >= 0) { row.label = labels[i]; }
        row.loss = losses.size() == rows.size() ? losses[i] : std::nan("");
        m_result.looked.push_back(row);
        if (row.label < 0 || row.predicted < 0) { continue; }
        ++m_judged;
        m_right += row.label == row.predicted ? 1 : 0;
        growClasses(std::max(row.label, row.predicted) + 1);
        if (std::max(row.label, row.predicted) >= m_result.classes) { continue; }
        ++m_result.confusion[static_cast<std::size_t>(row.label) *
                                 static_cast<std::size_t>(m_result.classes) +
                             static_cast<std::size_t>(row.predicted)];
    }
}

void EvaluateTask::growClasses(int wanted) {
    const int classes = std::min(std::max(m_result.classes, wanted), kMostClasses);
    if (classes == m_result.classes) { return; }
    const auto side = static_cast<std::size_t>(classes);
    const auto before = static_cast<std::size_t>(m_result.classes);
    std::vector<std::int64_t> grown(side * side, 0);
    for (std::size_t row = 0; row < before; ++row) {
        for (std::size_t c = 0; c < before; ++c) {
            grown[row * side + c] = m_result.confusion[row * before + c];
        }
    }
    m_result.classes = classes;
    m_result.confusion = std::move(grown);
}

void EvaluateTask::finish(Status status) {
    m_result.finished = true;
    m_result.status = std::move(status);
    const std::vector<TryMetric>& metrics = m_question.choices.metrics;
    for (std::size_t i = 0; i < m_sums.size() && m_result.done > 0; ++i) {
        m_result.metrics.emplace_back(metrics[i].name,
                                      m_sums[i] / static_cast<double>(m_result.done));
    }
    const bool known = std::ranges::any_of(m_result.metrics, [](const auto& metric) {
        return metric.first.contains(QLatin1String("accuracy"), Qt::CaseInsensitive);
    });
    if (m_judged > 0 && !known) {
        m_result.metrics.emplace_back(QCoreApplication::translate("weft::ui::Evaluate", "accuracy"),
                                      static_cast<double>(m_right) / static_cast<double>(m_judged));
    }
    tell(std::move(m_result));
}

void EvaluateTask::drop(const Status& why) { finish(why); }

void EvaluateTask::tell(Evaluation evaluation) const {
    m_back.send([tell = m_tell, evaluation = std::move(evaluation)] { tell(evaluation); });
}

}  // namespace weft::ui
