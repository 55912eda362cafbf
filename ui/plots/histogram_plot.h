// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <deque>

#include "ui/session/tensor_stats.h"

namespace weft::ui {

/// Histograms of one tensor over the steps, each a ridge set off from the one before: the newest in
/// front, in full colour, older ones ever paler behind it. GUI thread.
class HistogramPlot final : public QWidget {
    Q_OBJECT

public:
    explicit HistogramPlot(QString tensor, QWidget* parent = nullptr);

    const QString& tensor() const { return m_tensor; }
    /// A sample of the same step as the last one replaces it.
    void add(qint64 step, const TensorStats& stats);
    /// Samples kept; of many, every second one is dropped.
    int samples() const { return static_cast<int>(m_slices.size()); }
    qint64 lastStep() const { return m_slices.empty() ? -1 : m_slices.back().step; }

    QSize sizeHint() const override { return {220, 150}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Slice {
        qint64 step = 0;
        TensorStats stats;
    };

    QPolygonF ridge(const Slice& slice, const QRectF& area, double height, double left,
                    double right) const;

    QString m_tensor;
    std::deque<Slice> m_slices;
};

}  // namespace weft::ui
