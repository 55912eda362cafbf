// SPDX-License-Identifier: Apache-2.0
/// @file
/// Each op where the recorded suites use it, given one fault after the other (faults.h) while all
/// else is right. It answers, or refuses with a status that blames the graph, and refuses often
/// enough to show that it looks.

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <map>
#include <set>

#include "engine/base/strings.h"
#include "engine/graph/graph_io.h"
#include "engine/graph/op_registry.h"
#include "tests/engine/ops/hostile/faults.h"
#include "tests/engine/ops/hostile/hostile_values.h"
#include "tests/engine/ops/hostile/recorded_cases.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Cases of an op, the smallest first, and faults of it in all.
constexpr std::size_t kMostCases = 3;
constexpr int kMostFaults = 120;
/// Different faults that an op must refuse: wrong types and wrong numbers of inputs, which is all that
/// a function of numbers of any shape can refuse, make 9.
constexpr std::size_t kLeastRefused = 9;
constexpr std::chrono::seconds kLong{20};

struct Place {
    const conformance::Case* recorded;
    int node;
};

/// Where each op occurs, outside functions.
const std::map<std::string, std::vector<Place>>& places() {
    static const std::map<std::string, std::vector<Place>> found = [] {
        std::map<std::string, std::vector<Place>> byOp;
        for (const char* name : {"math", "array", "nn", "train", "random", "errors", "flow"}) {
            for (const conformance::Case& recorded : recordedSuite(name).cases()) {
                tensorflow::GraphDef def;
                if (!recorded.load_error().empty() || !def.ParseFromString(recorded.graph_def())) {
                    continue;
                }
                std::set<std::string> seen;
                for (int i = 0; i < def.node_size(); ++i) {
                    if (!seen.insert(def.node(i).op()).second) { continue; }
                    byOp[def.node(i).op()].push_back({&recorded, i});
                }
            }
        }
        for (auto& [op, list] : byOp) {
            std::ranges::stable_sort(
                list, {}, [](const Place& place) { return place.recorded->graph_def().size(); });
            list.resize(std::min(list.size(), kMostCases));
        }
        return byOp;
    }();
    return found;
}

/// What the whole case says, run in one session: the first failure.
Status runAll(const tensorflow::GraphDef& def, const std::vector<RunRequest>& requests) {
    Graph graph = WEFT_TRY(importGraph(def));
    const std::unique_ptr<Session> session = WEFT_TRY(Session::create(std::move(graph)));
    Status first = okStatus();
    for (const RunRequest& request : requests) {
        const Status status =
            session->run(request, {.timeout = std::chrono::milliseconds(2000)}).status();
        if (first.ok()) { first = status; }
    }
    return first;
}

/// One op in one case.
class Spoiling {
public:
    /// @param report called with what was wrong and how it ended.
    using Report = std::function<void(const std::string&, const Status&)>;
    Spoiling(const Place& place, Report report)
        : m_requests(requestsOf(*place.recorded)), m_at(place.node), m_report(std::move(report)) {
        m_def.ParseFromString(place.recorded->graph_def());
        for (RunRequest& request : m_requests) { request.targets.push_back(node().name()); }
        // Shapes are not known to the graph, so that the run must see what is wrong.
        for (tensorflow::NodeDef& each : *m_def.mutable_node()) {
            each.mutable_attr()->erase("_output_shapes");
        }
    }

    void run() {
        for (const NodeFault& fault : nodeFaults(node())) {
            tensorflow::GraphDef def = m_def;
            fault.apply(*def.mutable_node(m_at));
            m_report(fault.what, runAll(def, m_requests));
        }
        for (int i = 0; i < node().input_size(); ++i) { spoilInput(i); }
    }

private:
    const tensorflow::NodeDef& node() const { return m_def.node(m_at); }

    /// The value of input i in the first request that gives one.
    Tensor valueOf(int i) const {
        const Result<Graph> graph = importGraph(m_def);
        if (!graph.ok()) { return {}; }
        const Result<Endpoint> endpoint = graph->endpoint(node().input(i));
        if (!endpoint.ok()) { return {}; }
        const OutputInfo& info = graph->output(*endpoint);
        if (info.isRef || info.type == DType::Resource || info.type == DType::Variant) {
            return {};
        }
        const auto session = Session::create(*graph);
        if (!session.ok()) { return {}; }
        for (RunRequest request : m_requests) {
            request.fetches = {graph->nameOf(*endpoint)};
            request.targets.pop_back();
            const auto values =
                (*session)->run(request, {.timeout = std::chrono::milliseconds(2000)});
            if (values.ok()) { return values->front(); }
        }
        return {};
    }

    void spoilInput(int i) {
        const std::string name = node().input(i);
        if (name.starts_with('^')) { return; }
        const Tensor good = valueOf(i);
        if (!good.valid()) { return; }
        for (const TensorFault& fault : tensorFaults(good)) {
            for (const bool isConstant : {false, true}) { spoil(i, fault, isConstant); }
        }
    }

