// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <array>
#include <memory>

namespace weft::studio {

/// SIGTERM, SIGINT and SIGHUP as a Qt signal: the handler only writes a byte into a pipe. The
/// second of the same kind ends the process as if nobody cared. One object at a time. GUI thread.
class QuitSignals final : public QObject {
    Q_OBJECT

public:
    explicit QuitSignals(QObject* parent = nullptr);
    ~QuitSignals() override;

signals:
    void asked();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::array<int, 2> m_pipe{-1, -1};
};

}  // namespace weft::studio
