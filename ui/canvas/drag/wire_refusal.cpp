// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/drag/wire_refusal.h"

#include <QCoreApplication>

namespace weft::ui {
namespace {

QString words(const char* text) { return QCoreApplication::translate("Canvas", text); }

}  // namespace

bool isRefused(const WireDrag& drag) {
    // From a socket of no item nothing starts.
    return !drag.verdict.fits && (drag.target.isSocket() || drag.fixed.item == 0);
}

bool meansSeveral(const CanvasSnapshot& s, const Hit& socket) {
    const PortInfo& port = s.port(socket.node, socket.port, socket.kind == Hit::Kind::Output);
    return s.node(socket.node).series != SeriesMark::No && port.socket.item == 0;
}

QString whyNotWired(const CanvasSnapshot& s, const Hit& socket) {
    if (meansSeveral(s, socket)) { return words("several of the series have this socket"); }
    const int panel = s.node(socket.node).panel;
    const bool made = s.node(socket.node).derived || (panel >= 0 && s.node(panel).derived);
    return made ? words("follows from a recipe: unpack it first")
                : words("stands for several tensors: wire what is inside");
}

}  // namespace weft::ui
