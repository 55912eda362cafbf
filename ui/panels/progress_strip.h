// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/session/step_report.h"

namespace weft::ui {

/// The part of the toolbar that tells how a run goes: step n/N, epoch, loss, steps a second, time
/// left, with a bar below. Each figure has its fixed place, so that nothing moves as digits come.
class ProgressStrip final : public QWidget {
    Q_OBJECT

public:
    explicit ProgressStrip(QWidget* parent = nullptr);

    void setProgress(const Progress& progress);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Slot {
        QString caption;
        QString value;
        int width = 0;
    };
    std::vector<Slot> figures() const;

    Progress m_progress;
};

}  // namespace weft::ui
