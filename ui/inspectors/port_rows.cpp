// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/port_rows.h"

#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/base/proxy_style.h"
#include "ui/canvas/paint/paint_parts.h"

namespace weft::ui {
namespace {

constexpr int kRowHeight = 24;

/// One line: sign, name, dtype and shape.
class PortLine final : public QWidget {
public:
    PortLine(PortFact port, QWidget* parent) : QWidget(parent), m_port(std::move(port)) {
        setFixedHeight(kRowHeight);
        setToolTip(m_port.description);
        setAccessibleName(m_port.name + ' ' + m_port.type);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = appTheme();
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        drawSocket(p, QPointF(5, height() / 2.0), 9, m_port.family, theme);
        const QRectF r = rect();
        // The name keeps what the type leaves it, but no less than a third.
        const double most = r.width() * 0.66;
        const double type = std::min(widthOf(m_port.type, TextRole::Mono) + 2, most);
        drawWords(p, {QRectF(18, 0, r.width() - 18 - type - 6, r.height()), m_port.name,
                      TextRole::Body, theme.text});
        drawWords(p, {QRectF(r.width() - type, 0, type, r.height()), m_port.type, TextRole::Mono,
                      theme.text2, Qt::AlignRight});
    }

private:
    PortFact m_port;
};

}  // namespace

PortRows::PortRows(QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
}

void PortRows::setPorts(std::vector<PortFact> ports) {
    if (ports == m_ports && layout()->count() > 0) { return; }
    m_ports = std::move(ports);
    while (QLayoutItem* item = layout()->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const PortFact& port : m_ports) { layout()->addWidget(rowOf(port)); }
}

QWidget* PortRows::rowOf(const PortFact& port) {
    auto* row = new QWidget(this);
    auto* column = new QVBoxLayout(row);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new PortLine(port, row));
    if (port.sourceItem != 0) {
        auto* link = new QToolButton(row);
        link->setText(tr("from %1").arg(port.source));
        link->setAccessibleName(tr("%1 comes from %2: go there").arg(port.name, port.source));
        link->setAutoRaise(true);
        link->setFont(fontOf(TextRole::MonoSmall));
        link->setCursor(Qt::PointingHandCursor);
        QPalette palette = link->palette();
        palette.setColor(QPalette::ButtonText, appTheme().accent);
        link->setPalette(palette);
        connect(link, &QToolButton::clicked, this,
                [this, item = port.sourceItem] { emit sourceClicked(item); });
        auto* inset = new QHBoxLayout;
        inset->setContentsMargins(14, 0, 0, 2);
        inset->addWidget(link);
        inset->addStretch();
        column->addLayout(inset);
    } else if (port.needed) {
        auto* hint = new QLabel(tr("needs a wire"), row);
        hint->setFont(fontOf(TextRole::Caption));
        hint->setContentsMargins(18, 0, 0, 2);
        QPalette palette = hint->palette();
        palette.setColor(QPalette::WindowText, appTheme().warn);
        hint->setPalette(palette);
        column->addWidget(hint);
    }
    return row;
}

}  // namespace weft::ui
