// SPDX-License-Identifier: Apache-2.0
/// @file
/// `weft run`: one session, initializers once, then N steps; prints the fetches of the last.

#include <cstdio>
#include <filesystem>

#include "app/weft/feeds.h"
#include "app/weft/options.h"
#include "app/weft/output.h"
#include "app/weft/project_run.h"
#include "app/weft/trace_file.h"
#include "engine/base/durable_file.h"
#include "engine/data/npy.h"
#include "engine/runtime/passes/explain.h"
#include "engine/tensor/tensor_proto.h"
#include "engine/train/saver.h"

namespace weft::app {
namespace {

struct RunFlags {
    CommonOptions common;
    std::string graph;
    std::vector<std::string> inits;
    std::vector<std::string> feeds;
    std::vector<std::string> fetches;
    std::vector<std::string> targets;
    std::int64_t steps = 1;
    double timeoutSeconds = 0;
    std::string restore;
    std::string out;
    std::string trace;
    bool everyStep = false;
    bool full = false;
    bool explain = false;
};

Status writeFetches(const RunFlags& flags, const std::string& folder,
                    const std::vector<Tensor>& values) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return notFound(concat("cannot make the folder: ", error.message(), " (", folder, ")"));
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string path = concat(folder, "/", fileNameOf(flags.fetches[i]), ".tensor");
        WEFT_TRY(writeFileDurably(path, tensorToBytes(values[i])));
    }
    return okStatus();
}

bool wantsNpz(const RunFlags& flags) { return flags.out.ends_with(".npz"); }

Status writeLast(const RunFlags& flags, const std::vector<Tensor>& values) {
    if (flags.out.empty()) { return okStatus(); }
    if (!wantsNpz(flags)) {
        return flags.everyStep ? okStatus() : writeFetches(flags, flags.out, values);
    }
    std::vector<std::pair<std::string, Tensor>> arrays;
    for (std::size_t i = 0; i < values.size(); ++i) {
        arrays.emplace_back(flags.fetches[i], values[i]);
    }
    return writeFileDurably(flags.out, WEFT_TRY(npzToBytes(arrays)));
}

void printFetches(const RunFlags& flags, const std::vector<Tensor>& values) {
    if (!flags.common.json) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            std::printf("%s\n", fetchLine(flags.fetches[i], values[i], flags.full).c_str());
        }
        return;
    }
    nlohmann::json all = nlohmann::json::object();
    for (std::size_t i = 0; i < values.size(); ++i) {
        all[flags.fetches[i]] = fetchToJson(values[i]);
    }
    printJson(all);
}

nlohmann::json reportJson(const PlanReport& report) {
    nlohmann::json passes = nlohmann::json::array();
    for (const auto& pass : report.passes) {
        passes.push_back({{"name", pass.name},
                          {"enabled", pass.enabled},
                          {"count", pass.count},
                          {"notes", pass.notes}});
    }
    nlohmann::json kernels = nlohmann::json::array();
    for (const auto& kernel : report.kernels) {
        kernels.push_back({{"node", kernel.node},
                           {"op", kernel.op},
                           {"device", kernel.device},
                           {"kernel", kernel.kernel},
                           {"declined", kernel.declined},
                           {"chain", kernel.chain}});
    }
    return {{"explain",
             {{"shapes_known", report.shapesKnown},
              {"instructions_before", report.instructionsBefore},
              {"instructions_after", report.instructionsAfter},
              {"passes", passes},
              {"kernels", kernels}}}};
}

/// Says after the steps what was done to the last of them; the variables have their shapes then.
Status explainStep(const Session& session, const RunFlags& flags, const RunRequest& request) {
    const PlanReport report = WEFT_TRY(explainCall(session, request));
    if (flags.common.json) {
        printJson(reportJson(report));
    } else {
        std::printf("%s", toText(report).c_str());
    }
    return okStatus();
}

