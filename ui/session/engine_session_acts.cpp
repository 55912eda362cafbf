// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// EngineSession: the acts that are over at once, and who looks on at calls, on the session's thread.
/// Training and the thread itself are in engine_session_work.cpp.

#include <algorithm>
#include <utility>

#include "ui/base/number_format.h"
#include "ui/base/to_qt.h"
#include "ui/session/engine_session.h"
#include "ui/session/flows/onlookers.h"
#include "ui/session/run_call.h"
#include "ui/session/tensor_stats.h"
#include "ui/session/train_run.h"

namespace weft::ui {
namespace {

constexpr qint64 kWarmSteps = 3;  // of a training: the first ones make plans and touch new memory

SessionOptions optionsOf(const EngineDocument& document) {
    SessionOptions options;
    if (!document.project) { return options; }
    const weft::Settings& settings = document.project->settings();
    options.cpuDevices = settings.cpuDevices;
    options.seed = settings.seed;
    options.defaultDevice = settings.device;
    options.softPlacement = settings.softPlacement;
    return options;
}

/// "w, b and 3 others".
QString listed(const Graph& graph, const std::vector<NodeId>& nodes) {
    constexpr std::size_t kShown = 3;
    QStringList names;
    for (std::size_t i = 0; i < nodes.size() && i < kShown; ++i) {
        names.append(toQt(graph.node(nodes[i]).name));
    }
    QString text = names.join(QStringLiteral(", "));
    if (nodes.size() > kShown) { text += QStringLiteral(" +%1").arg(nodes.size() - kShown); }
    return text;
}

}  // namespace

Status EngineSession::open() {
    if (m_session != nullptr) { return okStatus(); }
    m_session = WEFT_TRY(Session::create(m_document->graph(), optionsOf(*m_document)));
    m_reader = SessionReader(m_document);
    m_recorder.follow(0, {});
    return okStatus();
}

Status EngineSession::call(Act& act, const RunRequest& request, std::vector<Tensor>& fetched,
                           StepStatistics* statistics) {
    RunOptions options;
    options.cancellation = &act.cancellation;
    options.statistics = statistics;
    fetched = WEFT_TRY(m_session->run(request, options));
    m_reader.addPlacement(m_session->graph(), m_session->placement(request));
    return okStatus();
}

/// Of recovered values, all are made anew; else only those of variables without a value.
Status EngineSession::init(Act& act) {
    if (m_recovered) {
        m_recovery.remove();
        m_recovered = false;
        forgetRun();
        m_wild = false;
        m_progress = {};
        m_trained = false;
        m_session.reset();
        WEFT_TRY(open());
    }
    if (m_reader.missingInitializers(*m_session).empty()) {
        note(TranscriptLine::Kind::Note, tr("init: every variable has a value"));
    }
    return initMissing(act);
}

Status EngineSession::initMissing(Act& act) {
    const std::vector<std::string> missing = m_reader.missingInitializers(*m_session);
    if (missing.empty()) { return okStatus(); }
    std::vector<Tensor> none;
    WEFT_TRY(call(act, {{}, {}, missing}, none));
    note(TranscriptLine::Kind::Note,
         missing.size() == 1 ? tr("init: 1 variable had no value")
                             : tr("init: %1 variables had no value").arg(missing.size()));
    reportState();
    return okStatus();
}

Status EngineSession::initSome(Act& act) {
    RunRequest request;
    for (const QString& variable : act.variables) {
        const std::string name = variable.toStdString();
        request.targets.push_back(m_reader.initializer(name));
        if (request.targets.back().empty()) {
            return notFound(concat("'", name, "' has no initialiser"));
        }
    }
    if (act.variables.isEmpty()) {
        request.targets = m_reader.initializers();
        if (request.targets.empty()) { return failedPrecondition("there is no variable"); }
        forgetRun();
        m_trained = false;
        m_wild = false;
    }
    std::vector<Tensor> none;
    WEFT_TRY(call(act, request, none));
    TranscriptLine line;
    line.text = literalCall(request);
    line.python = act.variables.isEmpty()
                      ? QStringLiteral("sess.run(tf.global_variables_initializer())")
                      : pythonCall(request);
    if (act.variables.isEmpty() && request.targets.size() > 1) {
        line.detail = tr("%1 variables").arg(request.targets.size());
    }
    add(std::move(line));
    return okStatus();
}

Status EngineSession::assign(const Act& act) {
    const std::string name = act.variables.front().toStdString();
    const Node* node = m_document->graph().find(name);
    if (node == nullptr || !isVariable(*node)) {
        return notFound(concat("there is no variable '", name, "'"));
    }
    const auto variable = WEFT_TRY(variableOf(*node, m_session->resources()));
    Result<Tensor> value = parseTensor(act.text.toStdString(), variable->dtype());
    if (!value.ok()) { return annotated(value.status(), concat(name, ": "), ""); }
    if (!variable->shape().compatibleWith(PartialShape(value->shape()))) {
        return invalidArgument(concat(name, ": shape is wrong: got ", value->shape().toString(),
                                      ", want ", variable->shape().toString()));
    }
    TranscriptLine line;
    line.text = QStringLiteral("%1.load(%2)").arg(act.variables.front(), act.text.simplified());
    line.python = QStringLiteral("%1.load(%2, sess)").arg(act.variables.front(), act.text);
    {
        const MutexLock lock(variable->mutex());
        variable->set(*std::move(value));
    }
    m_trained = true;
    m_recovered = false;
    add(std::move(line));
    return okStatus();
}

/// The edited graph, with the values that fit. Where training was under way, its place in the run
/// sheet stays.
Status EngineSession::goOver(const std::shared_ptr<const EngineDocument>& document) {
    const CarryOver plan = planCarryOver(m_document->expansion, document->expansion);
    // Said also when it fails: the window then knows that it runs what it ran.
    m_queue.change([&](SessionReport& report) { report.document = m_document; });
    WEFT_TRY(open());
    auto session = WEFT_TRY(Session::create(document->graph(), optionsOf(*document)));
    WEFT_TRY(carryOver(plan, *m_session, *session));
    if (m_run != nullptr && !m_run->finished()) { m_place = m_run->place(); }
    m_run.reset();
    m_session->close();
    m_session = std::move(session);
    const std::shared_ptr<const EngineDocument> before = std::exchange(m_document, document);
    std::vector<NodeId> reset;
    for (const CarryOver::Pair& pair : plan.reset) { reset.push_back(pair.to); }
    QStringList told = {tr("kept %1").arg(plan.kept.size())};
    if (!reset.empty()) { told.append(tr("reset %1").arg(listed(document->graph(), reset))); }
    if (!plan.added.empty()) {
        told.append(tr("new %1").arg(listed(document->graph(), plan.added)));
    }
    if (!plan.dropped.empty()) {
        told.append(tr("dropped %1").arg(listed(before->graph(), plan.dropped)));
    }
    note(TranscriptLine::Kind::Note, tr("apply: the graph as it is drawn now"),
         told.join(QStringLiteral("; ")));
    m_atStart.reset();
    m_remembers = false;
    m_reader = SessionReader(m_document);
    m_recorder.follow(0, {});
    m_recovered = false;
    tellInfo();
    reportState();
    return okStatus();
}

Status EngineSession::beginAfresh(const std::shared_ptr<const EngineDocument>& document) {
    forgetRun();
    m_atStart.reset();
    m_remembers = false;
    m_recovered = false;
    m_trained = false;
    m_wild = false;
    m_progress = {};
    if (m_session != nullptr) { m_session->close(); }
    m_session.reset();
    m_document = document;
    m_recovery.remove();
    tellInfo();
    WEFT_TRY(open());
    note(TranscriptLine::Kind::Note, tr("restart: no variable has a value"));
    m_queue.change([](SessionReport& report) {
        report.clearCurves = true;
        report.points.clear();
        report.epochs.clear();
    });
    return okStatus();
}

/// To the start of the run.
Status EngineSession::goBack() {
    if (!m_atStart) {
        note(TranscriptLine::Kind::Note, tr("back to the start: no run has begun with this graph"));
        return okStatus();
    }
    forgetRun();
    WEFT_TRY(putBack(*m_atStart, *m_session));
    m_trained = m_atStart->trained;
    m_wild = false;
    m_atStart.reset();
    m_progress = {};
    note(TranscriptLine::Kind::Note,
         tr("back to the start of the run: variables are as they were then"));
    return okStatus();
}

/// What the window is to know of the document that runs now.
void EngineSession::tellInfo() {
    SessionInfo info;
    info.name = m_info.name;
    info.target = m_info.target;
    info.logPlacement = m_logPlacement;
    TrainRun::describe(*m_document, info);
    m_info = info;
    m_queue.change([&](SessionReport& report) {
        report.info = info;
        report.document = m_document;
    });
}

std::shared_ptr<const EngineDocument> EngineSession::takeNext() {
    const MutexLock lock(m_mutex);
    return std::exchange(m_next, nullptr);
}

Status EngineSession::doRun(Act& act) {
    RunRequest request = WEFT_TRY(requestOf(*m_document, act.call));
    if (request.fetches.empty() && request.targets.empty()) {
        return invalidArgument("nothing to fetch: select a node whose value is wanted");
    }
    WEFT_TRY(addDataFeeds(*m_document, &act.cancellation, request));
    const auto begin = std::chrono::steady_clock::now();
    std::vector<Tensor> fetched;
    const bool halts = m_stepper.begin();
    LoopRecorder* const keeper = recorder(true);
    // Of a call that may halt a person's time would be measured.
    const bool isTold =
        !halts && (m_measures || (m_logPlacement && m_session->devices().size() > 1));
    StepStatistics statistics;
    {
        m_reader.flows().forget();
        const Onlookers onlookers(halts ? &m_stepper : nullptr, keeper, tally());
        WEFT_TRY(call(act, request, fetched, isTold ? &statistics : nullptr));
    }
    m_recorder.end();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    if (isTold) { tellStatistics(request, statistics); }
    for (const auto& [name, value] : request.feeds) { m_reader.addFed(name, value); }
    TranscriptLine line;
    for (std::size_t i = 0; i < fetched.size(); ++i) {
        line.labels.push_back(toQt(request.fetches[i]));
        line.values.push_back(printedForm(fetched[i]));
        m_reader.addValue(request.fetches[i], fetched[i]);
    }
    QStringList results(line.values.begin(), line.values.end());
    for (std::size_t i = 0; i < request.targets.size(); ++i) {
        results.append(QStringLiteral("None"));
    }
    line.text = literalCall(request);
    line.python = pythonCall(request);
    line.result =
        results.size() == 1 ? results.front() : '[' + results.join(QStringLiteral(", ")) + ']';
    line.detail =
        tr("%1 of %2 ops ran, %3")
            .arg(formatCount(static_cast<qint64>(nodesBehind(m_document->graph(), request).size())),
                 formatCount(static_cast<qint64>(m_document->graph().size())),
                 formatMeasure(took.count() * 1e3) + QStringLiteral(" ms"));
    add(std::move(line));
    if (m_logPlacement) { logPlacement(request); }
    return okStatus();
}

CallStepper::Events EngineSession::stepperEvents() {
    return {
        .halted = [this](const Node& node,
                         std::span<const Tensor> inputs) { tellHalt(node, inputs); },
        .resumed = [this] { tellResumed(); },
        .made =
            [this](const Node& node, std::span<const Tensor> outputs) {
                // A footer shows one value: that of the first output, told last.
                for (std::size_t i = outputs.size(); i-- > 0;) {
                    if (outputs[i].valid()) {
                        m_reader.addValue(concat(node.name, ':', i), outputs[i]);
                    }
                }
            },
        .ends = [this] { return m_acting->stop || m_acting->cancellation.cancelled(); },
        .runsThrough = [this] { return m_acting->close.load(); },
    };
}

/// The call stands still: what it has made so far is seen.
void EngineSession::tellHalt(const Node& node, std::span<const Tensor> inputs) {
    m_beforeHalt = m_progress.state;
    HaltReport halt = m_reader.haltBefore(node, inputs);
    m_queue.change([&](SessionReport& report) { report.halt = std::move(halt); });
    reportState();
    setState(RunState::Halted);
}

void EngineSession::tellResumed() {
    m_queue.change([](SessionReport& report) { report.halt = HaltReport(); });
    setState(m_beforeHalt);
}

/// Whether the next step is measured: at the pace at which its figures are told, and early in a
/// short training.
bool EngineSession::measuresNext(const Act& act) {
    if (!m_measures) { return false; }
    const bool first = m_reader.costs().cost().ops == 0 && m_progress.step >= kWarmSteps;
    return m_remembers || first || act.verb == Verb::Step;
}

/// Who keeps a loop's values in the next call; null: nobody does.
/// @param due of a training not every step is.
LoopRecorder* EngineSession::recorder(bool due) {
    const quint64 loop = m_keptLoop;
    if (loop != m_recorder.loop()) {
        m_recorder.follow(loop, loopRows(*m_document, m_session->graph(), loop));
    }
    return m_recorder.follows() && (due || m_recorder.isFresh()) ? &m_recorder : nullptr;
}

void EngineSession::addLoopValues(QHash<quint64, NodeReport>& nodes) {
    const std::shared_ptr<const LoopValues> values = m_recorder.values();
    if (values == nullptr || m_recorder.loop() != m_keptLoop) { return; }
    std::optional<FlowReport>& flow = nodes[m_recorder.loop()].flow;
    if (!flow) { flow.emplace(); }
    flow->values = values;
}

/// As TensorFlow's log_device_placement: "Add: (AddV2): /job:localhost/.../device:CPU:0".
void EngineSession::logPlacement(const RunRequest& request) {
    const std::size_t drawn = m_document->graph().size();
    for (const auto& [id, device] : m_session->placement(request)) {
        if (static_cast<std::size_t>(id.value) >= drawn) { continue; }
        const Node& node = m_document->graph().node(id);
        note(TranscriptLine::Kind::Note,
             QStringLiteral("%1: (%2): %3").arg(toQt(node.name), toQt(node.opName), toQt(device)));
    }
}

/// What a call by hand took, where that is asked for; and what it carries between a card and the
/// processor, as an op has to run there.
void EngineSession::tellStatistics(const RunRequest& request, const StepStatistics& statistics) {
    const auto placement = m_session->placement(request);
    if (m_measures) {
        m_reader.costs().begin();
        m_reader.costs().add(m_session->graph(), statistics, placement);
    }
    if (!m_logPlacement) { return; }
    for (const CpuFallback& each : cpuFallbacks(m_session->graph(), placement, statistics)) {
        const Node& node = m_session->graph().node(each.node);
        note(TranscriptLine::Kind::Note, fallbackWords(node.name, node.opName, each));
    }
}

}  // namespace weft::ui
