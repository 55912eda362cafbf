// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/drag/socket_picker.h"

#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/base/proxy_style.h"
#include "ui/canvas/canvas_words.h"

namespace weft::ui {
namespace {

constexpr int kWidth = 296;
constexpr int kRow = 24;
constexpr int kMostRows = 8;

QPointF placeOf(const CanvasSnapshot& s, const Hit& hit) {
    return hit.kind == Hit::Kind::Output ? s.output(hit.node, hit.port)
                                         : s.input(hit.node, hit.port);
}

}  // namespace

Hit firstSocket(const CanvasSnapshot& s, int node, bool isOutput) {
    const DiagramNode& n = s.node(node);
    if (isOutput) { return n.outputs.empty() ? Hit() : Hit{Hit::Kind::Output, node, 0, -1, -1}; }
    for (int k = 0; k < static_cast<int>(n.inputs.size()); ++k) {
        if (s.wireInto(node, k) < 0) { return {Hit::Kind::Input, node, k, -1, -1}; }
    }
    return n.inputs.empty() ? Hit() : Hit{Hit::Kind::Input, node, 0, -1, -1};
}

std::vector<SocketOffer> partnersOf(const CanvasSnapshot& s, const Hit& from,
                                    const WireCheck& check) {
    WireDrag drag;
    drag.fixedIsOutput = from.kind == Hit::Kind::Output;
    drag.fixed = s.port(from.node, from.port, drag.fixedIsOutput).socket;
    drag.fixedHit = from;
    struct Found {
        Hit hit;
        double distance;
    };
    std::vector<Found> found;
    const bool outputs = !drag.fixedIsOutput;
    const QPointF start = placeOf(s, from);
    for (int i = 0; i < s.nodes(); ++i) {
        if (i == from.node) { continue; }
        const auto count =
            static_cast<int>(outputs ? s.node(i).outputs.size() : s.node(i).inputs.size());
        for (int k = 0; k < count; ++k) {
            const Hit hit{outputs ? Hit::Kind::Output : Hit::Kind::Input, i, k, -1, -1};
            const bool joined =
                !outputs && s.wireInto(i, k) >= 0 && s.wire(s.wireInto(i, k)).fromNode == from.node;
            if (joined || !verdictOf(s, drag, hit, check).fits) { continue; }
            const QPointF way = placeOf(s, hit) - start;
            found.push_back({hit, std::hypot(way.x(), way.y())});
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Found& a, const Found& b) { return a.distance < b.distance; });
    std::vector<SocketOffer> offers;
    for (const Found& f : found) {
        const PortInfo& port = s.port(f.hit.node, f.hit.port, outputs);
        const QString type = carriedBy(port);
        offers.push_back({port.socket,
                          s.node(f.hit.node).name + QStringLiteral(" \u00b7 ") + port.name +
                              (type.isEmpty() ? QString() : QStringLiteral("   ") + type),
                          socketWords(s, f.hit.node, f.hit.port, outputs)});
    }
    return offers;
}

SocketPicker::SocketPicker(QWidget* parent)
    : QFrame(parent), m_list(new QListWidget(this)), m_words(new QLabel(this)) {
    setObjectName(QStringLiteral("socketPicker"));
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    m_list->setAccessibleName(tr("Sockets that fit, nearest first"));
    m_list->setFont(fontOf(TextRole::Mono));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->installEventFilter(this);
    m_words->setFont(fontOf(TextRole::Caption));
    m_words->setWordWrap(true);
    m_words->setContentsMargins(8, 4, 8, 4);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addWidget(m_list);
    layout->addWidget(m_words);
    connect(m_list, &QListWidget::itemClicked, this, &SocketPicker::pick);
}

void SocketPicker::offer(std::vector<SocketOffer> offers) {
    m_offers = std::move(offers);
    for (const SocketOffer& offer : m_offers) {
        auto* row = new QListWidgetItem(offer.name, m_list);
        row->setData(Qt::AccessibleTextRole, offer.words);
        row->setSizeHint({0, kRow});
    }
    m_list->setCurrentRow(0);
    m_words->setText(m_offers.empty() ? tr("Nothing here fits. Esc leaves.")
                                      : tr("Enter connects, Esc leaves."));
}

void SocketPicker::showAt(QPoint socket) {
    const int rows = std::clamp(static_cast<int>(m_offers.size()), 1, kMostRows);
    m_list->setFixedHeight(rows * kRow + 2);
    m_list->setVisible(!m_offers.empty());
    setFixedWidth(std::min(kWidth, parentWidget()->width()));
    adjustSize();
    const int right = std::max(0, parentWidget()->width() - width());
    const int bottom = std::max(0, parentWidget()->height() - height());
    move(std::clamp(socket.x() + 16, 0, right), std::clamp(socket.y() - kRow / 2, 0, bottom));
    show();
    raise();
    QWidget* keys = m_list;
    if (m_offers.empty()) {
        installEventFilter(this);
        setFocusPolicy(Qt::StrongFocus);
        keys = this;
    }
    keys->setFocus(Qt::OtherFocusReason);
}

void SocketPicker::refuse(const QString& reason) {
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, appTheme().error);
    m_words->setPalette(colours);
    m_words->setText(reason);
    adjustSize();
}

void SocketPicker::pick() {
    const int row = m_list->currentRow();
    if (row < 0 || row >= static_cast<int>(m_offers.size())) { return; }
    const SocketRef socket = m_offers[static_cast<std::size_t>(row)].socket;
    emit picked(socket);
}

void SocketPicker::leave() {
    if (m_closed) { return; }
    dismiss();
    emit left();
}

/// The canvas takes the focus first: hiding would hand it on as Tab does.
void SocketPicker::dismiss() {
    m_closed = true;
    parentWidget()->setFocus(Qt::OtherFocusReason);
    hide();
    deleteLater();
}

bool SocketPicker::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape) {
            leave();
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            pick();
            return true;
        }
    }
    if (event->type() == QEvent::FocusOut && !m_closed) {
        m_closed = true;
        hide();
        deleteLater();
    }
    return QFrame::eventFilter(watched, event);
}

}  // namespace weft::ui
