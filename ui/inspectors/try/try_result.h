// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QStringList>
#include <QWidget>

#include "engine/weft.h"

namespace weft::ui {

/// What a tensor of one example shows as.
struct TryBar {
    QString name;
    double value = 0;
    bool best = false;
    bool wanted = false;  ///< the label's
};

/// The answer to a question: bars with the names of classes for a row of scores, a picture, a
/// number, or the values as text. GUI thread.
class TryResult final : public QWidget {
    Q_OBJECT

public:
    explicit TryResult(QWidget* parent = nullptr);

    struct Options {
        bool scores = false;  ///< softmax first
        QStringList names;    ///< of classes
        int label = -1;       ///< -1: not known
    };
    void setValue(const Tensor& value, const Options& options);
    void clear();

    const std::vector<TryBar>& bars() const { return m_bars; }
    const QString& text() const { return m_text; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void setBars(std::vector<double> values, const Options& options);

    std::vector<TryBar> m_bars;
    QImage m_image;
    QString m_text;
};

}  // namespace weft::ui
