// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSet>
#include <QStringList>
#include <memory>

#include "ui/session/call_stepper.h"
#include "ui/session/session_task.h"
#include "ui/session/step_report.h"

namespace weft::ui {

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

    /// What it runs, as far as it has told. Null without an engine.
    virtual std::shared_ptr<const EngineDocument> document() const { return nullptr; }

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

    /// Runs initialisers. @param variables names of their nodes; none: of all.
    virtual void initialise(const QStringList& /*variables*/) {}
    /// One call with feeds by hand.
    virtual void call(const weft::ui::RunCall& asked) { run(asked.fetches); }
    /// Gives a variable a value. @param text as printed: "[[1, 2], [3, 4]]".
    virtual void assign(const QString& /*variable*/, const QString& /*text*/) {}
    /// Goes over to an edited graph at the next step border; variables keep their values where
    /// they fit. While it trains it goes on training. Not counted in SessionReport::answered.
    virtual void apply(std::shared_ptr<const weft::ui::EngineDocument> /*document*/) {}
    /// Stops and begins afresh with this graph: no variable has a value.
    virtual void restart(std::shared_ptr<const weft::ui::EngineDocument> /*document*/) {}
    /// Stops; variables and random streams are as they were when the run began.
    virtual void rewind() {}
    /// The variables that somebody sees: of these also histograms and updates are told.
    virtual void setVariablesInView(const QSet<QString>& /*names*/) {}
    /// Names of nodes before which calls halt; counts at once.
    virtual void setBreakpoints(const QSet<QString>& /*nodes*/) {}
    /// A halted call goes on like that; where none is, the next one begins like that. A training
    /// that goes on to its step's end pauses there.
    virtual void proceed(weft::ui::Pace /*pace*/) {}
    /// Whether steps are measured: of a training one now and then, and each call by hand.
    virtual void setMeasured(bool /*on*/) {}
    /// Whether nodes show their values in small.
    virtual void setPreviewed(bool /*on*/) {}
    /// Whether calls tell how often loops went round and which branches were taken.
    virtual void setFlowsCounted(bool /*on*/) {}
    /// The loop whose values are kept iteration by iteration: a node of the diagram, 0 none. Calls by
    /// hand and, of a training, a step now and then are carried out node by node for that.
    virtual void setLoopKept(quint64 /*node*/) {}
    /// Whether each call by hand tells where its ops ran.
    virtual void setLogPlacement(bool /*on*/) {}

    /// Finishes its step, keeps what it trained and ends, all without the caller; left() tells when.
    /// Nothing may be asked of it after this.
    virtual void leave() {
        QMetaObject::invokeMethod(this, &SessionFeed::left, Qt::QueuedConnection);
    }

signals:
    /// It has ended: destroying it waits for nothing.
    void left();
    /// What it trained could not be kept when it ended; words for people. Comes before left().
    void lost(const QString& words);
    void reported(std::shared_ptr<const weft::ui::SessionReport> report);
};

}  // namespace weft::ui
