// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/gui_watch.h"

#include <unistd.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <cmath>
#include <ctime>

namespace weft::studio {
namespace {

constexpr double kLeastMs = 500;  // a shorter rest of a second says nothing

double threadCpuMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double rounded(double ms) { return std::round(ms * 100) / 100; }

}  // namespace

GuiWatch::GuiWatch() {
    m_timer.setInterval(1000);
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { sample(); });
}

void GuiWatch::start() {
    m_wall.start();
    m_cpuMs = threadCpuMs();
    m_lastCpuMs = m_cpuMs;
    m_timer.start();
}

void GuiWatch::sample() {
    const auto wall = static_cast<double>(m_wall.nsecsElapsed()) / 1e6;
    const double cpu = threadCpuMs();
    if (wall - m_lastMs >= kLeastMs) {
        m_each.push_back((cpu - m_lastCpuMs) / (wall - m_lastMs) * 1e3);
    }
    m_lastMs = wall;
    m_lastCpuMs = cpu;
}

QByteArray GuiWatch::result() const {
    const double seconds = static_cast<double>(m_wall.nsecsElapsed()) / 1e9;
    QJsonArray each;
    for (const double ms : m_each) { each.append(rounded(ms)); }
    QJsonObject object;
    object["seconds"] = rounded(seconds);
    object["gui_cpu_ms_per_s"] = rounded((threadCpuMs() - m_cpuMs) / seconds);
    object["worst_ms_per_s"] =
        m_each.empty() ? 0.0 : rounded(*std::max_element(m_each.begin(), m_each.end()));
    object["each_ms_per_s"] = each;
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

double msSinceProcessStart() {
    QFile stat(QStringLiteral("/proc/self/stat"));
    if (!stat.open(QIODevice::ReadOnly)) { return -1; }
    const QByteArray text = stat.readAll();
    // After the name, which may hold anything, the 20th field is the start in ticks since boot.
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    const double start = fields.value(19).toDouble() / static_cast<double>(sysconf(_SC_CLK_TCK));
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9 - start) * 1e3;
}

}  // namespace weft::studio