Result<int> run(const RunFlags& flags) {
    WEFT_TRY(flags.common.apply());
    if (flags.everyStep && (flags.out.empty() || wantsNpz(flags))) {
        return invalidArgument("--every-step writes a folder a step: give --out DIR");
    }
    if (!flags.trace.empty()) { WEFT_TRY(checkTracePath(flags.trace)); }
    GraphToRun opened = WEFT_TRY(readGraphToRun(flags.graph));
    const std::string folder = folderOf(flags.graph);
    Feeds feeds = WEFT_TRY(Feeds::parse(opened.graph, flags.feeds, folder));
    if (!flags.fetches.empty() && opened.plan) {
        WEFT_TRY(feeds.bindProject(*opened.plan, folder));
    }
    const auto session =
        WEFT_TRY(Session::create(std::move(opened.graph), WEFT_TRY(flags.common.session())));

    RunOptions options;
    options.cancellation = &interruption();
    if (flags.timeoutSeconds > 0) {
        options.timeout =
            std::chrono::milliseconds(static_cast<std::int64_t>(flags.timeoutSeconds * 1000));
    }
    for (const std::string& init : flags.inits) {
        WEFT_TRY(session->run({.feeds = {}, .fetches = {}, .targets = {init}}, options));
    }
    if (!flags.restore.empty()) { WEFT_TRY(restoreCheckpoint(*session, flags.restore)); }
    if (flags.fetches.empty() && flags.targets.empty()) { return 0; }
    std::vector<Tensor> values;
    RunRequest request{{}, flags.fetches, flags.targets};
    StepStatistics statistics;
    for (std::int64_t step = 0; step < flags.steps; ++step) {
        request.feeds = WEFT_TRY(feeds.next());
        const bool isTraced = !flags.trace.empty() && step + 1 == flags.steps;
        if (isTraced) { options.statistics = &statistics; }
        values = WEFT_TRY(session->run(request, options));
        if (flags.everyStep) {
            WEFT_TRY(writeFetches(flags, concat(flags.out, "/", step), values));
        }
        if (isTraced) { WEFT_TRY(writeTrace(flags.trace, statistics, session->graph())); }
    }
    WEFT_TRY(writeLast(flags, values));
    printFetches(flags, values);
    if (flags.explain) { WEFT_TRY(explainStep(*session, flags, request)); }
    return 0;
}

}  // namespace

VerbRunner declareRun(CLI::App& app) {
    const auto flags = std::make_shared<RunFlags>();
    app.add_option("graph", flags->graph,
                   "GraphDef (.pb, .pbtxt), MetaGraph (.meta) or project (.weft)")
        ->required();
    app.add_option("--init", flags->inits, "Run once before the steps (may be repeated)")
        ->type_name("OP");
    app.add_option("--restore", flags->restore,
                   "Checkpoint (or folder, for its newest) that variables come from, after --init")
        ->type_name("PREFIX");
    app.add_option("--feed", flags->feeds,
                   "NAME=literal, @file.tensor, @file.npy or data:SOURCE/SPLIT/COLUMN")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    app.add_option("--fetch", flags->fetches, "Tensor to print")
        ->type_name("TENSOR")
        ->allow_extra_args(false);
    app.add_option("--target", flags->targets, "Operation to run")
        ->type_name("OP")
        ->allow_extra_args(false);
    app.add_option("--steps", flags->steps, "How many steps")->check(CLI::NonNegativeNumber);
    app.add_option("--timeout", flags->timeoutSeconds, "Longest time of a step")->type_name("S");
    app.add_option("--out", flags->out, "Write the fetches: FILE.npz or a folder of .tensor files");
    app.add_option("--trace", flags->trace,
                   "Write what the last step did and when: FILE.json (Chrome, Perfetto) or FILE.pb "
                   "(RunMetadata)")
        ->type_name("FILE");
    app.add_flag("--every-step", flags->everyStep, "With --out DIR: one folder a step");
    app.add_flag("--full", flags->full, "Print all of a large tensor");
    app.add_flag("--explain", flags->explain,
                 "Say what the passes did to the step, and which kernels it runs");
    flags->common.declare(app);
    for (const char* flag : {"--session", "--signature", "--input", "--tags"}) {
        flags->common.declareUnbuilt(app, flag, 1);
    }
    flags->common.declareUnbuilt(app, "--allow-files", 0);
    return [flags] { return run(*flags); };
}

}  // namespace weft::app
