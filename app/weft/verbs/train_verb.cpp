// SPDX-License-Identifier: Apache-2.0
/// @file
/// `weft train`: trains as a project's run sheet says, or any graph with --init, --target, --fetch
/// and --feed. Ctrl-C stops between two calls and keeps what was written.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>

#include "app/weft/feeds.h"
#include "app/weft/graph_file.h"
#include "app/weft/options.h"
#include "app/weft/output.h"
#include "app/weft/progress_line.h"
#include "app/weft/project_run.h"
#include "app/weft/series_writer.h"
#include "app/weft/trace_file.h"
#include "engine/base/durable_file.h"
#include "engine/base/strings.h"
#include "engine/checkpoint/checkpoint_state.h"
#include "engine/runtime/session_variables.h"
#include "engine/train/saver.h"
#include "engine/train/training_loop.h"

namespace weft::app {
namespace {

struct TrainFlags {
    CommonOptions common;
    std::string graph;
    std::vector<std::string> sets;
    std::vector<std::string> inits;
    std::vector<std::string> feeds;
    std::vector<std::string> fetches;
    std::vector<std::string> targets;
    std::int64_t steps = 0;
    std::int64_t epochs = 0;
    std::string csv;
    std::string checkpoint;
    std::string restore;
    std::string trace;
};

using Clock = std::chrono::steady_clock;

std::string valuesText(const PlanRow& row, const std::vector<double>& values) {
    std::string out;
    for (std::size_t i = 0; i < values.size(); ++i) {
        char text[32];
        std::snprintf(text, sizeof text, "%.4g", values[i]);
        out += concat("  ", row.labels[i], " ", text);
    }
    return out;
}

/// Saves the variables as PREFIX-STEP now and then, and at the end.
class Checkpoints {
public:
    /// @param prefix "" to save nothing. @param before steps trained before this run.
    Checkpoints(std::string prefix, std::int64_t before, const Session& session)
        : m_prefix(std::move(prefix)), m_before(before), m_session(session) {}

