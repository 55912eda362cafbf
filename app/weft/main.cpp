// SPDX-License-Identifier: Apache-2.0
/// @file
/// The tool `weft`: runs, trains, converts and inspects graphs without a window. Each verb is a
/// file of its own; here the command line is taken apart and errors become text and exit codes (0
/// ran, 1 error, 2 usage, 130 stopped by Ctrl-C).

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>

#include "app/weft/options.h"
#include "engine/base/calm_threads.h"
#include "engine/base/strings.h"

namespace weft::app {
namespace {

struct Verb {
    const char* name;
    const char* help;
    VerbRunner (*declare)(CLI::App&);
};

constexpr Verb kVerbs[] = {
    {"run", "Runs a graph in one session and prints what is fetched", declareRun},
    {"train", "Trains as a project's run sheet says", declareTrain},
    {"inspect", "Says what a file holds", declareInspect},
    {"bench", "Times a training step", declareBench},
    {"conformance", "Runs recorded suites and compares", declareConformance},
    {"gradients", "Adds symbolic gradients to a graph", declareGradients},
    {"convert", "Converts between graph files", declareConvert},
    {"freeze", "Makes a graph's variables constants", declareFreeze},
    {"checkpoint", "Lists, reads and copies checkpoints", declareCheckpoint},
    {"ops", "Lists op types", declareOps},
    {"devices", "Lists devices", declareDevices},
};

/// Verbs of cli.md that later issues build: they answer, never stay silent.
constexpr const char* kUnbuiltVerbs[] = {"events", "plugins"};

int report(const Status& status) {
    std::fprintf(stderr, "weft: %s: %s\n", codeName(status.code()).c_str(),
                 std::string(messageOf(status)).c_str());
    if (status.code() == StatusCode::kCancelled && interruption().cancelled()) {
        return kInterruptedExit;
    }
    return 1;
}

int main(int argc, char** argv) {
    if (argc > 1) {
        for (const char* verb : kUnbuiltVerbs) {
            if (std::string_view(argv[1]) == verb) {
                return report(unimplemented(concat("the verb '", verb, "' is not built yet")));
            }
        }
    }
    CLI::App app("Weft: dataflow graphs, run and trained");
    app.set_version_flag("--version", "weft " WEFT_VERSION);
    app.require_subcommand(1);
    std::map<const CLI::App*, VerbRunner> runners;
    for (const Verb& verb : kVerbs) {
        CLI::App* sub = app.add_subcommand(verb.name, verb.help);
        runners.emplace(sub, verb.declare(*sub));
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) { return app.exit(error) == 0 ? 0 : 2; }
    const Result<int> code = runners.at(app.get_subcommands().front())();
    return code.ok() ? *code : report(code.status());
}

}  // namespace
}  // namespace weft::app

int main(int argc, char** argv) {
    weft::restartWithCalmThreads(argv);
    return weft::app::main(argc, argv);
}
