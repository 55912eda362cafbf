// SPDX-License-Identifier: Apache-2.0
/// @file
/// `weft conformance`: replays recorded suites. Cases run in a worker process started by exec
/// (never a fork of a process that has computed), so one that crashes or hangs takes no other with
/// it: the worker is started again behind it.

#include <fnmatch.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>

#include "app/weft/conformance/case.h"
#include "app/weft/options.h"
#include "app/weft/output.h"
#include "engine/base/durable_file.h"
#include "engine/base/strings.h"

extern char** environ;

namespace weft::app {
namespace {

constexpr int kCaseTimeoutMs = 60'000;

struct ConformanceFlags {
    CommonOptions common;
    std::vector<std::string> suites;
    std::string filter = "*";
    std::string results;
    bool verbose = false;
    bool drawn = false;
    std::string worker;  // internal: the suite to run cases of, results to standard output
    int from = 0;        // internal: first case of the worker
};

Result<conformance::Suite> readSuite(const std::string& path) {
    conformance::Suite suite;
    if (!suite.ParseFromString(WEFT_TRY(readFile(path)))) {
        return invalidArgument(concat("not a suite of recorded cases (", path, ")"));
    }
    return suite;
}

bool wanted(const ConformanceFlags& flags, const conformance::Case& recorded) {
    return fnmatch(flags.filter.c_str(), recorded.name().c_str(), 0) == 0;
}

/// One record on the worker's pipe: kind ('B' begins, 'P', 'F', 'S' ended), two sizes, detail,
/// result.
void writeRecord(char kind, const std::string& detail, const std::string& result) {
    const std::uint32_t sizes[2] = {static_cast<std::uint32_t>(detail.size()),
                                    static_cast<std::uint32_t>(result.size())};
    std::fputc(kind, stdout);
    std::fwrite(sizes, sizeof sizes, 1, stdout);
    std::fwrite(detail.data(), 1, detail.size(), stdout);
    std::fwrite(result.data(), 1, result.size(), stdout);
    std::fflush(stdout);
}

Result<int> runWorker(const ConformanceFlags& flags) {
    const conformance::Suite suite = WEFT_TRY(readSuite(flags.worker));
    CaseEnvironment environment;
    environment.filesFolder =
        (std::filesystem::path(flags.worker).parent_path() / "files").string();
    environment.session = WEFT_TRY(flags.common.session());
    environment.isDrawn = flags.drawn;
    for (int i = flags.from; i < suite.cases_size(); ++i) {
        if (!wanted(flags, suite.cases(i))) { continue; }
        writeRecord('B', std::to_string(i), {});
        const CaseOutcome outcome = runCase(suite.cases(i), environment);
        writeRecord("PFS"[static_cast<int>(outcome.kind)], outcome.detail,
                    outcome.result.SerializeAsString());
    }
    return 0;
}

/// A running worker and its pipe.
class Worker {
public:
    Worker(const ConformanceFlags& flags, const std::string& suite, int from) {
        std::vector<std::string> words = {"weft",      "conformance",
                                          "--worker",  suite,
                                          "--from",    std::to_string(from),
                                          "--filter",  flags.filter,
                                          "--seed",    std::to_string(flags.common.seed),
                                          "--threads", std::to_string(flags.common.threads)};
        if (!flags.common.device.empty()) {
            words.insert(words.end(), {"--device", flags.common.device});
        }
        if (!flags.common.isa.empty()) { words.insert(words.end(), {"--isa", flags.common.isa}); }
        words.push_back("--passes=" + flags.common.passes);
        if (!flags.common.valueLimit.empty()) {
            words.push_back("--value-limit=" + flags.common.valueLimit);
        }
        if (!flags.common.executor.empty()) {
            words.insert(words.end(), {"--executor", flags.common.executor});
        }
        if (flags.drawn) { words.emplace_back("--drawn"); }
        if (flags.common.softPlacement) { words.emplace_back("--soft-placement"); }
        if (flags.common.tf32) { words.emplace_back("--tf32"); }
        if (flags.common.autotune) { words.emplace_back("--autotune"); }
        std::vector<char*> argv;
        for (std::string& word : words) { argv.push_back(word.data()); }
        argv.push_back(nullptr);
        int ends[2];
        if (pipe(ends) != 0) { return; }
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        posix_spawn_file_actions_addclose(&actions, ends[0]);
        if (posix_spawn(&m_pid, "/proc/self/exe", &actions, nullptr, argv.data(), environ) != 0) {
            m_pid = -1;
        }
        posix_spawn_file_actions_destroy(&actions);
        close(ends[1]);
        m_pipe = ends[0];
    }
    ~Worker() {
        if (m_pipe >= 0) { close(m_pipe); }
        if (m_pid > 0) {
            kill(m_pid, SIGKILL);
            waitpid(m_pid, nullptr, 0);
        }
    }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    struct Record {
        char kind = 0;
        std::string detail;
        std::string result;
    };
    /// The next record; false at the end of the pipe or after the time limit.
    bool read(Record& record) {
        std::uint32_t sizes[2];
        if (!readAll(&record.kind, 1) || !readAll(sizes, sizeof sizes)) { return false; }
        record.detail.resize(sizes[0]);
        record.result.resize(sizes[1]);
        return readAll(record.detail.data(), sizes[0]) && readAll(record.result.data(), sizes[1]);
    }
    /// How the process ended: "", "signal 11", "time limit", "exit 3".
    std::string ending() {
        if (m_timedOut) { return "it took longer than the time limit"; }
        int status = 0;
        if (m_pid <= 0 || waitpid(m_pid, &status, 0) != m_pid) {
            return "the worker did not start";
        }
        m_pid = -1;
        if (WIFSIGNALED(status)) { return concat("the worker died of signal ", WTERMSIG(status)); }
        return WEXITSTATUS(status) == 0
                   ? std::string()
                   : concat("the worker ended with exit code ", WEXITSTATUS(status));
    }

private:
    bool readAll(void* data, std::size_t bytes) {
        char* at = static_cast<char*>(data);
        while (bytes > 0) {
            pollfd waiting{m_pipe, POLLIN, 0};
            if (poll(&waiting, 1, kCaseTimeoutMs) <= 0) {
                m_timedOut = true;
                return false;
            }
            const ssize_t got = ::read(m_pipe, at, bytes);
            if (got <= 0) { return false; }
            at += got;
            bytes -= static_cast<std::size_t>(got);
        }
        return true;
    }
    pid_t m_pid = -1;
    int m_pipe = -1;
    bool m_timedOut = false;
};

struct Totals {
    int passed = 0, failed = 0, skipped = 0;
    conformance::Results results;
};

void count(const ConformanceFlags& flags, const std::string& name, const Worker::Record& record,
           Totals& totals) {
    if (record.kind == 'P') { ++totals.passed; }
    if (record.kind == 'F') {
        ++totals.failed;
        std::printf("FAILED %s: %s\n", name.c_str(), record.detail.c_str());
    }
    if (record.kind == 'S') {
        ++totals.skipped;
        if (flags.verbose) { std::printf("skipped %s: %s\n", name.c_str(), record.detail.c_str()); }
    }
    if (record.kind != 'S') {
        conformance::CaseResult& result = *totals.results.add_cases();
        if (record.result.empty() || !result.ParseFromString(record.result)) {
            result.set_name(name);
        }
    }
}

Status runSuite(const ConformanceFlags& flags, const std::string& path, Totals& totals) {
    const conformance::Suite suite = WEFT_TRY(readSuite(path));
    int next = 0;
    while (true) {
        Worker worker(flags, path, next);
        Worker::Record record;
        int current = -1;
        while (worker.read(record)) {
            if (record.kind == 'B') {
                current = static_cast<int>(parseInt(record.detail).value_or(0));
                continue;
            }
            count(flags, suite.cases(current).name(), record, totals);
            next = current + 1;
            current = -1;
        }
        const std::string ending = worker.ending();
        if (current < 0) {
            return ending.empty() ? okStatus() : internalError(concat(ending, " (", path, ")"));
        }
        count(flags, suite.cases(current).name(),
              {'F', ending.empty() ? "the worker stopped" : ending, {}}, totals);
        next = current + 1;
    }
}

Result<int> conformanceVerb(const ConformanceFlags& flags) {
    WEFT_TRY(flags.common.apply());
    if (!flags.worker.empty()) { return runWorker(flags); }
    if (flags.suites.empty()) { return invalidArgument("which suites? give their .pb files"); }
    Totals totals;
    for (const std::string& path : flags.suites) { WEFT_TRY(runSuite(flags, path, totals)); }
    if (!flags.results.empty()) {
        WEFT_TRY(writeFileDurably(flags.results, totals.results.SerializeAsString()));
    }
    if (flags.common.json) {
        printJson(
            {{"passed", totals.passed}, {"failed", totals.failed}, {"skipped", totals.skipped}});
    } else {
        std::printf("%d passed, %d failed, %d skipped\n", totals.passed, totals.failed,
                    totals.skipped);
    }
    return totals.failed == 0 ? 0 : 1;
}

}  // namespace

VerbRunner declareConformance(CLI::App& app) {
    const auto flags = std::make_shared<ConformanceFlags>();
    app.add_option("suite", flags->suites, "Suite files");
    app.add_option("--results", flags->results, "Write what was computed")->type_name("FILE");
    app.add_option("--filter", flags->filter, "Only cases whose name matches")->type_name("GLOB");
    app.add_flag("--verbose", flags->verbose, "List skipped cases with the reason");
    app.add_flag("--drawn", flags->drawn,
                 "Make a drawing of each graph, with its gradients and optimizers as items");
    app.add_option("--worker", flags->worker)->group("");
    app.add_option("--from", flags->from)->group("");
    flags->common.declare(app);
    flags->common.declareUnbuilt(app, "--session", 1);
    return [flags] { return conformanceVerb(*flags); };
}

}  // namespace weft::app
