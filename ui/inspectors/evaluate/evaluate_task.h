// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

#include "ui/inspectors/try/try_task.h"

namespace weft::ui {

/// One row of a split, looked at.
struct EvaluatedRow {
    std::int64_t row = 0;
    int label = -1;      ///< -1: not known
    int predicted = -1;  ///< class of the largest score; -1: no scores
    double loss = 0;     ///< NaN where the graph has no loss a row
};

/// What a split says about the weights.
struct Evaluation {
    Status status;
    qint64 step = 0;
    std::int64_t rows = 0;  ///< of the split
    std::int64_t done = 0;
    std::vector<std::pair<QString, double>> metrics;  ///< means over rows
    int classes = 0;
    /// [label][predicted], classes x classes; empty where there are no labels.
    std::vector<std::int64_t> confusion;
    std::vector<EvaluatedRow> looked;  ///< only when done
    bool finished = false;

    std::int64_t count(int label, int predicted) const {
        return confusion[static_cast<std::size_t>(label) * static_cast<std::size_t>(classes) +
                         static_cast<std::size_t>(predicted)];
    }
    /// Wrong rows, or without labels all; the largest loss first.
    std::vector<EvaluatedRow> worst(std::size_t most) const;
    std::vector<EvaluatedRow> inCell(int label, int predicted, std::size_t most) const;
};

/// Asks the session about every row of a split, in batches of which each takes a few ms, so that it
/// can train and stop meanwhile. Metrics are means weighted by rows.
class EvaluateTask final : public SessionTask {
public:
    struct Question {
        TryChoices choices;
        std::vector<DataSource> sources;  ///< one split of each
    };
    using Receiver = std::function<void(const Evaluation&)>;
    /// @param tell on the GUI's thread: now and then, and at the end.
    EvaluateTask(Question question, QObject* receiver, Receiver tell);
    bool slice(const Place& place) override;
    void drop(const Status& why) override;

private:
    Status lookAtBatch(const Place& place);
    Status prepare(const Place& place);
    void note(std::span<const std::int64_t> rows, const std::vector<Tensor>& fetched,
              const std::vector<int>& labels);
    void finish(Status status);
    void tell(Evaluation evaluation) const;
    void growClasses(int wanted);

    Question m_question;
    WayBack m_back;
    Receiver m_tell;
    std::vector<std::string> m_fetches;
    std::vector<int> m_inputs;
    int m_scores = -1;  // index into m_fetches
    int m_losses = -1;
    std::vector<double> m_sums;  // of the metrics
    std::int64_t m_right = 0;
    std::int64_t m_judged = 0;
    std::int64_t m_batch = 64;
    Evaluation m_result;
    std::chrono::steady_clock::time_point m_told;
};

}  // namespace weft::ui
