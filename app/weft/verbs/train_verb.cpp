// SPDX-License-Identifier: Apache-2.0
/// @file
/// `weft train`: trains as a project's run sheet says, or any graph with --init, --target, --fetch
/// and --feed. Ctrl-C stops between two calls and keeps what was written.

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>

#include "app/weft/feeds.h"
#include "app/weft/graph_file.h"
#include "app/weft/options.h"
#include "app/weft/output.h"
#include "app/weft/project_run.h"
#include "app/weft/series_writer.h"
#include "engine/base/strings.h"
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
};

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Minutes and seconds, as people read them: "1:05".
std::string clockText(double seconds) {
    const auto whole = static_cast<std::int64_t>(std::lround(std::max(0.0, seconds)));
    const std::int64_t rest = whole % 60;
    return concat(whole / 60, rest < 10 ? ":0" : ":", rest);
}

/// What people see while a run goes on: one line that is redrawn on a terminal, a line now and then
/// elsewhere.
class ProgressLine {
public:
    explicit ProgressLine(bool quiet) : m_quiet(quiet), m_terminal(isatty(STDERR_FILENO) == 1) {}
    ~ProgressLine() { finish(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const LoopProgress& progress, const std::string& values) {
        const double everySeconds = m_terminal ? 0.1 : 5.0;
        if (m_quiet || secondsSince(m_last) < everySeconds) { return; }
        m_last = Clock::now();
        constexpr std::int64_t kWidth = 24;
        const std::int64_t done = progress.steps == 0 ? 0 : kWidth * progress.step / progress.steps;
        const std::string bar(static_cast<std::size_t>(std::clamp<std::int64_t>(done, 0, kWidth)),
                              '#');
        std::fprintf(stderr,
                     m_terminal ? "\r\033[K[%-24s] step %lld/%lld epoch %lld/%lld%s  ETA %s"
                                : "[%-24s] step %lld/%lld epoch %lld/%lld%s  ETA %s\n",
                     bar.c_str(), static_cast<long long>(progress.step),
                     static_cast<long long>(progress.steps), static_cast<long long>(progress.epoch),
                     static_cast<long long>(progress.epochs), values.c_str(),
                     clockText(progress.secondsLeft).c_str());
        m_open = m_terminal;
    }
    void line(const std::string& text) {
        if (m_quiet) { return; }
        finish();
        std::fprintf(stderr, "%s\n", text.c_str());
    }
    void finish() {
        if (m_open) { std::fprintf(stderr, "\r\033[K"); }
        m_open = false;
    }

private:
    bool m_quiet;
    bool m_terminal;
    bool m_open = false;
    Clock::time_point m_last = Clock::now();
};

std::string valuesText(const PlanRow& row, const std::vector<double>& values) {
    std::string out;
    for (std::size_t i = 0; i < values.size(); ++i) {
        char text[32];
        std::snprintf(text, sizeof text, "%.4g", values[i]);
        out += concat("  ", row.labels[i], " ", text);
    }
    return out;
}

/// A progress line on standard error, and none where standard output is a terminal showing CSV too.
Result<int> trainLoop(const TrainFlags& flags, TrainingLoop& loop) {
    const TrainingPlan& plan = loop.plan();
    SeriesWriter series(plan);
    WEFT_TRY(series.open(flags.csv));
    const Clock::time_point start = Clock::now();
    ProgressLine line(flags.common.json);
    RunOptions options;
    options.cancellation = &interruption();
    bool interrupted = false;
    std::string latest;
    while (!loop.finished()) {
        const Result<CallReport> report = loop.next(options);
        interrupted = interruption().cancelled();
        if (interrupted) { break; }
        if (!report.ok()) { return report.status(); }
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
        line.show(loop.progress(), latest);
    }
    line.finish();
    WEFT_TRY(series.finish());
    if (flags.common.json) { printJson(series.summary(loop.progress())); }
    return interrupted ? kInterruptedExit : 0;
}

/// A graph without a run sheet: a plan of one row over fixed feeds.
Result<int> trainGraph(const TrainFlags& flags, Graph graph) {
    if (flags.targets.empty()) {
        return invalidArgument(
            concat("a graph has no run sheet: give --target (", flags.graph, ")"));
    }
    Feeds feeds = WEFT_TRY(Feeds::parse(graph, flags.feeds, folderOf(flags.graph)));
    const auto session =
        WEFT_TRY(Session::create(std::move(graph), WEFT_TRY(flags.common.session())));
    for (const std::string& init : flags.inits) {
        WEFT_TRY(session->run({.feeds = {}, .fetches = {}, .targets = {init}}));
    }
    TrainingPlan plan;
    PlanRow row;
    row.name = "train";
    row.training = true;
    row.fetches = flags.fetches;
    for (const std::string& fetch : flags.fetches) {
        row.labels.push_back(fetch.substr(0, fetch.find(':')));
    }
    plan.rows = {row};
    SeriesWriter series(plan);
    WEFT_TRY(series.open(flags.csv));
    const Clock::time_point start = Clock::now();
    const std::int64_t steps = flags.steps > 0 ? flags.steps : 1;
    RunOptions options;
    options.cancellation = &interruption();
    std::int64_t done = 0;
    for (; done < steps; ++done) {
        const auto values =
            session->run({WEFT_TRY(feeds.next()), flags.fetches, flags.targets}, options);
        if (interruption().cancelled()) { break; }
        if (!values.ok()) { return values.status(); }
        CallReport report;
        report.step = done + 1;
        report.epoch = 1;
        for (const Tensor& value : *values) { report.values.push_back(meanOf(value)); }
        WEFT_TRY(series.add(report, secondsSince(start)));
    }
    WEFT_TRY(series.finish());
    LoopProgress progress;
    progress.step = done;
    progress.epoch = 1;
    if (flags.common.json) { printJson(series.summary(progress)); }
    return interruption().cancelled() ? kInterruptedExit : 0;
}

Result<int> train(const TrainFlags& flags) {
    WEFT_TRY(flags.common.apply());
    const GraphKind kind = graphKindOf(flags.graph);
    if (kind != GraphKind::Project && kind != GraphKind::ProjectText) {
        return trainGraph(flags, WEFT_TRY(readGraph(flags.graph)));
    }
    if (!flags.targets.empty() || !flags.fetches.empty() || !flags.inits.empty() ||
        !flags.feeds.empty()) {
        return trainGraph(flags, WEFT_TRY(readGraph(flags.graph)));
    }
    ProjectRun project = WEFT_TRY(openProject(flags.graph, flags.common));
    for (const std::string& text : flags.sets) {
        const std::size_t equals = text.find('=');
        const auto value =
            equals == std::string::npos ? std::nullopt : parseDouble(text.substr(equals + 1));
        if (!value) { return invalidArgument(concat("--set: got '", text, "', want KNOB=NUMBER")); }
        WEFT_TRY(setKnob(project.plan, project.session->graph(), text.substr(0, equals), *value));
    }
    if (flags.epochs > 0) { project.plan.epochs = flags.epochs; }
    if (flags.steps > 0) { project.plan.steps = flags.steps; }
    const auto loop = WEFT_TRY(TrainingLoop::create(project.plan, *project.session, project.open));
    WEFT_TRY(loop->initialize());
    return trainLoop(flags, *loop);
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
    for (const char* flag : {"--replay", "--logdir", "--checkpoint", "--restore"}) {
        flags->common.declareUnbuilt(app, flag, 1);
    }
    return [flags] { return train(*flags); };
}

}  // namespace weft::app
