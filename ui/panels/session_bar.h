// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/session/step_report.h"

namespace weft::ui {

/// The tabs above the canvas: one a session, with colour dot, name, state and devices.
class SessionBar final : public QWidget {
    Q_OBJECT

public:
    explicit SessionBar(QWidget* parent = nullptr);

    void setSession(const QString& name, const QString& target);
    void setProgress(const Progress& progress);
    void setDevices(const QStringList& devices);
    /// Where in the drawing the canvas is: "fashion_mlp / hidden1"; shown at the right.
    void setPlace(const QString& place);
    /// "training 1 240/4 690".
    static QString stateText(const Progress& progress);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_name;
    QString m_target;
    QStringList m_devices;
    QString m_place;
    Progress m_progress;
    int m_tabWidth = 0;  // as painted last
};

}  // namespace weft::ui
