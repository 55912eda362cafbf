// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>
#include <utility>
#include <vector>

namespace weft::ui {

/// What the figures at the nodes mean, and what they add up to.
struct CostKey {
    QString head;       ///< "Time of a step"
    QString sum;        ///< "3.42 ms", "" where nothing was measured
    QStringList lines;  ///< below: copies, peak, what to do
    bool heat = false;  ///< the heat colours with their shares
    struct Device {
        QString name;
        int colour = 0;
        QString figure;  ///< "1.20 ms", "" where not known
        friend bool operator==(const Device&, const Device&) = default;
    };
    std::vector<Device> devices;
    friend bool operator==(const CostKey&, const CostKey&) = default;
};

/// Explains the figures at the nodes in a corner of the canvas; clicks go through it. GUI thread.
class CostLegend final : public QWidget {
    Q_OBJECT

public:
    explicit CostLegend(QWidget* parent);
    void setKey(CostKey key);
    const CostKey& key() const { return m_key; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    CostKey m_key;
};

}  // namespace weft::ui
