// SPDX-License-Identifier: Apache-2.0
/// @file
/// `bench_edit`: how long it takes in the real window from an edit to the picture with new shapes,
/// as JSON. A chain of N ops on a grid; each round gives its placeholder another shape, which moves
/// every shape behind it. Wall time, from the edit to the canvas having the new snapshot, the CPU
/// time of all threads meanwhile, and the edit's own share of the window's thread.

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

#include "ui/base/freed_memory.h"
#include "ui/base/proxy_style.h"
#include "ui/canvas/canvas_view.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/wire_commands.h"
#include "ui/shell/main_window.h"

namespace weft::ui {
namespace {

constexpr int kRounds = 60;
constexpr int kColumns = 40;

struct Chain {
    std::unique_ptr<Drawing> drawing;
    ItemId first;
};

Chain chainOf(int nodes) {
    Chain made;
    made.drawing = std::make_unique<Drawing>(emptyProject());
    const Status status = made.drawing->edit("build", 0, [&](Edit& e) -> Status {
        made.first = WEFT_TRY(addEntry(e, "Placeholder", {}, {8, 8}));
        WEFT_TRY(setAttribute(e, made.first, "shape", PartialShape{-1, 8}));
        PortRef last{made.first, "output"};
        for (int i = 1; i < nodes; ++i) {
            const QPointF at(8 + 240.0 * (i % kColumns), 8 + 160.0 * (i / kColumns));
            const ItemId next = WEFT_TRY(addEntry(e, "Sin", {}, at));
            WEFT_TRY(e.connect(last, {next, "x"}).status());
            last = {next, "y"};
        }
        return okStatus();
    });
    if (!status.ok()) { std::fprintf(stderr, "%s\n", status.ToString().c_str()); }
    return made;
}

double at(std::vector<double> values, double quantile) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(quantile * static_cast<double>(values.size() - 1))];
}

double processMs() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

void waitForSnapshot(MainWindow& window) {
    QEventLoop loop;
    QObject::connect(&window.canvas(), &CanvasView::snapshotChanged, &loop, &QEventLoop::quit);
    loop.exec();
}

void measure(int nodes, bool last) {
    Chain chain = chainOf(nodes);
    MainWindow window;
    window.resize(1600, 1000);
    window.show();
    window.showDrawing(std::move(chain.drawing), nullptr);
    waitForSnapshot(window);
    while (!window.drawing()->upToDate()) { waitForSnapshot(window); }
    std::vector<double> own;
    std::vector<double> all;
    std::vector<double> cpu;
    for (int round = 0; round < kRounds; ++round) {
        QApplication::processEvents();
        const double cpuBefore = processMs();
        QElapsedTimer timer;
        timer.start();
        const Status status = window.drawing()->edit("shape", 0, [&](Edit& e) {
            return setAttribute(e, chain.first, "shape", PartialShape{-1, 9 + round});
        });
        if (!status.ok()) { std::fprintf(stderr, "%s\n", status.ToString().c_str()); }
        own.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        waitForSnapshot(window);
        all.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        cpu.push_back(processMs() - cpuBefore);
    }
    std::printf(
        "  {\"nodes\": %d, \"least_ms\": %.2f, \"p50_ms\": %.2f, \"p95_ms\": %.2f, "
        "\"cpu_p50_ms\": %.2f, \"edit_p50_ms\": %.2f}%s\n",
        nodes, at(all, 0), at(all, 0.5), at(all, 0.95), at(cpu, 0.5), at(own, 0.5),
        last ? "" : ",");
}

}  // namespace
}  // namespace weft::ui

int main(int argc, char** argv) {
    weft::ui::keepFreedMemory();
    QApplication application(argc, argv);
    weft::ui::applyTheme(weft::ui::ThemeId::Dark);
    std::printf("[\n");
    weft::ui::measure(100, false);
    weft::ui::measure(1000, false);
    weft::ui::measure(5000, true);
    std::printf("]\n");
    return 0;
}
