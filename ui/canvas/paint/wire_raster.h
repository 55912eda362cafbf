// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <span>

namespace weft::ui {

/// Draws anti-aliased lines of one opaque colour straight into an image: a pixel gets the share of
/// its column or row that the line covers. A painter strokes an outline instead, which for a view
/// full of wires takes ten times as long.
class WireRaster {
public:
    /// @param image of 32 bits a pixel without alpha; observed, not owned.
    explicit WireRaster(QImage& image);

    /// @param path in device pixels; what lies outside of the image is left out.
    /// @param width in device pixels, from 1.
    void draw(std::span<const QPointF> path, double width, QRgb colour);

private:
    void segment(QPointF a, QPointF b);
    void level(QPointF a, QPointF b);
    void dot(QPointF at);
    void blend(int x, int y, int share);
    /// Both in 1/256 pixels.
    void column(int x, int top, int bottom);
    void row(int y, int left, int right);
    QRgb* line(int y) { return m_bits + m_stride * y; }

    QRgb* m_bits;
    qsizetype m_stride;
    int m_width;
    int m_height;
    double m_half = 0.5;  // of the width drawn now
    QRgb m_colour = 0;
};

}  // namespace weft::ui
