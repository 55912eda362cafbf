// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/engine_session.h"

#include "ui/base/to_qt.h"
#include "ui/session/train_run.h"

namespace weft::ui {
namespace {

constexpr std::chrono::milliseconds kGrace(120);      // for the present call, when stopped
constexpr std::chrono::milliseconds kStatePace(500);  // between looks at all variables
constexpr std::size_t kMostFetches = 24;              // of a run without a choice

/// Outputs that nothing reads and that depend on no placeholder: what a bare run shows.
std::vector<std::string> freeEnds(const Graph& graph) {
    std::vector<bool> needsFeed(graph.size(), false);
    std::vector<std::string> names;
    for (const Node& node : graph.nodes()) {
        bool needs = node.isOp("Placeholder") || node.op == nullptr;
        for (const Endpoint& input : node.inputs) {
            needs = needs || needsFeed[static_cast<std::size_t>(input.node.value)];
        }
        needsFeed[static_cast<std::size_t>(node.id.value)] = needs;
        const bool changes = node.op != nullptr && node.op->isStateful;
        const bool end = graph.uses(node.id).empty() && !node.outputs.empty();
        if (end && !needs && !changes && !node.isOp("Assign") && names.size() < kMostFetches) {
            names.push_back(graph.nameOf({node.id, 0}));
        }
    }
    return names;
}

}  // namespace

EngineSession::EngineSession(std::shared_ptr<const EngineDocument> document, QObject* parent)
    : SessionFeed(parent),
      m_document(std::move(document)),
      m_queue([this] { QMetaObject::invokeMethod(this, &EngineSession::deliver); }),
      m_reader(m_document) {
    m_info.name = tr("session 1");
    m_info.target = tr("in process");
    TrainRun::describe(*m_document, m_info);
    m_thread = std::thread([this] { work(); });
}

EngineSession::~EngineSession() {
    stop();
    ask({Verb::Quit, -1, {}});
    {
        const MutexLock lock(m_mutex);
        const auto end = std::chrono::steady_clock::now() + kGrace;
        while (m_busy && std::chrono::steady_clock::now() < end) {
            m_changed.waitFor(m_mutex, std::chrono::milliseconds(10));
        }
        if (m_cancellation != nullptr) { m_cancellation->cancel(); }
    }
    m_thread.join();
}

void EngineSession::ask(Wish wish) {
    const MutexLock lock(m_mutex);
    if (m_wish.verb == Verb::Quit) { return; }
    m_wish = std::move(wish);
    m_changed.notifyAll();
}

void EngineSession::init() { ask({Verb::Init, -1, {}}); }

void EngineSession::train(qint64 steps) {
    m_pause = false;
    m_stop = false;
    ask({Verb::Train, steps, {}});
}

void EngineSession::step() {
    m_pause = false;
    m_stop = false;
    ask({Verb::Step, 1, {}});
}

void EngineSession::run(const QStringList& fetches) {
    m_stop = false;
    ask({Verb::Run, -1, fetches});
}

void EngineSession::pause() { m_pause = true; }

void EngineSession::stop() {
    m_stop = true;
    QTimer::singleShot(kGrace, this, [this] {
        const MutexLock lock(m_mutex);
        if (m_stop && m_cancellation != nullptr) { m_cancellation->cancel(); }
    });
}

void EngineSession::deliver() {
    if (const std::shared_ptr<const SessionReport> report = m_queue.take()) {
        emit reported(report);
    }
}

double EngineSession::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
}

void EngineSession::work() {
    while (true) {
        Wish wish;
        {
            const MutexLock lock(m_mutex);
            while (m_wish.verb == Verb::Nothing) { m_changed.wait(m_mutex); }
            wish = m_wish;
            m_wish = {};
            m_busy = wish.verb != Verb::Quit;
            m_cancellation = std::make_shared<Cancellation>();
        }
        if (wish.verb == Verb::Quit) { break; }
        carryOut(wish);
        {
            const MutexLock lock(m_mutex);
            m_busy = false;
            m_cancellation = nullptr;
            // A wish to quit waits in its slot and is taken up next.
            m_changed.notifyAll();
        }
        m_queue.flush();
    }
    m_run.reset();
    if (m_session != nullptr) { m_session->close(); }
}

