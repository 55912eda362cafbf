// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/node_page.h"

#include <QPainter>

#include "ui/base/number_format.h"
#include "ui/base/proxy_style.h"
#include "ui/canvas/paint/paint_parts.h"

namespace weft::ui {
namespace {

constexpr int kSide = 12;

int heightOf(int kind) { return kind == 0 ? 48 : kind == 1 ? 32 : 24; }

}  // namespace

NodePage::NodePage(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("nodePage"));
    setAccessibleName(tr("Selected node"));
    setNode(nullptr, {});
}

void NodePage::addPorts(const QString& title, const std::vector<PortInfo>& ports) {
    if (ports.empty()) { return; }
    m_rows.push_back({Row::Kind::Section, title, {}, {}, {}});
    for (const PortInfo& port : ports) {
        const QString type = port.dtype.isEmpty() ? tr("not known") : port.dtype;
        m_rows.push_back({Row::Kind::Socket, port.name, type + ' ' + port.shape, port.family, {}});
    }
}

void NodePage::setNode(const DiagramNode* node, const NodeLive& live) {
    m_rows.clear();
    if (node == nullptr) {
        m_rows.push_back(
            {Row::Kind::Words, tr("Select a node to see its parameters and shapes."), {}, {}, {}});
    } else {
        m_rows.push_back({Row::Kind::Head, node->name, node->type, {}, {}});
        if (node->ops > 0) {
            m_rows.push_back(
                {Row::Kind::Pair,
                 tr("made of"),
                 node->ops == 1 ? tr("1 op") : tr("%1 ops").arg(formatCount(node->ops)),
                 {},
                 {}});
        }
        if (node->unknownOp) {
            m_rows.push_back({Row::Kind::Words,
                              tr("This op is kept when saving, but cannot run here."),
                              {},
                              {},
                              {}});
        }
        for (const DeviceMark& mark : live.devices) {
            m_rows.push_back(
                {Row::Kind::Pair, tr("runs on"), mark.name, {}, appTheme().deviceAt(mark.colour)});
        }
        if (live.cost) {
            m_rows.push_back({Row::Kind::Pair,
                              tr("of a step"),
                              live.cost->figure + QStringLiteral("  ") + live.cost->beside,
                              {},
                              {}});
        }
        if (!live.value.isEmpty()) {
            m_rows.push_back({Row::Kind::Pair, tr("last value"), live.value, {}, {}});
        }
        if (live.breakpoint) {
            m_rows.push_back(
                {Row::Kind::Pair, tr("breakpoint"), tr("calls halt before it"), {}, {}});
        }
        for (qsizetype i = 0; i < live.pins.size(); ++i) {
            if (live.pins[i].isEmpty()) { continue; }
            const QString& name = node->inputs[static_cast<std::size_t>(i)].name;
            m_rows.push_back({Row::Kind::Pair, name, live.pins[i], {}, {}});
        }
        if (!node->details.empty()) {
            m_rows.push_back({Row::Kind::Section, tr("Parameters"), {}, {}, {}});
        }
        for (const ParameterInfo& p : node->details) {
            m_rows.push_back({Row::Kind::Pair, p.name, p.value, {}, {}});
        }
        addPorts(tr("Inputs"), node->inputs);
        addPorts(tr("Outputs"), node->outputs);
        if (!live.error.isEmpty()) {
            m_rows.push_back({Row::Kind::Section, tr("Error"), {}, {}, {}});
            m_rows.push_back({Row::Kind::Words, live.error, {}, {}, appTheme().error});
        }
    }
    int height = 8;
    for (const Row& row : m_rows) {
        height += heightOf(static_cast<int>(row.kind)) + (row.kind == Row::Kind::Words ? 40 : 0);
    }
    setMinimumHeight(height);
    update();
}

QStringList NodePage::lines() const {
    QStringList all;
    for (const Row& row : m_rows) { all.append(row.left + '\t' + row.right); }
    return all;
}

void NodePage::paintEvent(QPaintEvent*) {
    const Theme& theme = appTheme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    int y = 4;
    const int room = width() - 2 * kSide;
    for (const Row& row : m_rows) {
        const QRectF r(kSide, y, room, heightOf(static_cast<int>(row.kind)));
        y += static_cast<int>(r.height());
        switch (row.kind) {
            case Row::Kind::Head:
                drawWords(p, {r.adjusted(0, 2, 0, -20), row.left, TextRole::Head, theme.text});
                drawWords(p, {r.adjusted(0, 26, 0, -2), row.right, TextRole::Caption, theme.text2});
                break;
            case Row::Kind::Section:
                p.fillRect(QRectF(kSide, r.top() + 7, room, 1), theme.line);
                drawWords(p, {r.adjusted(0, 10, 0, 0), row.left, TextRole::Title, theme.text2});
                break;
            case Row::Kind::Socket:
                drawSocket(p, QPointF(kSide + 5, r.center().y()), 9, row.family, theme);
                drawWords(
                    p, {r.adjusted(18, 0, -room * 0.5, 0), row.left, TextRole::Body, theme.text});
                drawWords(p, {r.adjusted(room * 0.42, 0, 0, 0), row.right, TextRole::Mono,
                              theme.text, Qt::AlignRight});
                break;
            case Row::Kind::Pair: {
                drawWords(
                    p, {r.adjusted(0, 0, -room * 0.5, 0), row.left, TextRole::Body, theme.text2});
                drawWords(p, {r.adjusted(room * 0.35, 0, 0, 0), row.right, TextRole::Mono,
                              theme.text, Qt::AlignRight});
                if (row.colour.isValid()) {
                    const double used = std::min(widthOf(row.right, TextRole::Mono), room * 0.65);
                    p.fillRect(QRectF(r.right() - used - 14, r.center().y() - 4, 8, 8), row.colour);
                }
                break;
            }
            case Row::Kind::Words:
                p.setFont(fontOf(TextRole::Body));
                p.setPen(row.colour.isValid() ? row.colour : theme.text3);
                p.drawText(QRectF(kSide, r.top() + 4, room, 60), Qt::TextWordWrap, row.left);
                y += 40;
                break;
        }
    }
}

}  // namespace weft::ui
