// SPDX-License-Identifier: Apache-2.0
/// @file
/// For LeakSanitizer: Qt Test's watchdog thread is told to end and gives up its data a moment later.
/// Whoever looks for leaks in that moment finds some; so the end of the process waits for it.

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

namespace {

bool anyQtThread() {
    std::error_code error;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task", error)) {
        std::string name;
        if (std::ifstream(task.path() / "comm") >> name && name == "QThread") { return true; }
    }
    return false;
}

struct AwaitQtThreads {
    ~AwaitQtThreads() {
        for (int i = 0; i < 1000 && anyQtThread(); ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
};
const AwaitQtThreads awaitQtThreads;

}  // namespace
