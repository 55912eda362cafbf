// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QStringList>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "ui/base/value_preview.h"
#include "ui/session/costs/step_cost.h"
#include "ui/session/flows/flow_report.h"

/// @file
/// What a session tells the window: plain values, made on the session's thread, never changed
/// after.

namespace weft::ui {

struct EngineDocument;

/// What a session can do, asked before any of it is done.
struct SessionInfo {
    QString name;               ///< "session 1"
    QString target;             ///< "in process"
    QStringList fetches;        ///< of the call line: "loss:0"
    QStringList feeds;          ///< "x: fashion-mnist/train[64]"
    bool trains = false;        ///< there is a train row
    QString trainText;          ///< "Train 5 epochs"
    bool strict = false;        ///< it initialises nothing by itself
    bool logPlacement = false;  ///< each call tells where its ops ran
};

/// One call by hand: names of tensors and operations, and values typed for placeholders.
struct RunCall {
    QStringList fetches;                             ///< none: every end that needs no feed
    std::vector<std::pair<QString, QString>> feeds;  ///< "x:0" and "[1, 2, 3]"
};

/// What a session is doing.
enum class RunState { Empty, Idle, Busy, Training, Halted, Pausing, Paused, Stopping, Failed };

/// How far training is.
struct Progress {
    RunState state = RunState::Empty;
    qint64 step = 0;
    qint64 totalSteps = 0;  ///< 0 where not known
    int epoch = 0;          ///< the running one, from 1
    int epochs = 0;
    double stepsPerSecond = 0;
    double etaSeconds = -1;  ///< negative where not known
    double wallSeconds = 0;
    std::optional<double> loss;
    bool unfinished = false;  ///< a run can go on
    bool trained = false;     ///< variables were changed by training or by hand
};

/// One value of a curve.
struct ScalarPoint {
    qint64 step = 0;
    QString series;  ///< "train/loss": row and fetch
    double value = 0;
    bool validation = false;
};

/// An epoch that began.
struct EpochMark {
    qint64 step = 0;
    int epoch = 0;
};

/// A variable of the session.
struct VariableRow {
    QString name;
    QString dtype;
    QString shape;
    QString device;
    qint64 bytes = 0;
    bool initialised = false;
    QString summary;             ///< value of a scalar, else "min..max"
    quint64 item = 0;            ///< node of the diagram it belongs to
    QString mean;                ///< of more than one element
    QString ratio;               ///< size of the last update by that of the value; while training
    std::vector<int> histogram;  ///< counts between least and greatest value; of large ones none
};

/// A line of the transcript. Lines of the same call fold to one with a counter.
struct TranscriptLine {
    enum class Kind { Call, Result, Note, Error };
    Kind kind = Kind::Call;
    QString text;
    QString result;
    double seconds = 0;  ///< since the session began
    int count = 1;
    QString detail;               ///< "5 of 6 ops ran, 0.2 ms"
    QString python;               ///< the act in TensorFlow 1; empty: nothing to copy
    QString row;                  ///< of the run sheet, whose curves hold each call's values
    std::vector<QString> labels;  ///< of the values, where the call is one by hand
    std::vector<QString> values;  ///< one a label
};

/// Why the session failed.
struct ErrorReport {
    QString code;      ///< "INVALID_ARGUMENT"
    QString message;   ///< TensorFlow's sentence
    QString plain;     ///< in plain words, what and where
    QString nodeName;  ///< graph node, "" where not known
    quint64 item = 0;  ///< node of the diagram, 0 where not known
    qint64 step = 0;
    QStringList inputs;   ///< of the node: "x:0 float32 [64,784]"
    bool partly = false;  ///< an update had been made when it failed
};

/// Before which node a call has halted, and what it is about to read.
struct HaltReport {
    struct Input {
        QString tensor;  ///< "x:0"
        QString value;   ///< short, "no value" of a variable without one
    };
    QString node;  ///< of the graph; empty: no call is halted
    QString op;
    std::vector<quint64> ids;    ///< nodes of diagrams that show it, itself before what it lies in
    std::vector<quint64> exact;  ///< of these those that are the node itself, not a group around it
    std::vector<Input> inputs;   ///< in the node's order
};

/// What one node's footer and stripe show.
struct NodeReport {
    QString value;
    QStringList devices;
    bool running = false;
    bool hasVariables = false;
    bool initialised = false;
    ValuePreview preview = {};
    std::optional<FlowReport> flow = {};  ///< of a loop or branch that calls came to
};

/// A session's news since the last report. Points and lines are only the new ones; the optional
/// parts replace what was known before.
struct SessionReport {
    Progress progress;
    std::vector<ScalarPoint> points;
    std::vector<EpochMark> epochs;
    std::vector<TranscriptLine> lines;
    std::optional<std::vector<VariableRow>> variables;
    std::optional<QHash<quint64, NodeReport>> nodes;
    std::optional<StepCost> cost;  ///< of the step measured last; without ops: none of this graph
    std::optional<ErrorReport> error;
    std::optional<QString> notice;    ///< one line for people, nothing wrong
    bool clearError = false;          ///< something was asked anew: the error before is over
    bool clearCurves = false;         ///< a new run begins: forget the points before these
    std::optional<HaltReport> halt;   ///< a call has halted; with an empty node: it goes on
    int answered = 0;                 ///< verbs that were carried out, refused or dropped
    std::optional<SessionInfo> info;  ///< it is another one now
    std::shared_ptr<const EngineDocument> document;  ///< it runs this one now; null: as before
};

}  // namespace weft::ui
