// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>
#include <memory>

#include "ui/session/session_task.h"
#include "ui/session/step_report.h"

namespace weft::ui {

/// What a session can do, asked before any of it is done.
struct SessionInfo {
    QString name;               ///< "session 1"
    QString target;             ///< "in process"
    QStringList fetches;        ///< of the call line: "loss:0"
    QStringList feeds;          ///< "x: fashion-mnist/train[64]"
    bool trains = false;        ///< there is a train row
    QString trainText;          ///< "Train 5 epochs"
    std::vector<QString> rows;  ///< of the run sheet, in words
};

/// A session as the window sees it: five verbs that return at once, and reports that come by
/// signal. GUI thread; whatever works behind it does so elsewhere.
class SessionFeed : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    virtual SessionInfo info() const = 0;
    /// Asks the session's values something, beside whatever it does. A session without an engine
    /// drops it.
    virtual void ask(std::shared_ptr<SessionTask> task) {
        task->drop(failedPrecondition("there is no engine behind this session"));
    }

public slots:
    /// Runs the initialisers of variables that have no value.
    virtual void init() = 0;
    /// Trains on until the run sheet ends. @param steps at most so many, or all when negative.
    virtual void train(qint64 steps) = 0;
    /// Stops after the present step, to go on later.
    virtual void pause() = 0;
    /// One call of each row that is due.
    virtual void step() = 0;
    /// One call without training. @param fetches tensors; none: every end of the graph that needs
    /// no feed.
    virtual void run(const QStringList& fetches) = 0;
    /// Ends training within 200 ms; values stay.
    virtual void stop() = 0;

signals:
    void reported(std::shared_ptr<const weft::ui::SessionReport> report);
};

}  // namespace weft::ui
