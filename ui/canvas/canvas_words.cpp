// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_words.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>

#include "ui/canvas/drag/wire_drag.h"

namespace weft::ui {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("Canvas", text); }

QString typeOf(const PortInfo& port) {
    const QString known = carriedBy(port);
    return port.dtype.isEmpty()
               ? (known.isEmpty() ? tr("type not known") : tr("type not known") + ' ' + known)
               : known;
}

QString outputWords(const CanvasSnapshot& s, const CanvasLive& live, const Hit& hit) {
    const DiagramNode& node = s.node(hit.node);
    const PortInfo& p = s.port(hit.node, hit.port, true);
    QString text = (p.tensor.isEmpty() ? node.name + ':' + p.name : p.tensor) + '\n' + typeOf(p);
    const auto found = live.constFind(node.id);
    if (hit.port == 0 && found != live.constEnd() && !found->value.isEmpty()) {
        text += '\n' + tr("last value %1").arg(found->value);
    }
    return text;
}

QString inputWords(const CanvasSnapshot& s, const Hit& hit) {
    const PortInfo& p = s.port(hit.node, hit.port, false);
    const QString& name = s.node(hit.node).name;
    if (p.spare) { return tr("room for %1 of %2").arg(p.name, name) + '\n' + typeOf(p); }
    return tr("input %1 of %2").arg(p.name, name) + '\n' + typeOf(p);
}

QString wireWords(const CanvasSnapshot& s, const CanvasWire& w) {
    const QString ends =
        s.node(w.fromNode).name + ' ' + QChar(0x2192) + ' ' + s.node(w.toNode).name;
    if (w.control) { return ends + '\n' + tr("runs before, carries nothing"); }
    return ends + '\n' + typeOf(s.port(w.fromNode, w.fromPort, true));
}

QString leftOutWords(LeftOutMark mark) {
    switch (mark) {
        case LeftOutMark::No:
            break;
        case LeftOutMark::Muted:
            return tr("muted: left out, with what cannot be without it");
        case LeftOutMark::Bypassed:
            return tr("bypassed: left out, its first fitting input goes on");
        case LeftOutMark::Follows:
            return tr("left out: something that it needs is muted");
        case LeftOutMark::Unasked:
            return tr("no call asks for it: it is not computed");
    }
    return {};
}

QString seriesWords(SeriesMark mark) {
    switch (mark) {
        case SeriesMark::No:
            break;
        case SeriesMark::Stacked:
            return tr("a series side by side, folded");
        case SeriesMark::Chained:
            return tr("a series one after the other, folded");
    }
    return {};
}

/// "body: 37 iterations" of each part that something is known of.
QStringList paneWords(const DiagramNode& node, const NodeLive& live) {
    QStringList all;
    for (std::size_t i = 0; i < std::min(live.panes.size(), node.panes.size()); ++i) {
        if (live.panes[i].words.isEmpty()) { continue; }
        all.append(node.panes[i].title + QStringLiteral(": ") + live.panes[i].words);
    }
    return all;
}

QString bodyWords(const CanvasSnapshot& s, const CanvasLive& live, int i) {
    const DiagramNode& node = s.node(i);
    QString text = node.name + QStringLiteral("  ") + node.type;
    if (node.ops > 0) {
        text += '\n' + (node.ops == 1 ? tr("1 op inside") : tr("%1 ops inside").arg(node.ops));
    }
    if (node.leftOut != LeftOutMark::No) { text += '\n' + leftOutWords(node.leftOut); }
    if (node.form == NodeForm::Panel) { text += '\n' + tr("open in place; H closes it"); }
    if (node.series != SeriesMark::No) {
        text += '\n' + seriesWords(node.series) + tr("; a double click unfolds it");
    }
    if (!node.shares.isEmpty()) { text += '\n' + tr("uses the weights of %1").arg(node.shares); }
    const auto found = live.constFind(node.id);
    if (found != live.constEnd()) {
        for (const QString& line : paneWords(node, *found)) { text += '\n' + line; }
    }
    if (found != live.constEnd() && found->cost) {
        for (const QString& line : found->cost->words) { text += '\n' + line; }
    }
    if (found != live.constEnd() && !found->error.isEmpty()) { text += '\n' + found->error; }
    if (!node.problem.isEmpty()) { text += '\n' + node.problem; }
    if (!node.warning.isEmpty()) { text += '\n' + node.warning; }
    return text;
}

}  // namespace

