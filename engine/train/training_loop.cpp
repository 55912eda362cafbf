// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training_loop.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <random>

#include "engine/base/strings.h"
#include "engine/data/data_catalog.h"
#include "engine/data/row_order.h"
#include "engine/train/whole_rows.h"

namespace weft {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The mean over a tensor's elements; NaN for what is no number.
double meanOf(const Tensor& tensor) {
    const std::vector<Conversion> toDouble{Conversion::cast(DType::Double)};
    const Result<Tensor> wide = converted(tensor, toDouble);
    if (!wide.ok() || wide->elements() == 0) { return std::numeric_limits<double>::quiet_NaN(); }
    double sum = 0;
    for (const double value : wide->values<double>()) { sum += value; }
    return sum / static_cast<double>(wide->elements());
}

}  // namespace

/// A row ready to be called.
struct PreparedRow {
    const PlanRow* plan = nullptr;
    Callable call;
    std::vector<Tensor> feeds;      // columns, then knobs, then mode feeds
    std::vector<Tensor> columns;    // by feed: the whole split
    std::optional<RowOrder> order;  // none: the row takes no data
    std::int64_t pass = 0;          // of training rows that go around on their own
    // An evaluation under way:
    std::vector<double> sums;
    std::int64_t weight = 0;

    void setOrder(std::int64_t count, std::uint64_t seed) {
        const std::int64_t batch = plan->batch > 0 ? std::min(plan->batch, count) : count;
        order.emplace(count, batch, plan->training ? std::optional(seed) : std::nullopt);
    }
};

struct TrainingLoop::Impl {
    TrainingPlan plan;
    Session* session = nullptr;
    CallFeeder feeder;
    std::map<std::pair<int, std::string>, DataSource> data;  // by source and split
    std::vector<PreparedRow> rows;
    std::vector<PartialShape> fedShapes;  // by feed: what its placeholder takes
    int leader = -1;                      // the training row whose passes are the epochs
    std::int64_t stepsPerEpoch = 1;
    std::int64_t steps = 0;
    std::int64_t step = 0;        // begun
    std::deque<int> due;          // rows still to be called in this step
    bool epochRowsQueued = true;  // those of the current step's end
    std::uint64_t seed = 0;       // of the first row's order
    double seconds = 0;
    double trainingSeconds = 0;
    std::int64_t trainedExamples = 0;

    Status prepare(const SplitOpener& open);
    Status openSplit(const SplitOpener& open, const std::string& split);
    Status prepareRow(PreparedRow& row, std::uint64_t rowSeed);
    Status feedCall(PreparedRow& row, CallReport& report);
    Status gatherFeeds(PreparedRow& row, const RowBatch& batch);
    void beginStep();
    void queueEpochRows();
    Result<CallReport> callNext(const RunOptions& options);
    bool account(PreparedRow& row, CallReport& report);
    Status failed(PreparedRow& row, const Status& why);
    std::int64_t epochOf(std::int64_t ofStep) const {
        return ofStep == 0 ? 0 : (ofStep - 1) / stepsPerEpoch + 1;
    }
};

SplitOpener dataOpener(std::string folder, const Cancellation* cancellation) {
    return [folder = std::move(folder), cancellation](
               const PlanSource& source, const std::string& split) -> Result<DataSource> {
        DataOptions options;
        options.folder = folder;
        options.limits.cancellation = cancellation;
        if (source.trainFraction > 0) { options.trainFraction = source.trainFraction; }
        options.splitSeed = static_cast<std::uint64_t>(source.splitSeed);
        return openData(source.name, split, options);
    };
}

TrainingLoop::TrainingLoop() : m(std::make_unique<Impl>()) {}
TrainingLoop::~TrainingLoop() = default;

Status TrainingLoop::Impl::openSplit(const SplitOpener& open, const std::string& split) {
    for (int i = 0; i < static_cast<int>(plan.sources.size()); ++i) {
        if (data.contains({i, split})) { continue; }
        const PlanSource& source = plan.sources[static_cast<std::size_t>(i)];
        data.emplace(std::pair(i, split), WEFT_TRY(open(source, split)));
    }
    return okStatus();
}

