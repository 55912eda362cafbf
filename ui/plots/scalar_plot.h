// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QTimer>
#include <QWidget>
#include <vector>

#include "ui/plots/decimation.h"

class QCPGraph;
class QCPItemLine;
class QCPItemStraightLine;
class QCPItemText;
class QCustomPlot;

namespace weft::ui {

class SeriesStore;
struct Series;

/// Live plot of one measure: raw values pale, smoothed ones opaque, validation dashed, epochs as
/// faint upright lines, the last value written at the curve's end.
///
/// A view only: points live in SeriesStore. A change is drawn at once when the last drawing is
/// 100 ms old, else at the end of these 100 ms; later where drawing takes more than 0.5 ms of
/// computing, so that watching does not slow training down. Never while hidden. GUI thread.
class ScalarPlot final : public QWidget {
    Q_OBJECT

public:
    /// @param measure the part of a series' name behind the row: "loss". @param store observed, not
    /// owned; must outlive this widget.
    ScalarPlot(QString measure, SeriesStore& store, QWidget* parent = nullptr);
    ~ScalarPlot() override;

    const QString& measure() const { return m_measure; }
    /// Drawings so far; for tests.
    int drawings() const { return m_drawings; }

signals:
    /// The curves stand as the store has them.
    void drawn();

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Curve {
        QCPGraph* raw = nullptr;       // owned by m_plot
        QCPGraph* smoothed = nullptr;  // owned by m_plot
        Decimation rawPoints;
        Decimation smoothedPoints;
        QCPItemText* last = nullptr;  // owned by m_plot
        QCPItemLine* dash = nullptr;  // owned by m_plot: the curve's line before its last value
    };

    void schedule();
    void draw();
    void restyle();
    Curve& curveOf(const Series& series);
    enum class Draw { Raw, Smoothed, Mean };
    void fill(QCPGraph& graph, Decimation& points, const Series& series, Draw draw) const;
    void fitAxes();
    void placeEpochs();
    void placeLastValues();

    QString m_measure;
    SeriesStore& m_store;
    QCustomPlot* m_plot = nullptr;  // child
    QHash<QString, Curve> m_curves;
    std::vector<QCPItemStraightLine*> m_epochLines;  // owned by m_plot
    std::vector<QCPItemText*> m_epochTexts;          // owned by m_plot
    QTimer m_timer;
    QElapsedTimer m_sinceDrawing;
    double m_smoothing = -1;  // that the smoothed points were made with
    int m_frameMs = 100;      // between drawings
    int m_drawings = 0;
};

}  // namespace weft::ui
