// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>

namespace weft::ui {

/// A black ground to draw on in white with the mouse, as handwritten digits come. The keys: C or
/// Delete clears, + and - change the brush.
class DrawPad final : public QWidget {
    Q_OBJECT

public:
    explicit DrawPad(QWidget* parent = nullptr);

    QSize sizeHint() const override;
    /// What was drawn, in the pad's own resolution.
    const QImage& drawing() const { return m_image; }
    bool isEmpty() const;
    /// Radius of the brush as a share of the pad, 0.02 to 0.2.
    void setBrush(double share);
    double brush() const { return m_brush; }

public slots:
    void clear();

signals:
    void changed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRectF area() const;
    QPointF toImage(QPointF at) const;
    void strokeTo(QPointF at);

    QImage m_image;
    QPointF m_last;
    double m_brush = 0.055;
};

/// A drawing brought to the size and place that MNIST's digits have: its box scaled, the longer side
/// to this share of the picture, its centre of mass in the middle. An empty one stays empty.
/// @param share 20/28 in MNIST; 1 where digits fill the picture.
QImage centredAsMnist(const QImage& drawing, int width, int height, double share);

}  // namespace weft::ui