Status TrainingLoop::Impl::prepareRow(PreparedRow& row, std::uint64_t rowSeed) {
    RunRequest request;
    for (const PlanFeed& feed : plan.feeds) { request.feeds.emplace_back(feed.tensor, Tensor()); }
    row.feeds.resize(plan.feeds.size());
    for (const PlanKnob& knob : plan.knobs) {
        request.feeds.emplace_back(knob.tensor, Tensor());
        row.feeds.push_back(knob.value);
    }
    for (const PlanModeFeed& feed : plan.modeFeeds) {
        const bool isKnob = std::any_of(plan.knobs.begin(), plan.knobs.end(),
                                        [&](const auto& k) { return k.tensor == feed.tensor; });
        if (!row.plan->training || isKnob) { continue; }
        request.feeds.emplace_back(feed.tensor, Tensor());
        row.feeds.push_back(feed.training);
    }
    for (const std::string& tensor : plan.callFeeds) {
        request.feeds.emplace_back(tensor, Tensor());
    }
    row.feeds.resize(request.feeds.size());
    request.fetches = row.plan->fetches;
    request.targets = row.plan->targets;
    row.call = WEFT_TRY(session->makeCallable(request));
    if (plan.feeds.empty()) { return okStatus(); }
    std::int64_t count = -1;
    for (const PlanFeed& feed : plan.feeds) {
        const DataSource& source = data.at({feed.source, row.plan->split});
        row.columns.push_back(WEFT_TRY(source.column(feed.column)));
        if (count >= 0 && source.rows() != count) {
            return invalidArgument(concat("data sources of one split have different lengths: got ",
                                          source.rows(), ", want ", count));
        }
        count = source.rows();
    }
    if (count == 0) { return invalidArgument(concat("split '", row.plan->split, "' has no rows")); }
    row.setOrder(count, rowSeed);
    return okStatus();
}

Status TrainingLoop::Impl::prepare(const SplitOpener& open) {
    seed = static_cast<std::uint64_t>(plan.seed);
    if (plan.seed == 0) { seed = std::random_device{}(); }
    for (const PlanRow& row : plan.rows) {
        if (row.fetches.empty() && row.targets.empty()) {
            return invalidArgument(concat("row '", row.name, "' runs and fetches nothing"));
        }
        if (!plan.feeds.empty()) { WEFT_TRY(openSplit(open, row.split)); }
    }
    for (const PlanFeed& feed : plan.feeds) {
        const Result<Endpoint> fed = session->graph().endpoint(feed.tensor);
        fedShapes.push_back(fed.ok() ? session->graph().output(*fed).shape : PartialShape());
    }
    for (std::size_t i = 0; i < plan.rows.size(); ++i) {
        PreparedRow row;
        row.plan = &plan.rows[i];
        WEFT_TRY(prepareRow(row, seed + i));
        if (leader < 0 && row.plan->training) { leader = static_cast<int>(i); }
        rows.push_back(std::move(row));
    }
    if (rows.empty()) { return invalidArgument("the run sheet has no rows"); }
    if (leader >= 0) {
        const auto& order = rows[static_cast<std::size_t>(leader)].order;
        stepsPerEpoch = order ? order->batches() : std::max<std::int64_t>(plan.stepsPerEpoch, 1);
    }
    steps = plan.steps > 0 ? plan.steps : plan.epochs * stepsPerEpoch;
    return okStatus();
}

void TrainingLoop::Impl::beginStep() {
    ++step;
    epochRowsQueued = false;
    const auto queue = [&](bool training) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const PlanRow& row = *rows[i].plan;
            const std::int64_t every = std::max<std::int64_t>(row.every, 1);
            if (row.training != training || row.unit != PlanRow::Unit::Step || step % every != 0) {
                continue;
            }
            const std::int64_t times = training ? std::max<std::int64_t>(row.times, 1) : 1;
            for (std::int64_t k = 0; k < times; ++k) { due.push_back(static_cast<int>(i)); }
        }
    };
    queue(true);
    queue(false);
}

void TrainingLoop::Impl::queueEpochRows() {
    epochRowsQueued = true;
    // The last step ends an epoch too, so that a run never closes without its evaluation.
    if (step % stepsPerEpoch != 0 && step < steps) { return; }
    const std::int64_t epoch = epochOf(step);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const PlanRow& row = *rows[i].plan;
        const bool isDue = epoch % std::max<std::int64_t>(row.every, 1) == 0 || step >= steps;
        if (row.unit == PlanRow::Unit::Epoch && isDue) { due.push_back(static_cast<int>(i)); }
    }
}