void EngineSession::carryOut(const Wish& wish) {
    Status status = open();
    if (status.ok()) {
        switch (wish.verb) {
            case Verb::Init:
                setState(RunState::Busy);
                status = initMissing();
                break;
            case Verb::Train:
            case Verb::Step:
                status = doTrain(wish);
                break;
            case Verb::Run:
                setState(RunState::Busy);
                status = doRun(wish.fetches);
                break;
            case Verb::Nothing:
            case Verb::Quit:
                break;
        }
    }
    const bool stopped = m_stop && status.code() == StatusCode::kCancelled;
    if (!status.ok() && !stopped) {
        fail(status);
        return;
    }
    const bool going = m_run != nullptr && !m_run->finished();
    const bool training = wish.verb == Verb::Train || wish.verb == Verb::Step;
    if (stopped) { note(TranscriptLine::Kind::Note, tr("stopped within a call")); }
    if (m_stop && training) { m_run.reset(); }
    setState(training && going && !m_stop ? RunState::Paused : RunState::Idle);
    reportState();
}

Status EngineSession::open() {
    if (m_session != nullptr) { return okStatus(); }
    SessionOptions options;
    if (m_document->project) {
        const weft::Settings& settings = m_document->project->settings();
        options.cpuDevices = settings.cpuDevices;
        options.seed = settings.seed;
        options.defaultDevice = settings.device;
        options.softPlacement = settings.softPlacement;
    }
    m_session = WEFT_TRY(Session::create(m_document->graph(), options));
    return okStatus();
}

Status EngineSession::call(const RunRequest& request, std::vector<Tensor>& fetched) {
    RunOptions options;
    const std::shared_ptr<Cancellation> cancellation = currentCancellation();
    options.cancellation = cancellation.get();
    fetched = WEFT_TRY(m_session->run(request, options));
    m_reader.addPlacement(m_session->placement(request));
    return okStatus();
}

Status EngineSession::initMissing() {
    const std::vector<std::string> missing = m_reader.missingInitializers(*m_session);
    if (missing.empty()) { return okStatus(); }
    std::vector<Tensor> none;
    // One after the other where some have a value already: an initial value may read a variable.
    WEFT_TRY(call({{}, {}, missing}, none));
    note(TranscriptLine::Kind::Note,
         missing.size() == 1 ? tr("init: 1 variable had no value")
                             : tr("init: %1 variables had no value").arg(missing.size()));
    reportState();
    return okStatus();
}

Status EngineSession::doRun(const QStringList& fetches) {
    RunRequest request;
    for (const QString& fetch : fetches) { request.fetches.push_back(fetch.toStdString()); }
    if (request.fetches.empty()) { request.fetches = freeEnds(m_document->graph()); }
    if (request.fetches.empty()) {
        return invalidArgument("nothing to fetch: select a node whose value is wanted");
    }
    WEFT_TRY(addDataFeeds(*m_document, request));
    std::vector<Tensor> fetched;
    WEFT_TRY(call(request, fetched));
    QStringList names;
    QStringList values;
    for (std::size_t i = 0; i < fetched.size(); ++i) {
        names.append(toQt(request.fetches[i]));
        values.append(
            toQt(formatTensor(fetched[i], {.threshold = 20, .lineWidth = 0})).simplified());
        m_reader.addValue(request.fetches[i], fetched[i]);
    }
    note(TranscriptLine::Kind::Call,
         QStringLiteral("run([%1])").arg(names.join(QStringLiteral(", "))),
         values.join(QStringLiteral(", ")));
    return okStatus();
}

