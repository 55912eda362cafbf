// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/icons.h"

#include <QCache>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>
#include <utility>

#include "ui/base/proxy_style.h"

// A global function, because the macro declares one.
static void initWeftResources() { Q_INIT_RESOURCE(weft); }

namespace weft::ui {
namespace {

/// Renders at the asked size and looks the colour up each time, so that a change of theme reaches
/// every icon without replacing it.
class LineIconEngine final : public QIconEngine {
public:
    explicit LineIconEngine(QString name) : m_name(std::move(name)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode,
               QIcon::State state) override {
        painter->drawPixmap(
            rect, scaledPixmap(rect.size(), mode, state, painter->device()->devicePixelRatioF()));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return scaledPixmap(size, mode, state, 1.0);
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state,
                         qreal scale) override {
        const int pixels = std::min(size.width(), size.height());
        const QPixmap made =
            lineIconPixmap(m_name, qRound(pixels / scale), tint(mode, state), scale);
        return made;
    }
    QIconEngine* clone() const override { return new LineIconEngine(m_name); }

private:
    static QColor tint(QIcon::Mode mode, QIcon::State state) {
        const Theme& theme = appTheme();
        if (mode == QIcon::Disabled) { return mixed(theme.text3, theme.panel, 0.55); }
        if (state == QIcon::On || mode == QIcon::Active || mode == QIcon::Selected) {
            return theme.text;
        }
        return theme.text2;
    }

    QString m_name;
};

}  // namespace

void initResources() { initWeftResources(); }

QIcon lineIcon(const QString& name) { return QIcon(new LineIconEngine(name)); }

QImage lineIconImage(const QString& name, int pixels, const QColor& colour, double ratio) {
    constexpr qsizetype kMostKept = 512;
    using Key = std::pair<QString, quint64>;
    // A thread's own: painters on other threads want icons, too.
    thread_local QCache<Key, QImage> known(kMostKept);
    if (pixels <= 0) { return {}; }  // a layout may have no room yet
    const auto size = static_cast<quint64>(pixels) << 16 | static_cast<quint64>(ratio * 100);
    const Key key(name, size << 32 | colour.rgba());
    if (const QImage* found = known.object(key)) { return *found; }
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) { return {}; }
    QByteArray svg = file.readAll();
    svg.replace("#000", colour.name().toLatin1());
    QSvgRenderer renderer(svg);
    const int side = qRound(pixels * ratio);
    QImage picture(side, side, QImage::Format_ARGB32_Premultiplied);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    renderer.render(&painter, QRectF(0, 0, side, side));
    painter.end();
    picture.setDevicePixelRatio(ratio);
    known.insert(key, new QImage(picture));  // the cache's
    return picture;
}

QPixmap lineIconPixmap(const QString& name, int pixels, const QColor& colour, double ratio) {
    return QPixmap::fromImage(lineIconImage(name, pixels, colour, ratio));
}

QString iconOfCategory(Category category) {
    switch (category) {
        case Category::Math:
            return QStringLiteral("math");
        case Category::Array:
            return QStringLiteral("array");
        case Category::Nn:
            return QStringLiteral("nn");
        case Category::State:
            return QStringLiteral("state");
        case Category::Data:
            return QStringLiteral("data");
        case Category::Train:
            return QStringLiteral("optimizer");
        case Category::Control:
            return QStringLiteral("control");
        case Category::Io:
            return QStringLiteral("io");
    }
    return {};
}

}  // namespace weft::ui