Status TrainingLoop::Impl::gatherFeeds(PreparedRow& row, const RowBatch& batch) {
    for (std::size_t i = 0; i < plan.feeds.size(); ++i) {
        const PlanFeed& feed = plan.feeds[i];
        Tensor values = WEFT_TRY(batch.of(row.columns[i]));
        values = WEFT_TRY(converted(std::move(values), feed.conversions));
        row.feeds[i] = WEFT_TRY(feedOf(std::move(values), fedShapes[i]));
    }
    return okStatus();
}

/// The tensors of the next call that differ from those of the last.
Status TrainingLoop::Impl::feedCall(PreparedRow& row, CallReport& report) {
    if (row.order) {
        if (!row.plan->training && row.weight == 0) { row.order->startPass(0); }
        RowBatch batch = row.order->next();
        if (batch.size() == 0) {
            row.order->startPass(++row.pass);
            batch = row.order->next();
        }
        report.examples = batch.size();
        WEFT_TRY(gatherFeeds(row, batch));
    }
    if (plan.callFeeds.empty()) { return okStatus(); }
    std::vector<Tensor> given = WEFT_TRY(feeder());
    if (given.size() != plan.callFeeds.size()) {
        return internalError(concat("feeder of a call: got ", given.size(), " tensors, want ",
                                    plan.callFeeds.size()));
    }
    std::move(given.begin(), given.end(), row.feeds.end() - std::ssize(given));
    return okStatus();
}

/// Adds a call to its row's sums; true when the row is through.
bool TrainingLoop::Impl::account(PreparedRow& row, CallReport& report) {
    const std::int64_t weight = std::max<std::int64_t>(report.examples, 1);
    row.sums.resize(report.fetched.size());
    for (std::size_t i = 0; i < report.fetched.size(); ++i) {
        row.sums[i] += meanOf(report.fetched[i]) * static_cast<double>(weight);
    }
    row.weight += weight;
    const bool more = !row.plan->training && row.order && row.weight < row.order->rows();
    if (more) { return false; }
    report.rowDone = true;
    for (const double sum : row.sums) {
        report.values.push_back(sum / static_cast<double>(row.weight));
    }
    row.sums.clear();
    row.weight = 0;
    return true;
}

/// The call is over all the same: going on must not repeat a half-done update.
Status TrainingLoop::Impl::failed(PreparedRow& row, const Status& why) {
    due.pop_front();
    row.sums.clear();
    row.weight = 0;
    if (due.empty() && !epochRowsQueued) { queueEpochRows(); }
    return annotated(why, concat("row '", row.plan->name, "', step ", step, ": "));
}

Result<CallReport> TrainingLoop::Impl::callNext(const RunOptions& options) {
    if (due.empty()) { beginStep(); }
    while (due.empty() && !epochRowsQueued) { queueEpochRows(); }
    if (due.empty()) { return internalError("a step of the run sheet has no rows"); }
    const int index = due.front();
    PreparedRow& row = rows[static_cast<std::size_t>(index)];
    CallReport report;
    report.row = index;
    report.step = step;
    report.epoch = epochOf(step);
    const Clock::time_point start = Clock::now();
    const Status fed = feedCall(row, report);
    if (!fed.ok()) { return failed(row, fed); }
    const Status ran = row.call.run(row.feeds, report.fetched, options);
    if (!ran.ok()) { return failed(row, ran); }
    report.callSeconds = secondsSince(start);
    seconds += report.callSeconds;
    if (row.plan->training) {
        trainingSeconds += report.callSeconds;
        trainedExamples += report.examples;
    }
    if (account(row, report)) { due.pop_front(); }
    if (due.empty() && !epochRowsQueued) { queueEpochRows(); }
    report.stepDone = due.empty();
    report.epochDone = report.stepDone && (step % stepsPerEpoch == 0 || step >= steps);
    return report;
}

