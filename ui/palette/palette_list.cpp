// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/palette_list.h"

#include <QDrag>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <algorithm>

#include "ui/base/icons.h"
#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

constexpr int kRowHeight = 26;
constexpr int kMark = 18;
constexpr int kSide = 8;
constexpr int kNameColumn = 168;
constexpr QSize kPicture(144, 48);

void drawMark(QPainter& p, const QRectF& rect, Category category) {
    const Theme& theme = appTheme();
    p.setPen(Qt::NoPen);
    p.setBrush(theme.category(category));
    p.drawRoundedRect(rect, size::kRadiusButton, size::kRadiusButton);
    lineIcon(iconOfCategory(category)).paint(&p, rect.adjusted(2, 2, -2, -2).toRect());
}

}  // namespace

void PaletteDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& at) const {
    const Theme& theme = appTheme();
    QPainter& p = *painter;
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    const bool chosen = option.state.testFlag(QStyle::State_Selected);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    const QRect r = option.rect;
    if (chosen || hovered) {
        p.fillRect(r,
                   chosen ? mixed(theme.accent, theme.panel, 0.22) : withAlpha(theme.text, 0.06));
    }
    if (chosen) { p.fillRect(QRect(r.left(), r.top(), 2, r.height()), theme.accent); }
    const auto category = static_cast<Category>(at.data(PaletteModel::kCategoryRole).toInt());
    const QRect mark(r.left() + kSide, r.center().y() - kMark / 2 + 1, kMark, kMark);
    drawMark(p, mark, category);
    const int left = mark.right() + 1 + kSide;
    const QString name = at.data(Qt::DisplayRole).toString();
    const bool both = m_row == PaletteRow::NameAndSummary;
    p.setFont(fontOf(TextRole::Mono));
    const int used = p.fontMetrics().horizontalAdvance(name);
    const int room = both ? std::max(kNameColumn, used) : r.right() - kSide - left;
    p.setPen(theme.text);
    p.drawText(QRect(left, r.top(), room, r.height()), Qt::AlignVCenter,
               p.fontMetrics().elidedText(name, Qt::ElideMiddle, room));
    if (both) {
        const QRect words(left + room + kSide, r.top(), r.right() - left - room - 2 * kSide,
                          r.height());
        p.setFont(fontOf(TextRole::Body));
        p.setPen(theme.text2);
        p.drawText(words, Qt::AlignVCenter,
                   p.fontMetrics().elidedText(at.data(PaletteModel::kSummaryRole).toString(),
                                              Qt::ElideRight, words.width()));
    }
    p.restore();
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {0, kRowHeight};
}

PaletteList::PaletteList(PaletteRow row, Drag drag, QWidget* parent) : QListView(parent) {
    setModel(&m_entries);
    setItemDelegate(new PaletteDelegate(row, this));
    setUniformItemSizes(true);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setDragEnabled(drag == Drag::Yes);
    setDragDropMode(drag == Drag::Yes ? DragOnly : NoDragDrop);
    connect(this, &QListView::doubleClicked, this, [this](const QModelIndex& at) {
        if (const PaletteEntry* entry = m_entries.entryAt(at)) { emit taken(entry->name); }
    });
}

QString PaletteList::current() const {
    const PaletteEntry* entry = m_entries.entryAt(currentIndex());
    return entry == nullptr ? QString() : entry->name;
}

void PaletteList::setCurrentRow(int row) { setCurrentIndex(m_entries.index(row)); }

void PaletteList::step(int rows) {
    const int count = m_entries.rowCount();
    if (count == 0) { return; }
    const int at = currentIndex().isValid() ? currentIndex().row() + rows : 0;
    setCurrentRow(std::clamp(at, 0, count - 1));
    scrollTo(currentIndex());
}

QStringList PaletteList::names() const {
    QStringList all;
    for (int i = 0; i < m_entries.rowCount(); ++i) {
        all.append(m_entries.index(i).data(Qt::DisplayRole).toString());
    }
    return all;
}

void PaletteList::keyPressEvent(QKeyEvent* event) {
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && !current().isEmpty()) {
        emit taken(current());
        return;
    }
    QListView::keyPressEvent(event);
}

void PaletteList::startDrag(Qt::DropActions) {
    const PaletteEntry* entry = m_entries.entryAt(currentIndex());
    if (entry == nullptr) { return; }
    auto* drag = new QDrag(this);
    drag->setMimeData(m_entries.mimeData({currentIndex()}));
    drag->setPixmap(entryPicture(*entry, devicePixelRatioF()));
    drag->setHotSpot({kPicture.width() / 2, 12});
    drag->exec(Qt::CopyAction);
}

QPixmap entryPicture(const PaletteEntry& entry, double ratio) {
    const Theme& theme = appTheme();
    QPixmap picture(kPicture * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter p(&picture);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF body(0.5, 0.5, kPicture.width() - 1, kPicture.height() - 1);
    p.setPen(Qt::NoPen);
    p.setBrush(theme.node);
    p.drawRoundedRect(body, size::kRadiusNode, size::kRadiusNode);
    p.setClipRect(QRectF(0, 0, kPicture.width(), 24));
    p.setBrush(theme.category(entry.category));
    p.drawRoundedRect(body, size::kRadiusNode, size::kRadiusNode);
    p.setClipping(false);
    lineIcon(iconOfCategory(entry.category)).paint(&p, QRect(6, 4, 16, 16));
    p.setPen(theme.text);
    p.setFont(fontOf(TextRole::Mono));
    const int room = kPicture.width() - 32;
    p.drawText(QRect(26, 0, room, 24), Qt::AlignVCenter,
               p.fontMetrics().elidedText(entry.name, Qt::ElideMiddle, room));
    p.setPen(QPen(theme.lineStrong, 1));
    p.setBrush(Qt::NoBrush);
    p.drawRoundedRect(body, size::kRadiusNode, size::kRadiusNode);
    return picture;
}

}  // namespace weft::ui
