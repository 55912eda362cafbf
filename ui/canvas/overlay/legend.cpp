// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/overlay/legend.h"

#include <QPainter>
#include <array>
#include <utility>
#include <vector>

#include "ui/base/proxy_style.h"
#include "ui/canvas/paint/near_painter.h"
#include "ui/canvas/paint/paint_parts.h"

namespace weft::ui {
namespace {

constexpr double kPadding = 12;
constexpr double kRow = 20;
constexpr double kMark = 36;  // room of what is explained
constexpr double kColumn = 148;
constexpr int kRows = 8;

struct Column {
    QString head;
    std::vector<QString> rows;
};

}  // namespace

Legend::Legend(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("legend"));
    setAccessibleName(tr("Legend"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    resize(static_cast<int>(3 * kColumn + 2 * kPadding),
           static_cast<int>((kRows + 1) * kRow + 2 * kPadding));
}

void Legend::paintEvent(QPaintEvent*) {
    const Theme& theme = appTheme();
    const std::array<Column, 3> columns = {
        Column{tr("Sockets"),
               {tr("float"), tr("integer"), tr("bool"), tr("string"), tr("complex"),
                tr("resource, variant"), tr("not known yet")}},
        Column{tr("Wires"),
               {tr("tensor"), tr("large tensor"), tr("control: order only"),
                tr("reference"), tr("selected")}},
        Column{tr("Titles"),
               {tr("mathematics"), tr("arrays"), tr("networks"), tr("state"), tr("data"),
                tr("training"), tr("control"), tr("files, pictures")}}};
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(theme.lineStrong, 1));
    p.setBrush(theme.panel);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::kRadiusNode,
                      size::kRadiusNode);
    const auto wireMark = [&](QPointF at, std::size_t row) {
        const std::array<QPointF, 2> path = {at - QPointF(14, 0), at + QPointF(14, 0)};
        CanvasWire wire;
        wire.family = Family::Float;
        wire.width = row == 1 ? 4.0F : 1.5F;
        wire.control = row == 2;
        wire.reference = row == 3;
        if (wire.reference) { wire.family = Family::Handle; }
        const QColor colour = row == 4 ? theme.accent : wireColour(wire, theme);
        paintPath(p, path, wire, colour, row == 4 ? 1.5 : 0, {}, QRectF(rect()));
    };
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const double left = kPadding + static_cast<double>(c) * kColumn;
        drawWords(p, {QRectF(left, kPadding - 2, kColumn, kRow), columns[c].head, TextRole::Title,
                      theme.text, Qt::AlignLeft, 1});
        for (std::size_t k = 0; k < columns[c].rows.size(); ++k) {
            const double top = kPadding + static_cast<double>(k + 1) * kRow;
            const QPointF mark(left + kMark / 2, top + kRow / 2);
            if (c == 0) { drawSocket(p, mark, 12, static_cast<Family>(k), theme); }
            if (c == 1) { wireMark(mark, k); }
            if (c == 2) {
                p.setPen(QPen(theme.lineStrong, 1));
                p.setBrush(theme.category(static_cast<Category>(k)));
                p.drawRoundedRect(QRectF(mark - QPointF(12, 6), QSizeF(24, 12)), 3, 3);
            }
            drawWords(p, {QRectF(left + kMark + 4, top, kColumn - kMark - 8, kRow),
                          columns[c].rows[k], TextRole::Caption, theme.text2, Qt::AlignLeft, 1});
        }
    }
}

}  // namespace weft::ui
