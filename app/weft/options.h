// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/cancellation.h"
#include "engine/base/status.h"
#include "engine/runtime/session.h"

namespace weft::app {

/// Flags that most verbs share (cli.md).
struct CommonOptions {
    bool json = false;
    std::int64_t seed = 0;
    int threads = 0;  ///< 0: one a core
    std::string device;
    std::vector<std::string> deviceCount;  ///< "CPU=2"
    bool softPlacement = false;
    bool tf32 = false;
    bool autotune = false;
    double gpuMemory = 0;    ///< fraction; 0: all there is
    bool gpuAtOnce = false;  ///< takes it when the card is opened
    bool logPlacement = false;
    std::string isa;                   ///< "": the widest
    std::string passes = "all";        ///< as setPasses() takes them
    std::string valueLimit;            ///< as parseByteSize() takes it; "": none
    std::string executor;              ///< "plan", "general"; "": as the call needs
    std::vector<std::string> unbuilt;  ///< flags given that this build answers with UNIMPLEMENTED

    /// Declares them on a verb.
    void declare(CLI::App& verb);
    /// A flag of cli.md that is not built yet: it parses, and the verb answers UNIMPLEMENTED.
    void declareUnbuilt(CLI::App& verb, const std::string& flag, int values);
    /// Applies process-wide settings. Errors: Unimplemented for flags that are not built;
    /// InvalidArgument.
    Status apply() const;
    /// Session options these flags ask for. Errors: InvalidArgument for a malformed --device-count.
    Result<SessionOptions> session() const;
};

/// A verb: declares its command line on `app` and, once parsed, runs and yields the exit code.
using VerbRunner = std::function<Result<int>()>;
VerbRunner declareRun(CLI::App& app);
VerbRunner declareTrain(CLI::App& app);
VerbRunner declareInspect(CLI::App& app);
VerbRunner declareBench(CLI::App& app);
VerbRunner declareGradients(CLI::App& app);
VerbRunner declareConvert(CLI::App& app);
VerbRunner declareConformance(CLI::App& app);
VerbRunner declareFreeze(CLI::App& app);
VerbRunner declareCheckpoint(CLI::App& app);
VerbRunner declareOps(CLI::App& app);
VerbRunner declareDevices(CLI::App& app);

/// Cancelled by Ctrl-C (SIGINT) and SIGTERM; a second Ctrl-C ends the process at once.
Cancellation& interruption();
/// Exit code of a run that Ctrl-C stopped.
inline constexpr int kInterruptedExit = 130;

}  // namespace weft::app
