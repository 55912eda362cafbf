// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace weft::ui {

class SeriesStore;

/// Rows beside a plot: measure as title, then for each curve a piece of its line, the name of its
/// row, and its last value. Painted when asked to, at the plot's pace.
class SeriesLegend final : public QWidget {
    Q_OBJECT

public:
    /// @param store observed, not owned; must outlive this widget.
    SeriesLegend(QString measure, const SeriesStore& store, QWidget* parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_measure;
    const SeriesStore& m_store;
};

}  // namespace weft::ui
