// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <QStringList>
#include <optional>

#include "ui/base/theme.h"

namespace weft::studio {

/// What the command line asked for.
struct Options {
    QStringList files;
    std::optional<qint64> trainSteps;  ///< --train N; negative: to the end of the run sheet
    bool wait = false;                 ///< --wait: act on the rest when training is over
    QString screenshot;                ///< --screenshot FILE
    QString exported;                  ///< --export FILE: the graph as .svg or .png, then leave
    bool quit = false;
    QSize size;  ///< --size WxH, logical
    std::optional<ui::ThemeId> theme;
    QString dock;  ///< --open-dock NAME
    bool resetSettings = false;
    bool benchStart = false;         ///< --bench-start: say how long the first pixel took, leave
    int testEdits = 0;               ///< --test-edits N, hidden: see TestEdits
    bool testRecover = false;        ///< --test-recover, hidden
    std::optional<int> benchCanvas;  ///< --bench-canvas N: time frames of N nodes, leave
    bool benchVerbs = false;         ///< --bench-verbs: time train, stop and close, leave
    bool benchWatch = false;         ///< --bench-watch: train, say what watching cost, leave
};

/// What to do with a command line.
struct Parsed {
    std::optional<Options> options;  ///< nothing: print `text` and leave with `exitCode`
    QString text;
    bool isError = false;
    int exitCode = 0;
};

/// Reads the command line. Flags that cli.md promises and this version does not have yet answer
/// `UNIMPLEMENTED: what`, exit 1; wrong usage exits 2.
Parsed parseOptions(const QStringList& arguments);

/// The value of --scale, "" where absent; it must be known before the application object is made.
QByteArray scaleOf(int argc, char** argv);
/// Whether a picture or figures are all that is wanted, and there is no screen to show a window on.
bool needsNoScreen(int argc, char** argv);

}  // namespace weft::studio
