// SPDX-License-Identifier: Apache-2.0
#include "app/weft/options.h"

#include <csignal>

#include "engine/base/log.h"
#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_options.h"
#include "engine/kernel/instruction_set.h"
#include "engine/kernel/parallel.h"
#include "engine/runtime/memory/value_limit.h"
#include "engine/runtime/passes/passes.h"

namespace weft::app {
namespace {

Cancellation& cancellation() {
    static Cancellation instance;
    return instance;
}

extern "C" void onInterrupt(int signal) {
    if (cancellation().cancelled()) { std::_Exit(128 + signal); }
    cancellation().cancel();
}

}  // namespace

void CommonOptions::declare(CLI::App& verb) {
    verb.add_flag("--json", json, "Print one JSON object and nothing else on standard output");
    verb.add_option("--seed", seed, "Seed of random nodes and shuffles that have none of their own")
        ->type_name("N");
    verb.add_option("--threads", threads, "Compute threads (default: one a core)")
        ->type_name("N")
        ->check(CLI::Range(0, 1024));
    verb.add_option("--device", device, "Where nodes without a device go")->type_name("DEV");
    verb.add_option("--device-count", deviceCount,
                    "Logical devices, CPU=2; GPUs to use, GPU=1 (0: none)")
        ->type_name("TYPE=N");
    verb.add_flag("--soft-placement", softPlacement,
                  "Replace a device that is not there instead of refusing");
    verb.add_flag("--log-placement", logPlacement,
                  "Say on standard error where each node is placed");
    verb.add_option("--isa", isa, "Widest instructions to use: " + join(instructionSets(), ", "))
        ->type_name("NAME");
    verb.add_option("--passes", passes,
                    "What may be done to save time: all, none, or -NAME,... of all")
        ->type_name("LIST");
    verb.add_option(
            "--value-limit", valueLimit,
            "What a step's values should take together, 64MiB: cheap ones are computed again "
            "rather than kept beyond it")
        ->type_name("SIZE");
    verb.add_option("--executor", executor,
                    "What carries out calls: plan (else refuse, with the reason) or general "
                    "(default: a plan where there can be one)")
        ->type_name("NAME")
        ->check(CLI::IsMember({"plan", "general"}));
    verb.add_flag("--tf32", tf32, "Let a GPU round the factors of float products to TF32");
    verb.add_flag("--autotune", autotune,
                  "Choose a GPU's algorithms by timing them; another run may have other last bits");
    verb.add_option("--gpu-memory", gpuMemory, "Fraction of a GPU's memory to use at most")
        ->type_name("F")
        ->check(CLI::Range(0.01, 1.0));
    verb.add_flag("--gpu-memory-at-once", gpuAtOnce, "Take it when the GPU is opened");
    declareUnbuilt(verb, "--config", 1);
}

void CommonOptions::declareUnbuilt(CLI::App& verb, const std::string& flag, int values) {
    const auto note = [this, flag] { unbuilt.push_back(flag); };
    if (values == 0) {
        verb.add_flag_callback(flag, note)->group("Not built yet");
    } else {
        verb.add_option_function<std::string>(flag, [note](const std::string&) { note(); })
            ->group("Not built yet");
    }
}

Status CommonOptions::apply() const {
    if (!unbuilt.empty()) {
        return unimplemented(concat(join(unbuilt, ", "), " is not built yet"));
    }
    if (!isa.empty()) { WEFT_TRY(setInstructionSet(isa)); }
    WEFT_TRY(setPasses(passes));
    if (!valueLimit.empty()) {
        const auto bytes = parseByteSize(valueLimit);
        if (!bytes) {
            return invalidArgument(concat("--value-limit: got '", valueLimit,
                                          "', want bytes, or a number of KiB, MiB or GiB"));
        }
        setValueLimit(*bytes);
    }
    if (logPlacement) { setLogLevel(LogLevel::Info); }
    setComputeThreads(threads);
    GpuOptions gpus = gpuOptions();
    gpus.tf32 = tf32;
    gpus.autotune = autotune;
    gpus.memoryFraction = gpuMemory;
    gpus.allowGrowth = !gpuAtOnce;
    for (const std::string& text : deviceCount) {
        if (!text.starts_with("GPU=")) { continue; }
        gpus.mostCards = static_cast<int>(parseInt(text.substr(4)).value_or(0));
        gpus.use = gpus.mostCards == 0 ? GpuOptions::Use::Never : GpuOptions::Use::Always;
    }
    setGpuOptions(gpus);
    return okStatus();
}

Result<SessionOptions> CommonOptions::session() const {
    SessionOptions options;
    options.seed = seed;
    options.defaultDevice = device;
    options.softPlacement = softPlacement;
    options.logPlacement = logPlacement;
    if (executor == "plan") { options.executor = ExecutorChoice::Plan; }
    if (executor == "general") { options.executor = ExecutorChoice::General; }
    for (const std::string& text : deviceCount) {
        const std::size_t equals = text.find('=');
        const auto count =
            equals == std::string::npos ? std::nullopt : parseInt(text.substr(equals + 1));
        const std::string type = text.substr(0, equals);
        const int least = type == "GPU" ? 0 : 1;
        if (!count || *count < least || *count > 64) {
            return invalidArgument(
                concat("--device-count: got '", text, "', want TYPE=N with N from 1 to 64"));
        }
        if (type == "GPU") { continue; }  // the process's, see apply()
        if (type != "CPU") {
            return invalidArgument(
                concat("--device-count: got type '", type, "', want CPU or GPU"));
        }
        options.cpuDevices = static_cast<int>(*count);
    }
    return options;
}

Cancellation& interruption() {
    static const bool installed = [] {
        std::signal(SIGINT, onInterrupt);
        std::signal(SIGTERM, onInterrupt);
        return true;
    }();
    static_cast<void>(installed);
    return cancellation();
}

}  // namespace weft::app
