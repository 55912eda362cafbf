// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QElapsedTimer>
#include <QJsonObject>
#include <QObject>
#include <QTimer>

#include "ui/shell/main_window.h"

namespace weft::studio {

/// Measures what a person waits for (`--bench-verbs`): from Train to the first loss, from Stop to
/// the session's answer, and how long closing the document while it trains holds the window up.
/// Protocol: start done. GUI thread.
class VerbBench final : public QObject {
    Q_OBJECT

public:
    /// @param window observed, not owned.
    explicit VerbBench(ui::MainWindow& window, QObject* parent = nullptr);
    /// A document that trains is open.
    void start();

signals:
    /// `{"first_loss_ms":84,"stop_ms":3,"close_ms":1,"left_ms":12}`; null: it was over before.
    void done(const QByteArray& json);

private:
    enum class Phase { Idle, FirstLoss, Training, Stopping, Again, Closing };
    void train(Phase phase);
    void look();
    void stop();
    void close();
    double elapsedMs() const;

    ui::MainWindow& m_window;
    Phase m_phase = Phase::Idle;
    QElapsedTimer m_time;
    QTimer m_leaving;
    QJsonObject m_result;
};

}  // namespace weft::studio