    /// After an epoch: saves when the last time is long enough ago.
    Status epochDone(std::int64_t step) {
        constexpr double kPauseSeconds = 60;
        return secondsSince(m_last) < kPauseSeconds ? okStatus() : save(step).status();
    }
    /// @return the checkpoint's name, "" when none is wanted or no step was done.
    Result<std::string> save(std::int64_t step) {
        if (m_prefix.empty() || step == 0) { return std::string(); }
        m_last = Clock::now();
        return saveCheckpoint(WEFT_TRY(variableValues(m_session)), m_prefix, m_before + step);
    }

private:
    std::string m_prefix;
    std::int64_t m_before;
    const Session& m_session;
    Clock::time_point m_last = Clock::now();
};

/// Calls until the loop is through, Ctrl-C or an error; what was done is saved in each case.
Result<int> trainLoop(const TrainFlags& flags, const Session& session, TrainingLoop& loop,
                      std::int64_t stepsBefore) {
    const TrainingPlan& plan = loop.plan();
    SeriesWriter series(plan);
    WEFT_TRY(series.open(flags.csv));
    const Clock::time_point start = Clock::now();
    ProgressLine line(flags.common.json);
    Checkpoints checkpoints(flags.checkpoint, stepsBefore, session);
    RunOptions options;
    options.cancellation = &interruption();
    StepStatistics statistics;
    if (!flags.trace.empty()) { options.statistics = &statistics; }
    Status ended;
    std::string latest;
    std::int64_t done = 0;
    while (ended.ok() && !loop.finished()) {
        const Result<CallReport> report = loop.next(options);
        if (interruption().cancelled() || !report.ok()) {
            ended = report.status();
            break;
        }
        done = report->step;
        if (report->rowDone) {
            const PlanRow& row = plan.rows[static_cast<std::size_t>(report->row)];
            WEFT_TRY(series.add(*report, secondsSince(start)));
            if (row.training) { latest = valuesText(row, report->values); }
            if (!row.training) {
                line.line(concat("epoch ", report->epoch, "  ", row.name,
                                 valuesText(row, report->values), "  ",
                                 clockText(secondsSince(start))));
            }
        }
        if (report->epochDone) { ended = checkpoints.epochDone(done); }
        line.show(loop.progress(), latest);
    }
    line.finish();
    const Result<std::string> saved = checkpoints.save(done);
    if (saved.ok() && !saved->empty()) { line.line(concat("saved ", *saved)); }
    WEFT_TRY(series.finish());
    if (!flags.trace.empty()) {
        WEFT_TRY(writeTrace(flags.trace, statistics, session.graph()));
    }
    const bool interrupted = interruption().cancelled();
    if (!interrupted) { WEFT_TRY(ended); }
    WEFT_TRY(saved);
    if (flags.common.json) { printJson(series.summary(loop.progress())); }
    return interrupted ? kInterruptedExit : 0;
}

/// A run to be trained: its session, what to call, and what is fed in each call.
struct Prepared {
    std::unique_ptr<Session> session;
    TrainingPlan plan;
    SplitOpener open;
    CallFeeder feeder;
};

/// A graph without a run sheet: one row that is fed as `weft run` does.
Result<Prepared> prepareGraph(const TrainFlags& flags) {
    if (flags.targets.empty()) {
        return invalidArgument(
            concat("a graph has no run sheet: give --target (", flags.graph, ")"));
    }
    if (flags.epochs > 0) {
        return invalidArgument("epochs are those of a run sheet: give --steps");
    }
    GraphToRun opened = WEFT_TRY(readGraphToRun(flags.graph));
    const std::string folder = folderOf(flags.graph);
    const auto feeds =
        std::make_shared<Feeds>(WEFT_TRY(Feeds::parse(opened.graph, flags.feeds, folder)));
    if (opened.plan) { WEFT_TRY(feeds->bindProject(*opened.plan, folder)); }
    Prepared run;
    run.session =
        WEFT_TRY(Session::create(std::move(opened.graph), WEFT_TRY(flags.common.session())));
    PlanRow row{.name = "train", .targets = flags.targets, .fetches = flags.fetches};
    row.training = true;
    for (const std::string& fetch : flags.fetches) {
        row.labels.push_back(fetch.substr(0, fetch.find(':')));
    }
    run.plan.rows = {row};
    run.plan.callFeeds = feeds->names();
    run.plan.steps = run.plan.stepsPerEpoch = std::max<std::int64_t>(flags.steps, 1);
    run.feeder = [feeds]() -> Result<std::vector<Tensor>> {
        std::vector<Tensor> tensors;
        const auto named = WEFT_TRY(feeds->next());
        for (const auto& [name, tensor] : named) { tensors.push_back(tensor); }
        return tensors;
    };
    return run;
}

Result<Prepared> prepareProject(const TrainFlags& flags) {
    ProjectRun project = WEFT_TRY(openProject(flags.graph, flags.common));
    if (flags.epochs > 0) { project.plan.epochs = flags.epochs; }
    if (flags.steps > 0) { project.plan.steps = flags.steps; }
    return Prepared{
        std::move(project.session), std::move(project.plan), std::move(project.open), {}};
}

Result<int> train(const TrainFlags& flags) {
    WEFT_TRY(flags.common.apply());
    if (!flags.trace.empty()) { WEFT_TRY(checkTracePath(flags.trace)); }
    const bool asRun = !flags.targets.empty() || !flags.fetches.empty() || !flags.inits.empty() ||
                       !flags.feeds.empty();
    Prepared run = isProject(flags.graph) && !asRun ? WEFT_TRY(prepareProject(flags))
                                                    : WEFT_TRY(prepareGraph(flags));
    for (const std::string& text : flags.sets) {
        const std::size_t equals = text.find('=');
        const auto value =
            equals == std::string::npos ? std::nullopt : parseDouble(text.substr(equals + 1));
        if (!value) { return invalidArgument(concat("--set: got '", text, "', want KNOB=NUMBER")); }
        WEFT_TRY(setKnob(run.plan, run.session->graph(), text.substr(0, equals), *value));
    }
    const auto loop = WEFT_TRY(
        TrainingLoop::create(std::move(run.plan), *run.session, run.open, std::move(run.feeder)));
    for (const std::string& init : flags.inits) {
        WEFT_TRY(run.session->run({.feeds = {}, .fetches = {}, .targets = {init}}));
    }
    WEFT_TRY(loop->initialize());
    std::int64_t stepsBefore = 0;
    if (!flags.restore.empty()) {
        const std::string checkpoint = WEFT_TRY(findCheckpoint(flags.restore));
        WEFT_TRY(restoreCheckpoint(*run.session, checkpoint));
        stepsBefore = stepOfCheckpoint(checkpoint);
    }
    return trainLoop(flags, *run.session, *loop, stepsBefore);
}

}  // namespace

VerbRunner declareTrain(CLI::App& app) {
    const auto flags = std::make_shared<TrainFlags>();
    app.add_option("graph", flags->graph, "Project (.weft), or a graph with --target")->required();
    app.add_option("--set", flags->sets, "A knob or scalar tensor for all calls")
        ->type_name("KNOB=V")
        ->allow_extra_args(false);
    const auto steps = app.add_option("--steps", flags->steps, "How many training steps")
                           ->check(CLI::PositiveNumber);
    app.add_option("--epochs", flags->epochs, "How many epochs")
        ->check(CLI::PositiveNumber)
        ->excludes(steps);
    app.add_option("--csv", flags->csv, "A line per row run; - for standard output")
        ->type_name("FILE|-");
    app.add_option("--checkpoint", flags->checkpoint,
                   "Save all variables as PREFIX-STEP, at least at the end")
        ->type_name("PREFIX");
    app.add_option("--restore", flags->restore,
                   "Checkpoint (or folder, for its newest) to go on from, after initialization")
        ->type_name("PREFIX");
    app.add_option("--trace", flags->trace,
                   "Write what the last call did and when: FILE.json or FILE.pb")
        ->type_name("FILE");
    app.add_option("--init", flags->inits, "As in run")->type_name("OP")->allow_extra_args(false);
    app.add_option("--target", flags->targets, "As in run")
        ->type_name("OP")
        ->allow_extra_args(false);
    app.add_option("--fetch", flags->fetches, "As in run")
        ->type_name("TENSOR")
        ->allow_extra_args(false);
    app.add_option("--feed", flags->feeds, "As in run")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    flags->common.declare(app);
    for (const char* flag : {"--replay", "--logdir"}) {
        flags->common.declareUnbuilt(app, flag, 1);
    }
    return [flags] { return train(*flags); };
}

}  // namespace weft::app
