// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/try/draw_pad.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

constexpr int kPixels = 280;  // ten times MNIST's
constexpr int kShown = 196;
constexpr double kThinnest = 0.02;
constexpr double kThickest = 0.2;
constexpr double kBrushStep = 1.25;
constexpr int kInk = 8;  // of 255: darker pixels do not count

/// The rectangle of all ink; null for none.
QRect boxOf(const QImage& image) {
    QRect box;
    for (int y = 0; y < image.height(); ++y) {
        const uchar* line = image.constScanLine(y);
        for (int x = 0; x < image.width(); ++x) {
            if (line[x] >= kInk) { box |= QRect(x, y, 1, 1); }
        }
    }
    return box;
}

QPointF centreOfMass(const QImage& image) {
    double sum = 0;
    QPointF weighted;
    for (int y = 0; y < image.height(); ++y) {
        const uchar* line = image.constScanLine(y);
        for (int x = 0; x < image.width(); ++x) {
            sum += line[x];
            weighted += QPointF(x + 0.5, y + 0.5) * line[x];
        }
    }
    return sum > 0 ? weighted / sum : QPointF(image.width() / 2.0, image.height() / 2.0);
}

}  // namespace

DrawPad::DrawPad(QWidget* parent)
    : QWidget(parent), m_image(kPixels, kPixels, QImage::Format_Grayscale8) {
    setObjectName(QStringLiteral("drawPad"));
    setAccessibleName(tr("Drawing pad"));
    setToolTip(tr("Draw with the mouse. C clears, + and \u2212 change the brush."));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::CrossCursor);
    setFixedSize(kShown, kShown);
    m_image.fill(0);
}

QSize DrawPad::sizeHint() const { return {kShown, kShown}; }

bool DrawPad::isEmpty() const { return boxOf(m_image).isNull(); }

void DrawPad::setBrush(double share) { m_brush = std::clamp(share, kThinnest, kThickest); }

void DrawPad::clear() {
    m_image.fill(0);
    update();
    emit changed();
}

QRectF DrawPad::area() const { return QRectF(rect()).adjusted(1, 1, -1, -1); }

QPointF DrawPad::toImage(QPointF at) const {
    return (at - area().topLeft()) * (kPixels / area().width());
}

void DrawPad::strokeTo(QPointF at) {
    QPainter p(&m_image);
    p.setRenderHint(QPainter::Antialiasing);
    // Pixels of data, no colour of the window: the largest value.
    QColor ink;
    ink.setRgbF(1, 1, 1);
    p.setPen(QPen(ink, 2 * m_brush * kPixels, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    // A line without a length is drawn as nothing.
    p.drawLine(m_last, at == m_last ? at + QPointF(0.1, 0) : at);
    m_last = at;
    update();
    emit changed();
}

void DrawPad::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) { return; }
    m_last = toImage(event->position());
    strokeTo(m_last);
}

void DrawPad::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) { strokeTo(toImage(event->position())); }
}

void DrawPad::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_C:
        case Qt::Key_Delete:
        case Qt::Key_Backspace:
            clear();
            break;
        case Qt::Key_Plus:
            setBrush(m_brush * kBrushStep);
            break;
        case Qt::Key_Minus:
            setBrush(m_brush / kBrushStep);
            break;
        default:
            QWidget::keyPressEvent(event);
    }
}

void DrawPad::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::SmoothPixmapTransform);
    p.drawImage(area(), m_image);
    p.setPen(QPen(hasFocus() ? appTheme().accent : appTheme().lineStrong, 1));
    p.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
}

QImage centredAsMnist(const QImage& drawing, int width, int height, double share) {
    QImage out(width, height, QImage::Format_Grayscale8);
    out.fill(0);
    const QRect box = boxOf(drawing);
    if (box.isNull()) { return out; }
    const double scale = std::min(share * width / box.width(), share * height / box.height());
    const QSize size(std::max(1, static_cast<int>(std::lround(box.width() * scale))),
                     std::max(1, static_cast<int>(std::lround(box.height() * scale))));
    const QImage digit = drawing.copy(box)
                             .scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                             .convertToFormat(QImage::Format_Grayscale8);
    const QPointF shift = QPointF(width / 2.0, height / 2.0) - centreOfMass(digit);
    const auto inside = [](double at, int used, int room) {
        return std::clamp(static_cast<int>(std::lround(at)), 0, std::max(0, room - used));
    };
    QPainter p(&out);
    p.drawImage(
        QPoint(inside(shift.x(), size.width(), width), inside(shift.y(), size.height(), height)),
        digit);
    return out;
}

}  // namespace weft::ui