QString hoverWords(const CanvasSnapshot& s, const CanvasLive& live, const Hit& hit) {
    switch (hit.kind) {
        case Hit::Kind::Output:
            return outputWords(s, live, hit);
        case Hit::Kind::Input:
            return inputWords(s, hit);
        case Hit::Kind::Wire:
            return wireWords(s, s.wire(hit.wire));
        case Hit::Kind::Node:
            return bodyWords(s, live, hit.node);
        case Hit::Kind::Point:
            return wireWords(s, s.wire(hit.wire)) + '\n' +
                   tr("led through here; a double click removes the point");
        case Hit::Kind::Note:
        case Hit::Kind::NoteCorner:
        case Hit::Kind::Nothing:
            break;
    }
    return {};
}

QString wireName(const CanvasSnapshot& s, const CanvasWire& w) {
    const QString& from = s.node(w.fromNode).name;
    const QString& to = s.node(w.toNode).name;
    QString text;
    if (w.control) {
        text = tr("control wire from %1 to %2, runs before, carries nothing").arg(from, to);
    } else {
        const QString input = s.port(w.toNode, w.toPort, false).name;
        text = (w.reference ? tr("reference wire from %1 to %2") : tr("wire from %1 to %2"))
                   .arg(from, input.isEmpty() ? to : to + ' ' + input) +
               ", " + typeOf(s.port(w.fromNode, w.fromPort, true));
    }
    const auto index = static_cast<std::size_t>(&w - s.wires.data());
    const auto places = static_cast<int>(s.diagram.wires[index].via.size());
    if (places == 0) { return text; }
    return text + ", " +
           (places == 1 ? tr("led through 1 point") : tr("led through %1 points").arg(places));
}

QString nodeWords(const CanvasSnapshot& s, const CanvasLive& live, int i) {
    const DiagramNode& node = s.node(i);
    QString text = node.type.isEmpty() ? node.name : node.type + ' ' + node.name;
    for (const PortInfo& port : node.outputs) { text += ", " + tr("output %1").arg(typeOf(port)); }
    if (node.form == NodeForm::Panel) { text += ", " + tr("open in place"); }
    const bool small = node.form == NodeForm::Pill && node.note != node.name;
    if (small && !node.note.isEmpty()) { text += ", " + node.note; }
    if (node.series != SeriesMark::No) { text += ", " + seriesWords(node.series); }
    if (!node.shares.isEmpty()) { text += ", " + tr("uses the weights of %1").arg(node.shares); }
    if (node.panel >= 0) { text += ", " + tr("in %1").arg(s.node(node.panel).name); }
    const auto found = live.constFind(node.id);
    const QString error =
        found != live.constEnd() && !found->error.isEmpty() ? found->error : node.problem;
    if (node.leftOut != LeftOutMark::No) { text += ", " + leftOutWords(node.leftOut); }
    if (!error.isEmpty()) {
        text += ", " + tr("error: %1").arg(error);
    } else if (!node.warning.isEmpty()) {
        text += ", " + node.warning;
    }
    if (found == live.constEnd()) { return text; }
    if (!found->value.isEmpty()) { text += ", " + tr("last value %1").arg(found->value); }
    for (const QString& words : paneWords(node, *found)) { text += ", " + words; }
    if (found->cost) { text += ", " + found->cost->words.join(", "); }
    if (found->breakpoint) { text += ", " + tr("breakpoint"); }
    if (found->halted) { text += ", " + tr("a call has halted before it"); }
    for (qsizetype k = 0; k < found->pins.size(); ++k) {
        if (found->pins[k].isEmpty()) { continue; }
        text += QStringLiteral(", %1 = %2")
                    .arg(node.inputs[static_cast<std::size_t>(k)].name, found->pins[k]);
    }
    return text;
}

QString socketWords(const CanvasSnapshot& s, int i, int port, bool isOutput) {
    const PortInfo& info = s.port(i, port, isOutput);
    QString text =
        (isOutput ? tr("output %1 of %2") : tr("input %1 of %2")).arg(info.name, s.node(i).name) +
        ", " + typeOf(info);
    if (!isOutput) {
        const int wire = s.wireInto(i, port);
        return text + ", " +
               (wire < 0 ? tr("free") : tr("from %1").arg(s.node(s.wire(wire).fromNode).name));
    }
    QStringList readers;
    for (const CanvasWire& wire : s.wires) {
        if (wire.fromNode == i && wire.fromPort == port && !wire.control) {
            readers.append(s.node(wire.toNode).name);
        }
    }
    return readers.isEmpty() ? text : text + ", " + tr("to %1").arg(readers.join(", "));
}

}  // namespace weft::ui
