// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/node_layout.h"

#include <QFontMetricsF>
#include <QHash>
#include <algorithm>
#include <array>

namespace weft::ui {
namespace {

constexpr std::array<double, 3> kWidths = {144, 176, 208};
constexpr double kTitleRoom = 39;  // icon, margins, and the gap between name and type
constexpr double kSlack = 2;       // elided rather than the next width up
constexpr double kSide = 10;
constexpr double kDot = 11;         // the state dot at the title's end
constexpr double kPaneWidth = 120;  // at least
constexpr double kPaneGap = 6;

double widthOfWords(const QString& words, TextRole role) {
    const QFontMetricsF metrics(fontOf(role));
    return metrics.horizontalAdvance(words);
}

double advanceOf(TextRole role) { return widthOfWords(QStringLiteral("0"), role); }

/// The same few words stand on most nodes, and measuring words takes longer than all the rest.
double caption(const QString& words) {
    constexpr qsizetype kMostKept = 4096;
    thread_local QHash<QString, double> known;
    if (const auto found = known.constFind(words); found != known.constEnd()) { return *found; }
    thread_local const QFontMetricsF metrics(fontOf(TextRole::Caption));
    if (known.size() >= kMostKept) { known.clear(); }
    return *known.insert(words, metrics.horizontalAdvance(words));
}

/// What the widest of title, sockets, parameters and footer asks for.
double wantedWidth(const DiagramNode& node) {
    const double title = kTitleRoom + static_cast<double>(node.name.size()) * monoAdvance() +
                         caption(titleNote(node)) - kSlack + (node.hasVariables ? kDot : 0);
    double wanted = title;
    for (std::size_t i = 0; i < std::max(node.inputs.size(), node.outputs.size()); ++i) {
        double row = 2 * kSide + 12;
        if (i < node.inputs.size()) { row += caption(node.inputs[i].name); }
        if (i < node.outputs.size()) { row += caption(node.outputs[i].name); }
        wanted = std::max(wanted, row);
    }
    for (const ParameterInfo& p : node.parameters) {
        const double row =
            2 * kSide + 24 + caption(p.name) + static_cast<double>(p.value.size()) * monoAdvance();
        wanted = std::max(wanted, row);
    }
    return wanted;
}

}  // namespace

double monoAdvance() {
    static const double advance = advanceOf(TextRole::Mono);
    return advance;
}

double monoSmallAdvance() {
    static const double advance = advanceOf(TextRole::MonoSmall);
    return advance;
}

QString titleNote(const DiagramNode& node) {
    if (node.form == NodeForm::Panel) { return node.note; }
    // "Adam  Adam" says nothing twice.
    return node.type.compare(node.name, Qt::CaseInsensitive) == 0 ? QString() : node.type;
}

int socketRows(const DiagramNode& node) {
    return static_cast<int>(std::max(node.inputs.size(), node.outputs.size()));
}

QSizeF nodeSize(const DiagramNode& node) {
    if (node.form == NodeForm::Pill) {
        const QString& words = node.note.isEmpty() ? node.name : node.note;
        const double width = 24 + static_cast<double>(words.size()) * monoSmallAdvance();
        return {std::clamp(width, 40.0, kWidths.front()), kPillHeight};
    }
    const double wanted = wantedWidth(node);
    double width = kWidths.back();
    for (const double candidate : kWidths) {
        if (candidate >= wanted) {
            width = candidate;
            break;
        }
    }
    const int rows = socketRows(node) + static_cast<int>(node.parameters.size()) + 1;
    const auto panes = static_cast<double>(node.panes.size());
    return {std::max(width, 2 * kSide + panes * (kPaneWidth + kPaneGap) - kPaneGap),
            kTitleHeight + rows * kRowHeight + (panes > 0 ? kPaneHeight : 0) + kNodeBottom};
}

QRectF paneRect(const DiagramNode& node, int pane, double width) {
    const int row = socketRows(node) + static_cast<int>(node.parameters.size());
    const auto count = static_cast<double>(node.panes.size());
    const double room = (width - 2 * kSide + kPaneGap) / count - kPaneGap;
    return {kSide + pane * (room + kPaneGap), kTitleHeight + row * kRowHeight, room, kPaneHeight};
}

QPointF inputSocket(const DiagramNode& node, int port) {
    if (node.form == NodeForm::Pill) {
        return {0, kPillHeight * (port + 1) / static_cast<double>(node.inputs.size() + 1)};
    }
    return {0, kTitleHeight + (port + 0.5) * kRowHeight};
}

QPointF outputSocket(const DiagramNode& node, int port, double width) {
    if (node.form == NodeForm::Pill) { return {width, kPillHeight / 2}; }
    return {width, kTitleHeight + (port + 0.5) * kRowHeight};
}

QRectF parameterRow(const DiagramNode& node, int parameter, double width) {
    const double top = kTitleHeight + (socketRows(node) + parameter) * kRowHeight;
    return {kSide, top, width - 2 * kSide, kRowHeight};
}

QRectF footerRow(const DiagramNode& node, double width) {
    const int row = socketRows(node) + static_cast<int>(node.parameters.size());
    const double panes = node.panes.empty() ? 0 : kPaneHeight;
    return {kSide, kTitleHeight + row * kRowHeight + panes, width - 2 * kSide, kRowHeight};
}

}  // namespace weft::ui
