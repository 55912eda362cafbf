// SPDX-License-Identifier: Apache-2.0
/// @file
/// `weft bench`: K training steps and the loss they reach, then the rate of a step over S seconds
/// (the best third of the time counts: other load on the machine only ever slows a step down).

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <numeric>
#include <optional>

#include "app/weft/feeds.h"
#include "app/weft/graph_file.h"
#include "app/weft/options.h"
#include "app/weft/output.h"
#include "app/weft/trace_file.h"
#include "engine/base/durable_file.h"
#include "engine/base/strings.h"
#include "engine/runtime/gpu/cpu_fallbacks.h"

namespace weft::app {
namespace {

struct BenchFlags {
    CommonOptions common;
    std::string graph;
    std::vector<std::string> inits;
    std::vector<std::string> feeds;
    std::string fetch;
    std::string target;
    double seconds = 3;
    std::int64_t lossAfter = 20;
    std::string trace;
    bool statistics = false;
};

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Steps a second: the best of three parts of the time.
Result<double> rateOf(const Callable& step, const std::vector<Tensor>& feeds, double seconds) {
    std::vector<Tensor> values;
    const RunOptions options{.timeout = {}, .cancellation = &interruption(), .statistics = nullptr};
    for (int i = 0; i < 5; ++i) { WEFT_TRY(step.run(feeds, values, options)); }
    double best = 0;
    for (int part = 0; part < 3; ++part) {
        const Clock::time_point start = Clock::now();
        std::int64_t steps = 0;
        double elapsed = 0;
        while (elapsed < seconds / 3) {
            WEFT_TRY(step.run(feeds, values, options));
            ++steps;
            elapsed = secondsSince(start);
        }
        best = std::max(best, static_cast<double>(steps) / elapsed);
    }
    return best;
}

/// By how much statistics of every step make a step longer: steps with and without in turn, the
/// middle of both.
Result<double> costOfStatistics(const Callable& step, const std::vector<Tensor>& feeds,
                                double seconds) {
    std::vector<Tensor> values;
    std::array<std::vector<double>, 2> times;
    StepStatistics statistics;  // keeps its memory, as of whoever watches each step
    const Clock::time_point start = Clock::now();
    while (secondsSince(start) < seconds || times[1].size() < 3) {
        for (const bool isTold : {false, true}) {
            statistics.nodes.clear();
            const Clock::time_point before = Clock::now();
            WEFT_TRY(step.run(feeds, values,
                              {.timeout = {},
                               .cancellation = &interruption(),
                               .statistics = isTold ? &statistics : nullptr}));
            times[isTold ? 1 : 0].push_back(secondsSince(before));
        }
    }
    for (std::vector<double>& each : times) {
        std::nth_element(each.begin(), each.begin() + std::ssize(each) / 2, each.end());
    }
    return times[1][times[1].size() / 2] / times[0][times[0].size() / 2] - 1;
}

/// What a step carries between a card and the processor, on standard error.
void tellFallbacks(Session& session, const RunRequest& request, const StepStatistics& statistics) {
    const auto placement = session.placement(request);
    for (const CpuFallback& each : cpuFallbacks(session.graph(), placement, statistics)) {
        const Node& node = session.graph().node(each.node);
        std::fprintf(
            stderr,
            "%s (%s) is not on the GPU: %s; %lld bytes to the processor, %lld back each step\n",
            node.name.c_str(), node.opName.c_str(), each.why.c_str(),
            static_cast<long long>(each.bytesToHost), static_cast<long long>(each.bytesToCards));
    }
}

Result<int> bench(const BenchFlags& flags) {
    WEFT_TRY(flags.common.apply());
    if (!flags.trace.empty()) { WEFT_TRY(checkTracePath(flags.trace)); }
    Graph graph = WEFT_TRY(readGraph(flags.graph));
    const SessionOptions sessionOptions = WEFT_TRY(flags.common.session());
    Feeds parsed = WEFT_TRY(Feeds::parse(graph, flags.feeds, folderOf(flags.graph)));
    const auto session = WEFT_TRY(Session::create(std::move(graph), sessionOptions));
    for (const std::string& init : flags.inits) {
        WEFT_TRY(session->run({.feeds = {}, .fetches = {}, .targets = {init}}));
    }
    RunRequest request;
    request.feeds = WEFT_TRY(parsed.next());
    request.fetches = {flags.fetch};
    std::vector<Tensor> feeds;
    for (const auto& [name, tensor] : request.feeds) { feeds.push_back(tensor); }

    const Callable evaluate = WEFT_TRY(session->makeCallable(request));
    request.targets = {flags.target};
    const Callable step = WEFT_TRY(session->makeCallable(request));
    std::vector<Tensor> values;
    for (std::int64_t i = 0; i < flags.lossAfter; ++i) { WEFT_TRY(step.run(feeds, values)); }
    WEFT_TRY(evaluate.run(feeds, values));
    const double loss = meanOf(values.front());
    const double rate = WEFT_TRY(rateOf(step, feeds, flags.seconds));
    if (!flags.trace.empty() || flags.common.logPlacement) {  // one more step, which is not timed
        StepStatistics statistics;
        RunOptions options;
        options.statistics = &statistics;
        WEFT_TRY(step.run(feeds, values, options));
        if (!flags.trace.empty()) {
            WEFT_TRY(writeTrace(flags.trace, statistics, session->graph()));
        }
        if (flags.common.logPlacement) { tellFallbacks(*session, request, statistics); }
    }

    std::optional<double> told;
    if (flags.statistics) { told = WEFT_TRY(costOfStatistics(step, feeds, flags.seconds)); }

    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const double rssMb = static_cast<double>(usage.ru_maxrss) / 1024;
    if (flags.common.json) {
        nlohmann::json result{{"rate", rate}, {"loss", loss}, {"rss_mb", rssMb}};
        if (told) { result["statistics_cost"] = *told; }
        printJson(result);
    } else {
        std::printf("rate %.1f steps/s  loss after %lld steps %.7g  peak memory %.0f MB\n", rate,
                    static_cast<long long>(flags.lossAfter), loss, rssMb);
        if (told) { std::printf("statistics of every step cost %.1f %%\n", 100 * *told); }
    }
    return 0;
}

}  // namespace

VerbRunner declareBench(CLI::App& app) {
    const auto flags = std::make_shared<BenchFlags>();
    app.add_option("graph", flags->graph, "Graph to time")->required();
    app.add_option("--init", flags->inits, "Run once before")
        ->type_name("OP")
        ->allow_extra_args(false);
    app.add_option("--feed", flags->feeds, "As in run")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    app.add_option("--fetch", flags->fetch, "Loss")->required();
    app.add_option("--target", flags->target, "Training operation")->required();
    app.add_option("--seconds", flags->seconds, "How long to time")->check(CLI::PositiveNumber);
    app.add_option("--trace", flags->trace,
                   "Write what one more step did and when: FILE.json or FILE.pb")
        ->type_name("FILE");
    app.add_flag("--statistics", flags->statistics,
                 "Say how much longer steps take that are told of op by op");
    app.add_option("--loss-after", flags->lossAfter, "Training steps before the loss is taken");
    flags->common.declare(app);
    return [flags] { return bench(*flags); };
}

}  // namespace weft::app