Result<std::unique_ptr<TrainingLoop>> TrainingLoop::create(TrainingPlan plan, Session& session,
                                                           const SplitOpener& open,
                                                           CallFeeder feeder) {
    std::unique_ptr<TrainingLoop> loop(new TrainingLoop());  // NOLINT: private constructor
    loop->m->plan = std::move(plan);
    loop->m->session = &session;
    loop->m->feeder = std::move(feeder);
    if (!loop->m->plan.callFeeds.empty() && !loop->m->feeder) {
        return invalidArgument("a plan with feeds of each call needs a feeder");
    }
    WEFT_TRY(loop->m->prepare(open));
    return loop;
}

Status TrainingLoop::initialize() {
    if (m->plan.init.empty()) { return okStatus(); }
    RunRequest request;
    request.targets = {m->plan.init};
    return detail::statusOf(m->session->run(request));
}

bool TrainingLoop::finished() const {
    return m->due.empty() && m->epochRowsQueued && m->step >= m->steps;
}

Result<CallReport> TrainingLoop::next(const RunOptions& options) {
    if (finished()) { return failedPrecondition("the run sheet is done"); }
    return m->callNext(options);
}

LoopProgress TrainingLoop::progress() const {
    LoopProgress progress;
    progress.step = m->step;
    progress.steps = m->steps;
    progress.epoch = m->epochOf(m->step);
    progress.epochs = m->epochOf(m->steps);
    progress.seconds = m->seconds;
    if (m->step > 0) {
        progress.secondsLeft = m->seconds / static_cast<double>(m->step) *
                               static_cast<double>(std::max<std::int64_t>(m->steps - m->step, 0));
    }
    if (m->trainingSeconds > 0) {
        progress.examplesPerSecond = static_cast<double>(m->trainedExamples) / m->trainingSeconds;
    }
    return progress;
}

Status TrainingLoop::setKnob(const std::string& name, double value) {
    for (std::size_t i = 0; i < m->plan.knobs.size(); ++i) {
        PlanKnob& knob = m->plan.knobs[i];
        if (knob.name != name && knob.tensor != name) { continue; }
        const std::vector<Conversion> toType{Conversion::cast(knob.value.dtype())};
        knob.value = WEFT_TRY(converted(Tensor::scalar(value), toType));
        for (PreparedRow& row : m->rows) { row.feeds[m->plan.feeds.size() + i] = knob.value; }
        return okStatus();
    }
    return notFound(concat("no knob of that name: got '", name, "'"));
}

LoopPlace TrainingLoop::place() const {
    LoopPlace place{.step = m->step, .steps = m->steps, .seed = m->seed};
    place.epochRowsQueued = m->epochRowsQueued;
    place.seconds = m->seconds;
    place.due.assign(m->due.begin(), m->due.end());
    for (const PreparedRow& row : m->rows) {
        place.rows.push_back(
            row.order ? LoopPlace::Row{row.order->rows(), row.pass, row.order->position()}
                      : LoopPlace::Row());
    }
    return place;
}

Status TrainingLoop::goTo(const LoopPlace& place) {
    bool fits = place.rows.size() == m->rows.size() && place.step <= m->steps;
    for (std::size_t i = 0; fits && i < m->rows.size(); ++i) {
        fits = place.rows[i].rows == (m->rows[i].order ? m->rows[i].order->rows() : -1);
    }
    if (!fits) {
        return invalidArgument(
            concat("place in the run sheet: got one of another run sheet or of other data, want ",
                   m->rows.size(), " rows and at most ", m->steps, " steps"));
    }
    m->step = place.step;
    m->seed = place.seed;
    m->epochRowsQueued = place.epochRowsQueued;
    m->seconds = place.seconds;
    m->due.assign(place.due.begin(), place.due.end());
    for (std::size_t i = 0; i < m->rows.size(); ++i) {
        PreparedRow& row = m->rows[i];
        row.sums.clear();
        row.weight = 0;
        row.pass = place.rows[i].pass;
        if (!row.order) { continue; }
        row.setOrder(row.order->rows(), m->seed + i);
        row.order->goTo(row.pass, place.rows[i].position);
    }
    return okStatus();
}

const TrainingPlan& TrainingLoop::plan() const { return m->plan; }
std::span<const Tensor> TrainingLoop::fed(std::size_t row) const { return m->rows[row].feeds; }
void TrainingLoop::setSteps(std::int64_t steps) { m->steps = steps; }
std::int64_t TrainingLoop::stepsPerEpoch() const { return m->stepsPerEpoch; }

}  // namespace weft