Status EngineSession::beginRun() {
    if (!m_info.trains) { return failedPrecondition("there is no train row: nothing to train"); }
    const bool strict = m_document->project && m_document->project->settings().strict;
    if (!strict) { WEFT_TRY(initMissing()); }
    if (m_run != nullptr && !m_run->finished()) { return okStatus(); }
    m_run = WEFT_TRY(TrainRun::create(*m_document, *m_session));
    m_run->addPlacement(*m_session, m_reader);
    m_progress = {};
    m_queue.change([](SessionReport& report) {
        report.clearCurves = true;
        report.points.clear();
        report.epochs.clear();
    });
    return okStatus();
}

Status EngineSession::doTrain(const Wish& wish) {
    setState(RunState::Training);
    WEFT_TRY(beginRun());
    if (wish.verb == Verb::Train && wish.steps >= 0) { m_run->limit(wish.steps); }
    setState(RunState::Training);
    reportState();
    const std::shared_ptr<Cancellation> cancellation = currentCancellation();
    bool stepDone = true;
    while (!m_run->finished() && !m_stop && !(m_pause && stepDone)) {
        SessionReport news;
        stepDone = WEFT_TRY(m_run->call(cancellation.get(), m_reader, news));
        news.progress.state = RunState::Training;
        m_progress = news.progress;
        addNews(std::move(news));
        if (std::chrono::steady_clock::now() - m_lastState > kStatePace) { reportState(); }
        if (wish.verb == Verb::Step && stepDone) { break; }
    }
    return okStatus();
}

void EngineSession::addNews(SessionReport news) {
    const double now = seconds();
    m_queue.change([&](SessionReport& report) {
        report.progress = news.progress;
        report.points.insert(report.points.end(), news.points.begin(), news.points.end());
        report.epochs.insert(report.epochs.end(), news.epochs.begin(), news.epochs.end());
        for (TranscriptLine& line : news.lines) {
            line.seconds = now;
            // The same call again: only the newest result is kept, and how often.
            const bool again = !report.lines.empty() && line.kind == TranscriptLine::Kind::Call &&
                               report.lines.back().text == line.text;
            if (again) {
                line.count += report.lines.back().count;
                report.lines.back() = std::move(line);
            } else {
                report.lines.push_back(std::move(line));
            }
        }
    });
}

std::shared_ptr<Cancellation> EngineSession::currentCancellation() {
    const MutexLock lock(m_mutex);
    return m_cancellation;
}

void EngineSession::setState(RunState state) {
    m_progress.state = state;
    if (state != RunState::Training) { m_progress.etaSeconds = -1; }
    m_queue.change([this](SessionReport& report) { report.progress = m_progress; });
    m_queue.flush();
}

void EngineSession::note(TranscriptLine::Kind kind, const QString& text, const QString& result) {
    TranscriptLine line;
    line.kind = kind;
    line.text = text;
    line.result = result;
    line.seconds = seconds();
    m_queue.change([&](SessionReport& report) { report.lines.push_back(line); });
}

void EngineSession::reportState() {
    m_lastState = std::chrono::steady_clock::now();
    std::vector<VariableRow> variables = m_reader.variables(*m_session);
    QHash<quint64, NodeReport> nodes = m_reader.nodes(*m_session);
    m_queue.change([&](SessionReport& report) {
        report.variables = std::move(variables);
        report.nodes = std::move(nodes);
    });
}

void EngineSession::fail(const Status& status) {
    const ErrorReport error = m_reader.errorOf(status, m_progress.step);
    note(TranscriptLine::Kind::Error, error.code + QStringLiteral(": ") + error.message);
    m_progress.state = RunState::Failed;
    m_queue.change([&](SessionReport& report) {
        report.progress = m_progress;
        report.error = error;
    });
    m_run.reset();
    if (m_session != nullptr) { reportState(); }
}

}  // namespace weft::ui
