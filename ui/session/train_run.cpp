// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/train_run.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/base/number_format.h"
#include "ui/base/to_qt.h"
#include "ui/session/run_call.h"
#include "ui/session/tensor_stats.h"

namespace weft::ui {
namespace {

/// Without data each step would be an epoch: a number that says nothing.
bool hasPasses(const TrainingPlan& plan) { return !plan.feeds.empty() || plan.stepsPerEpoch > 1; }

QString words(const char* text) { return QCoreApplication::translate("weft::ui::TrainRun", text); }

Result<TrainingPlan> planOf(const EngineDocument& document) {
    if (!document.project) { return failedPrecondition("a plain graph has no run sheet"); }
    return makeTrainingPlan(*document.project, document.expansion);
}

std::string folderOf(const EngineDocument& document) {
    return QFileInfo(document.path).absolutePath().toStdString();
}

QStringList namesOf(const PlanRow& row) {
    QStringList names;
    for (const std::string& fetch : row.fetches) { names.append(toQt(fetch)); }
    for (const std::string& target : row.targets) { names.append(toQt(target)); }
    return names;
}

/// A call that only its names matter of: what the placer is asked about.
RunRequest requestOf(const TrainingPlan& plan, const PlanRow& row) {
    RunRequest request;
    for (const PlanFeed& feed : plan.feeds) { request.feeds.emplace_back(feed.tensor, Tensor()); }
    for (const PlanKnob& knob : plan.knobs) { request.feeds.emplace_back(knob.tensor, Tensor()); }
    if (row.training) {
        for (const PlanModeFeed& feed : plan.modeFeeds) {
            request.feeds.emplace_back(feed.tensor, Tensor());
        }
    }
    request.fetches = row.fetches;
    request.targets = row.targets;
    return request;
}

}  // namespace

void TrainRun::describe(const EngineDocument& document, SessionInfo& info) {
    info.strict = document.project && document.project->settings().strict;
    const Result<TrainingPlan> plan = planOf(document);
    if (!plan.ok()) { return; }
    const PlanRow* first = nullptr;
    for (const PlanRow& row : plan->rows) {
        if (first == nullptr && row.training) { first = &row; }
    }
    info.trains = first != nullptr;
    if (first == nullptr) { return; }
    info.fetches = namesOf(*first);
    for (const PlanFeed& feed : plan->feeds) {
        const std::string& source = plan->sources[static_cast<std::size_t>(feed.source)].name;
        QString text = toQt(feed.tensor).section(':', 0, 0) + QStringLiteral(": ") + toQt(source);
        if (!first->split.empty()) { text += '/' + toQt(first->split); }
        if (first->batch > 0) { text += '[' + QString::number(first->batch) + ']'; }
        info.feeds.append(text);
    }
    if (plan->steps > 0) {
        info.trainText = words("Train %1 steps").arg(formatCount(plan->steps));
    } else {
        info.trainText = plan->epochs == 1
                             ? words("Train 1 epoch")
                             : words("Train %1 epochs").arg(formatCount(plan->epochs));
    }
}

TrainRun::TrainRun(std::unique_ptr<TrainingLoop> loop, Session& session)
    : m_session(session), m_loop(std::move(loop)) {}
TrainRun::~TrainRun() = default;

Result<std::unique_ptr<TrainRun>> TrainRun::create(const EngineDocument& document, Session& session,
                                                   const Cancellation* cancellation) {
    TrainingPlan plan = WEFT_TRY(planOf(document));
    std::unique_ptr<TrainingLoop> loop = WEFT_TRY(TrainingLoop::create(
        std::move(plan), session, dataOpener(folderOf(document), cancellation)));
    return std::unique_ptr<TrainRun>(new TrainRun(std::move(loop), session));
}

bool TrainRun::finished() const { return m_loop->finished(); }

void TrainRun::limit(qint64 steps) {
    const LoopProgress at = m_loop->progress();
    m_loop->setSteps(std::min<std::int64_t>(at.steps, at.step + steps));
}

Result<bool> TrainRun::call(Cancellation* cancellation, SessionReader& reader,
                            SessionReport& news) {
    RunOptions options;
    options.cancellation = cancellation;
    StepStatistics statistics;
    if (m_measures) { options.statistics = &statistics; }
    const CallReport call = WEFT_TRY(m_loop->next(options));
    const PlanRow& row = m_loop->plan().rows[static_cast<std::size_t>(call.row)];
    if (m_measures && row.training) {
        reader.costs().add(m_session.graph(), statistics,
                           m_session.placement(requestOf(m_loop->plan(), row)));
    }
    if (m_tellsFed && row.training) {
        m_tellsFed = false;
        const std::vector<PlanFeed>& feeds = m_loop->plan().feeds;
        const std::span<const Tensor> fed = m_loop->fed(static_cast<std::size_t>(call.row));
        for (std::size_t i = 0; i < feeds.size(); ++i) { reader.addFed(feeds[i].tensor, fed[i]); }
    }
    if (hasPasses(m_loop->plan()) && call.epoch != m_epoch) {
        m_epoch = call.epoch;
        news.epochs.push_back({call.step - 1, static_cast<int>(call.epoch)});
    }
    if (call.rowDone) { tellValues(call, reader, news); }
    tellProgress(news);
    return call.stepDone;
}

void TrainRun::tellValues(const CallReport& call, SessionReader& reader, SessionReport& news) {
    const PlanRow& row = m_loop->plan().rows[static_cast<std::size_t>(call.row)];
    const QString name = toQt(row.name);
    for (std::size_t i = 0; i < call.values.size(); ++i) {
        news.points.push_back(
            {call.step, name + '/' + toQt(row.labels[i]), call.values[i], !row.training});
        if (row.training && i < call.fetched.size()) {
            reader.addValue(row.fetches[i], call.fetched[i]);
        } else if (!row.training && !isTrained(row.fetches[i])) {
            reader.addNumber(row.fetches[i], call.values[i]);
        }
    }
    lookForWild(call, row);
    if (row.training) {
        tellCall(call, news);
    } else {
        tellEvaluation(call, news);
    }
    if (call.epochDone && hasPasses(m_loop->plan())) { tellEpoch(call, news); }
}

/// Whether a row that trains fetches it too: its footer tells that value, which is newer.
bool TrainRun::isTrained(const std::string& tensor) const {
    return std::ranges::any_of(m_loop->plan().rows, [&](const PlanRow& row) {
        return row.training && std::ranges::find(row.fetches, tensor) != row.fetches.end();
    });
}

/// The call as it is written, with what it gave as TensorFlow prints it.
void TrainRun::tellCall(const CallReport& call, SessionReport& news) {
    const PlanRow& row = m_loop->plan().rows[static_cast<std::size_t>(call.row)];
    if (!call.values.empty()) {
        m_loss = call.values.front();
        m_epochSum += call.values.front();
        ++m_epochCalls;
    }
    CallText& text = m_texts[call.row];
    if (text.literal.isEmpty()) {
        const RunRequest request = requestOf(m_loop->plan(), row);
        text.literal = literalCall({{}, request.fetches, request.targets});
        text.python = pythonCall(request);
        text.name = toQt(row.name);
    }
    TranscriptLine line;
    line.text = text.literal;
    line.python = text.python;
    line.row = text.name;
    const std::size_t all = call.values.size() + row.targets.size();
    for (std::size_t i = 0; i < all; ++i) {
        if (i > 0) { line.result += QStringLiteral(", "); }
        line.result +=
            i < call.values.size() ? printedForm(call.values[i]) : QStringLiteral("None");
    }
    if (all > 1) { line.result = '[' + line.result + ']'; }
    news.lines.push_back(std::move(line));
}

void TrainRun::tellEvaluation(const CallReport& call, SessionReport& news) {
    const PlanRow& row = m_loop->plan().rows[static_cast<std::size_t>(call.row)];
    QString text = toQt(row.name);
    for (std::size_t i = 0; i < call.values.size(); ++i) {
        text += (i == 0 ? QStringLiteral(" ") : QStringLiteral(", ")) + toQt(row.labels[i]) + ' ' +
                formatNumber(call.values[i]);
    }
    if (row.unit == PlanRow::Unit::Epoch && hasPasses(m_loop->plan())) {
        m_epochTexts.append(text);
        return;
    }
    TranscriptLine line;
    line.kind = TranscriptLine::Kind::Note;
    line.text = words("Step %1").arg(call.step, 4, 10, QChar('0'));
    line.result = text;
    news.lines.push_back(std::move(line));
}

/// "Epoch 0024 cost 0.238", as the tutorials print it; the cost is the epoch's mean.
void TrainRun::tellEpoch(const CallReport& call, SessionReport& news) {
    TranscriptLine line;
    line.kind = TranscriptLine::Kind::Note;
    line.text = QStringLiteral("Epoch %1").arg(call.epoch, 4, 10, QChar('0'));
    if (m_epochCalls > 0) {
        line.text += QStringLiteral(" cost ") +
                     formatNumber(m_epochSum / static_cast<double>(m_epochCalls), 3);
    }
    line.result = m_epochTexts.join(QStringLiteral("; "));
    news.lines.push_back(std::move(line));
    m_epochSum = 0;
    m_epochCalls = 0;
    m_epochTexts.clear();
}

void TrainRun::lookForWild(const CallReport& call, const PlanRow& row) {
    if (m_wildSeen || !row.training) { return; }
    for (std::size_t i = 0; i < call.values.size(); ++i) {
        if (std::isfinite(call.values[i])) { continue; }
        m_wildSeen = true;
        const std::string node = row.fetches[i].substr(0, row.fetches[i].find(':'));
        m_wild = invalidArgument(concat("row '", row.name, "', step ", call.step,
                                        ": value is not finite: got ", call.values[i],
                                        ", want a number (node '", node, "')"));
        return;
    }
}

Status TrainRun::checkFinite() { return std::exchange(m_wild, okStatus()); }

void TrainRun::tellProgress(SessionReport& news) {
    const LoopProgress p = m_loop->progress();
    news.progress.step = p.step;
    news.progress.totalSteps = p.steps;
    if (hasPasses(m_loop->plan())) {
        news.progress.epoch = static_cast<int>(p.epoch);
        news.progress.epochs = static_cast<int>(p.epochs);
    }
    news.progress.wallSeconds = p.seconds;
    news.progress.stepsPerSecond = p.seconds > 0 ? static_cast<double>(p.step) / p.seconds : 0;
    news.progress.etaSeconds = p.secondsLeft > 0 ? p.secondsLeft : -1;
    news.progress.loss = m_loss;
}

void TrainRun::addPlacement(SessionReader& reader) const {
    for (const PlanRow& row : m_loop->plan().rows) {
        reader.addPlacement(m_session.graph(), m_session.placement(requestOf(m_loop->plan(), row)));
    }
}

}  // namespace weft::ui