    /// Input i comes from a feed, of which the graph knows nothing, or from a constant.
    void spoil(int i, const TensorFault& fault, bool isConstant) {
        tensorflow::GraphDef def = m_def;
        std::vector<RunRequest> requests = m_requests;
        Graph made;
        const std::string name = "faulty_input";
        NodeSpec spec{.name = name, .attrs = {{"dtype", fault.tensor.dtype()}}};
        spec.op = isConstant ? "Const" : "Placeholder";
        if (isConstant) {
            spec.attrs.set("value", StoredTensorPtr(StoredTensor::fromTensor(fault.tensor)));
        } else {
            for (RunRequest& request : requests) {
                request.feeds.emplace_back(name + ":0", fault.tensor);
            }
        }
        if (!made.add(std::move(spec)).ok()) { return; }
        tensorflow::GraphDef with;
        exportGraph(made, with);
        *def.add_node() = with.node(0);
        def.mutable_node(m_at)->set_input(i, name);
        m_report(concat("input ", i, (isConstant ? " constant, " : ", "), fault.what),
                 runAll(def, requests));
    }

    tensorflow::GraphDef m_def;
    std::vector<RunRequest> m_requests;
    int m_at;
    Report m_report;
};

/// Ops that refuse fewer faults than others, and why.
const std::map<std::string, std::string>& exempt() {
    static const std::string open = "it takes nearly anything";
    static const std::string source = "it has no inputs";
    static const std::string handle = "its input is a handle, which no feed replaces";
    static const std::string call = "what it calls refuses, under its own name";
    static const std::map<std::string, std::string> reasons = {
        {"Conj", open},
        {"IdentityN", open},
        {"LogicalNot", open},
        {"LogicalOr", open},
        {"LoopCond", open},
        {"PrintV2", open},
        {"StringLength", open},
        {"Const", source},
        {"ControlTrigger", source},
        {"NoOp", source},
        {"Placeholder", source},
        {"Variable", source},
        {"VariableV2", source},
        {"DestroyResourceOp", handle},
        {"TensorArrayCloseV3", handle},
        {"TensorArrayGradV3", handle},
        {"TensorArraySizeV3", handle},
        {"VarIsInitializedOp", handle},
        {"Case", call},
        {"For", call},
        {"If", call},
        {"PartitionedCall", call},
        {"StatefulPartitionedCall", call},
        {"StatelessCase", call},
        {"StatelessIf", call},
        {"StatelessWhile", call},
        {"SymbolicGradient", call},
        {"While", call},
    };
    return reasons;
}

/// Queues, lists, optionals: no feed replaces what they take or make.
bool movesHandles(const OpDef& op) {
    const auto isHandle = [](const ArgDef& arg) {
        return arg.type == DType::Resource || arg.type == DType::Variant;
    };
    return std::ranges::any_of(op.inputs, isHandle) || std::ranges::any_of(op.outputs, isHandle);
}

}  // namespace

class TstFaultyNodes : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        limitMemory();
        // Ops that write files do so here.
        QVERIFY(QDir::setCurrent(m_folder.path()));
    }
    void answersOrRefuses_data();
    void answersOrRefuses();
    void exemptionsAreOfUse();
    void cleanupTestCase() {
        qInfo("%d ops, %d faults, %d of them refused by the op; not recorded: %s", m_ops, m_faults,
              m_refused, join(m_unseen, " ").c_str());
        QVERIFY(m_ops > 400 && m_refused > 8000);
    }

private:
    QTemporaryDir m_folder;
    int m_ops = 0;
    std::vector<std::string> m_unseen;  ///< in no recorded case: TstHostileInput alone draws them
    int m_faults = 0;
    int m_refused = 0;
};

void TstFaultyNodes::answersOrRefuses_data() {
    QTest::addColumn<QString>("name");
    for (const OpDef* op : OpRegistry::global().all()) {
        QTest::newRow(op->name.c_str()) << QString::fromStdString(op->name);
    }
}

void TstFaultyNodes::answersOrRefuses() {
    QFETCH(QString, name);
    const std::string op = name.toStdString();
    const auto found = places().find(op);
    const std::string mark = concat("[", op, "] ");
    int faults = 0;
    std::set<std::string> refused;
    std::string wrong;
    for (const Place& place : found == places().end() ? std::vector<Place>() : found->second) {
        if (faults >= kMostFaults) { break; }
        auto begin = std::chrono::steady_clock::now();
        Spoiling(place, [&](const std::string& what, const Status& status) {
            ++faults;
            const std::string text = concat(place.recorded->name(), ", ", what, ": ",
                                            codeName(status.code()), ": ", messageOf(status));
            const std::string code = codeName(status.code());
            const auto now = std::chrono::steady_clock::now();
            if (code == "INTERNAL" || code == "UNKNOWN" || now - begin > kLong) { wrong = text; }
            if (!status.ok() && messageOf(status).find(mark) != std::string_view::npos) {
                refused.insert(what);
            }
            begin = now;
        }).run();
    }
    if (faults == 0) { return m_unseen.push_back(op); }
    ++m_ops;
    m_faults += faults;
    m_refused += static_cast<int>(refused.size());
    QVERIFY2(wrong.empty(), wrong.c_str());
    const std::string text = concat(refused.size(), " of ", faults, " faults refused");
    const bool isExempt = exempt().contains(op) || movesHandles(*OpRegistry::global().find(op));
    QVERIFY2(refused.size() >= kLeastRefused || isExempt, text.c_str());
}

void TstFaultyNodes::exemptionsAreOfUse() {
    for (const auto& [name, reason] : exempt()) {
        QVERIFY2(OpRegistry::global().find(name) != nullptr && !reason.empty(), name.c_str());
    }
}

namespace {
const Registered<TstFaultyNodes> registered;
}  // namespace

}  // namespace weft::test

#include "tst_faulty_nodes.moc"
