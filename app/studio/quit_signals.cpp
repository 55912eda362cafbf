// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/quit_signals.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace weft::studio {
namespace {

constexpr std::array kSignals = {SIGTERM, SIGINT, SIGHUP};
std::atomic<int> writeEnd = -1;

extern "C" void onSignal(int) {
    const int error = errno;
    const char byte = 1;
    [[maybe_unused]] const ssize_t count = write(writeEnd, &byte, 1);
    errno = error;
}

}  // namespace

QuitSignals::QuitSignals(QObject* parent) : QObject(parent) {
    if (pipe2(m_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) { return; }
    writeEnd = m_pipe[1];
    m_notifier = std::make_unique<QSocketNotifier>(m_pipe[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        char bytes[16];
        while (read(m_pipe[0], bytes, sizeof bytes) > 0) {}
        emit asked();
    });
    for (const int number : kSignals) {
        struct sigaction action {};
        action.sa_handler = onSignal;
        action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
        sigaction(number, &action, nullptr);
    }
}

QuitSignals::~QuitSignals() {
    for (const int number : kSignals) { signal(number, SIG_DFL); }
    m_notifier.reset();
    writeEnd = -1;
    for (const int end : m_pipe) {
        if (end >= 0) { close(end); }
    }
}

}  // namespace weft::studio
