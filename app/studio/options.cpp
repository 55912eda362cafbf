// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/options.h"

#include <QCommandLineParser>
#include <QRegularExpression>
#include <array>
#include <cstring>

namespace weft::studio {
namespace {

constexpr const char* kWords = "Draws dataflow graphs, runs them in sessions and shows them learn.";

/// Flags of the contract that have no code behind them yet.
constexpr std::array<std::pair<const char*, const char*>, 2> kLater = {{
    {"lens", "NAME"},
    {"goto", "STEP"},
}};

constexpr int kMostBenchNodes = 100'000;

Parsed failure(const QString& text, int exitCode) { return {std::nullopt, text, true, exitCode}; }

Parsed usage(const QString& text) {
    return failure(QStringLiteral("weft-studio: %1\n").arg(text), 2);
}

bool isScale(const QString& text) {
    return QStringList({QStringLiteral("1"), QStringLiteral("1.25"), QStringLiteral("1.5"),
                        QStringLiteral("2")})
        .contains(text);
}

}  // namespace

Parsed parseOptions(const QStringList& arguments) {
    QCommandLineParser parser;
    parser.setApplicationDescription(QLatin1String(kWords));
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    parser.addPositionalArgument("FILE", ".weft, .weft.pbtxt, .pb, .pbtxt, .meta", "[FILE]");
    parser.addOptions({
        {"train", "Trains at most N steps after opening.", "N"},
        {"wait", "Waits until training is over before the screenshot and quitting."},
        {"screenshot", "Writes a picture of the window.", "OUT.png"},
        {"export", "Writes a picture of the graph, .svg or .png, and ends.", "OUT"},
        {"quit", "Ends when all is done."},
        {"size", "Size of the window in logical pixels.", "WxH"},
        {"theme", "dark, light or contrast.", "NAME"},
        {"scale", "1, 1.25, 1.5 or 2.", "F"},
        {"open-dock", "Shows a panel: plots, problems, transcript, node, variables, run.", "NAME"},
        {"bench-canvas",
         "Times frames of the canvas with N generated nodes, prints them as JSON, and ends.", "N"},
        {"bench-watch",
         "Trains, prints the CPU time of the drawing thread in each second as JSON, and ends."},
        {"bench-verbs",
         "Trains, stops, closes, prints how long each took to answer as JSON, and ends."},
        {"bench-start",
         "Prints the time from the process's start to the first painting as JSON, and ends."},
        {"reset-settings", "Forgets theme, window size and recent files first."},
    });
    QCommandLineOption testEdits("test-edits", "For tests: makes N edits.", "N");
    QCommandLineOption testRecover("test-recover", "For tests: recovers what was not saved.");
    for (QCommandLineOption* option : {&testEdits, &testRecover}) {
        option->setFlags(QCommandLineOption::HiddenFromHelp);
        parser.addOption(*option);
    }
    for (const auto& [name, value] : kLater) {
        parser.addOption({QLatin1String(name), "Not built yet.", QLatin1String(value)});
    }
    if (!parser.parse(arguments)) { return usage(parser.errorText()); }
    if (parser.isSet(help)) { return {std::nullopt, parser.helpText(), false, 0}; }
    if (parser.isSet(version)) {
        return {std::nullopt,
                QStringLiteral("weft-studio %1\n").arg(QCoreApplication::applicationVersion()),
                false, 0};
    }
    for (const auto& [name, value] : kLater) {
        if (parser.isSet(QLatin1String(name))) {
            return failure(QStringLiteral("weft-studio: UNIMPLEMENTED: --%1 is not built yet\n")
                               .arg(QLatin1String(name)),
                           1);
        }
    }
    Options options;
    options.files = parser.positionalArguments();
    if (options.files.size() > 1) {
        return failure("weft-studio: UNIMPLEMENTED: opening several files at once\n", 1);
    }
    if (parser.isSet("train")) {
        bool ok = false;
        const qint64 steps = parser.value("train").toLongLong(&ok);
        if (!ok || steps < 1) { return usage("--train wants a number of steps from 1"); }
        options.trainSteps = steps;
    }
    if (parser.isSet("size")) {
        static const QRegularExpression kSize("^(\\d{3,5})x(\\d{3,5})$");
        const QRegularExpressionMatch match = kSize.match(parser.value("size"));
        if (!match.hasMatch()) { return usage("--size wants WxH, as 1366x768"); }
        options.size = QSize(match.captured(1).toInt(), match.captured(2).toInt());
    }
    if (parser.isSet("theme")) {
        options.theme = ui::themeFromName(parser.value("theme"));
        if (!options.theme) { return usage("--theme wants dark, light or contrast"); }
    }
    if (parser.isSet("scale") && !isScale(parser.value("scale"))) {
        return usage("--scale wants 1, 1.25, 1.5 or 2");
    }
    options.wait = parser.isSet("wait");
    options.quit = parser.isSet("quit");
    options.screenshot = parser.value("screenshot");
    options.dock = parser.value("open-dock");
    options.exported = parser.value("export");
    if (parser.isSet("export")) {
        const bool known = options.exported.endsWith(".svg", Qt::CaseInsensitive) ||
                           options.exported.endsWith(".png", Qt::CaseInsensitive);
        if (!known) { return usage("--export wants a file that ends with .svg or .png"); }
        if (options.files.isEmpty()) { return usage("--export wants a FILE to draw"); }
        options.quit = true;
    }
    if (parser.isSet("bench-canvas")) {
        bool ok = false;
        options.benchCanvas = parser.value("bench-canvas").toInt(&ok);
        if (!ok || *options.benchCanvas < 1 || *options.benchCanvas > kMostBenchNodes) {
            return usage("--bench-canvas wants a number of nodes from 1 to 100000");
        }
    }
    options.benchWatch = parser.isSet("bench-watch");
    if (options.benchWatch) {
        if (options.files.isEmpty()) { return usage("--bench-watch wants a FILE to train"); }
        options.trainSteps = options.trainSteps.value_or(-1);
        options.wait = options.quit = true;
    }
    options.benchVerbs = parser.isSet("bench-verbs");
    if (options.benchVerbs && options.files.isEmpty()) {
        return usage("--bench-verbs wants a FILE to train");
    }
    options.benchStart = parser.isSet("bench-start");
    options.testEdits = parser.value(testEdits).toInt();
    options.testRecover = parser.isSet(testRecover);
    options.resetSettings = parser.isSet("reset-settings");
    return {options, {}, false, 0};
}

QByteArray scaleOf(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--scale") == 0 && i + 1 < argc) { return argv[i + 1]; }
        if (std::strncmp(argv[i], "--scale=", 8) == 0) { return argv[i] + 8; }
    }
    return {};
}

bool needsNoScreen(int argc, char** argv) {
    for (const char* name : {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"}) {
        if (!qgetenv(name).isEmpty()) { return false; }
    }
    for (int i = 1; i < argc; ++i) {
        for (const char* flag : {"--export", "--bench-canvas"}) {
            if (std::strncmp(argv[i], flag, std::strlen(flag)) == 0) { return true; }
        }
    }
    return false;
}

}  // namespace weft::studio
